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

const page = (component: string) =>
  readApp(
    {
      'app/orders/[id]/page.jsx': `import { auth } from '@clerk/nextjs/server'
import { PrismaClient } from '@prisma/client'
import { redirect } from 'next/navigation'
const prisma = new PrismaClient()
${component}`,
    },
    { next: '16', '@prisma/client': '6', '@clerk/nextjs': '6' },
  )

test('an action written in a page is read with what the page knows', async () => {
  const model = await page(`export default async function OrderPage({ params }) {
  const { userId } = await auth()
  if (!userId) redirect('/login')
  async function rename(form) {
    'use server'
    await prisma.order.update({ where: { id: params.id }, data: { name: form.get('name') } })
  }
  return <main><form action={rename} /><form action={async () => { 'use server'; await prisma.order.delete({ where: { id: params.id, userId } }) }} /></main>
}`)
  const actions = model.routes.filter(one => one.method === 'ACTION')
  expect(actions.map(one => [one.path, one.at.line, one.auth])).toEqual([
    ['rename', 8, 'session'],
    ['OrderPage action', 12, 'owner'],
  ])
  expect(actions.map(one => one.effects.flatMap(effect => (effect.kind === 'query' ? [effect.does] : [])))).toEqual([
    ['update'],
    ['delete'],
  ])
})

test('a page without actions of its own has none, and neither has a component that the browser draws', async () => {
  const helper = `async function save() { await prisma.order.deleteMany() }\nexport default function Page() { return <p onClick={save}>'use server'</p> }`
  expect((await page(helper)).routes.filter(one => one.method === 'ACTION')).toEqual([])
})
