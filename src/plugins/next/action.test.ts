import { expect, test } from 'vitest'
import { readApp, route } from '../app.fixture.js'

const actions = (body: string) =>
  readApp(
    {
      'app/actions.js': `'use server'
import { createClient } from '@supabase/supabase-js'
import { auth } from '@clerk/nextjs/server'
const admin = createClient(process.env.SUPABASE_URL, process.env.SUPABASE_SERVICE_ROLE_KEY)
${body}`,
    },
    { next: '16', '@supabase/supabase-js': '2', '@clerk/nextjs': '6' },
  )

test('what an action returns is an answer, and stands where it is returned', async () => {
  const model = await actions(`export async function orderOf(id) {
  const { data, error } = await admin.from('orders').select('*').eq('id', id).single()
  if (error) return { error: error.message }
  return data
}`)
  const one = route(model, 'ACTION', 'orderOf')
  expect(one.auth).toBe('open')
  expect(one.effects.flatMap(effect => (effect.kind === 'respond' ? [[effect.at.line, effect.status]] : []))).toEqual([
    [7, 400],
    [8, undefined],
  ])
})

test('accounts that the service key reads for anyone are told; those looked up for the action itself are not', async () => {
  const model =
    await actions(`export async function accountOf(id) { const { data } = await admin.auth.admin.getUserById(id); return data.user }
export async function mailOf(id) { const { data } = await admin.auth.admin.getUserById(id); if (!data.user) return { error: 'unknown' } }`)
  expect(route(model, 'ACTION', 'accountOf').auth).toBe('open')
  expect(route(model, 'ACTION', 'mailOf').auth).toBe('public')
})

test('an action that only asks who is signed in has a guard', async () => {
  const model = await actions(`export async function hello() {
  const { userId } = await auth()
  if (!userId) return { error: 'Sign in first' }
  return { greeting: 'Hello ' + userId }
}`)
  expect(route(model, 'ACTION', 'hello').auth).toBe('session')
})
