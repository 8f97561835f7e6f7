import { expect, test } from 'vitest'
import type { AppModel } from '#model/app-model'
import type { Source } from '#source/source'
import type { Credentials, Lab, LabAnswer, LabRequest } from '../lab.js'
import { enterAuthJs } from './auth-js.js'

const answer = (status: number, json?: unknown): LabAnswer => ({
  status,
  headers: {},
  text: JSON.stringify(json ?? ''),
  json,
  milliseconds: 1,
  step: {} as LabAnswer['step'],
})
const BASE = '/api/auth'
const MODEL = { routes: [{ path: `${BASE}/:nextauth*` }, { path: '/api/authors/:id' }] } as unknown as AppModel
const source = (dependencies: Record<string, string>): Source => ({ packages: [{ dependencies }] }) as unknown as Source

/** As the library answers; `known` is what its own look-up finds people by. */
function library(known: string): Pick<Lab, 'send' | 'credentials'> {
  const credentials: Lab['credentials'] = new Map<'a', Credentials>()
  return {
    credentials,
    send: async ({ actor, path, form }: LabRequest) => {
      const jar = credentials.get(actor)?.cookies
      if (path === `${BASE}/providers`)
        return answer(200, { github: { id: 'github', type: 'oauth' }, door: { id: 'door', type: 'credentials' } })
      if (path === `${BASE}/csrf`) {
        jar?.set('next-auth.csrf-token', 't1|hash')
        return answer(200, { csrfToken: 't1' })
      }
      if (path !== `${BASE}/callback/door`) return answer(404)
      const isRight = form?.['csrfToken'] === 't1' && form['password'] === 'right' && form['username'] === known
      if (!jar?.has('next-auth.csrf-token') || !isRight) return answer(401, { url: 'http://localhost:3000/?error=CredentialsSignin' })
      jar.set('next-auth.session-token', 's1')
      return answer(200, { url: 'http://localhost:3000/' })
    },
  }
}

const enter = (lab: Pick<Lab, 'send' | 'credentials'>, password: string, noted: string[], packages = { 'next-auth': '4' }) =>
  enterAuthJs(lab, MODEL, source(packages), 'a', {
    email: 'ada.lab@example.com',
    password,
    prove: async ({ cookies }) => cookies.has('next-auth.session-token'),
    note: (door, { status }) => void noted.push(`${door} ${status}`),
  })

test.each(['ada.lab@example.com', 'adalab'])('people sign in by the library’s own form, known as %s', async known => {
  const lab = library(known)
  expect(await enter(lab, 'right', [])).toBe('POST /api/auth/callback/door')
  expect(lab.credentials.get('a')?.cookies.get('next-auth.session-token')).toBe('s1')
})

test('a wrong password opens nothing, and what was said is kept', async () => {
  const noted: string[] = []
  const lab = library('ada.lab@example.com')
  expect(await enter(lab, 'wrong', noted)).toBeUndefined()
  expect(noted).toEqual(['POST /api/auth/callback/door 401', 'POST /api/auth/callback/door 401'])
  expect(lab.credentials.has('a')).toBe(false)
})

test('an app without the library is not asked', async () => {
  const noted: string[] = []
  expect(await enter(library('adalab'), 'right', noted, { express: '5' } as never)).toBeUndefined()
  expect(noted).toEqual([])
})
