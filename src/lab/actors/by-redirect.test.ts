import { expect, test } from 'vitest'
import { readApp } from '#plugins/app.fixture'
import type { Credentials, Lab, LabAnswer, LabRequest } from '../lab.js'
import { world } from '../stand-ins/loopback.fixture.js'
import { oidc } from '../stand-ins/oidc/index.js'
import { enterByRedirect } from './by-redirect.js'

const SERVER = `
import express from 'express'
const app = express()
app.get('/api/login', (req, res) => res.redirect('https://accounts.google.com/authorize'))
app.get('/api/callback', (req, res) => res.redirect('/'))
app.get('/api/logout', (req, res) => res.redirect('/'))
app.listen(3000)`

const answer = (status: number, location?: string): LabAnswer => ({
  status,
  headers: location === undefined ? {} : { location },
  text: '',
  json: undefined,
  milliseconds: 1,
  step: {} as LabAnswer['step'],
})

/** What the server above does when it runs, with a session in a cookie; `to` is where its door leads. */
function running(to: string): Pick<Lab, 'send' | 'control' | 'credentials'> & { readonly asked: string[] } {
  const credentials: Lab['credentials'] = new Map<'a', Credentials>()
  const asked: string[] = []
  const provider = oidc(world({}))
  return {
    credentials,
    asked,
    control: (_, command, input) => provider.control!(command, input),
    send: async ({ actor, path }: LabRequest) => {
      asked.push(path)
      if (path === '/api/login') return answer(302, to)
      const { pathname, searchParams } = new URL(path, 'http://localhost')
      if (pathname !== '/api/callback' || searchParams.get('state') !== 's1' || !searchParams.has('code')) return answer(200)
      credentials.get(actor)?.cookies.set('session', 'signed-in')
      return answer(302, '/')
    },
  }
}

test.each([
  [
    'a provider, and back',
    'https://accounts.google.com/authorize?redirect_uri=https%3A%2F%2Flocalhost%2Fapi%2Fcallback&state=s1&client_id=c',
    'GET /api/login, by way of accounts.google.com',
  ],
  ['a page of the app’s own', 'http://localhost:3000/start?redirect_uri=/home', undefined],
  ['somewhere else', 'https://shop.example/welcome', undefined],
])('a door that leads to %s', async (_, to, expected) => {
  const lab = running(to)
  const visitor = { actor: 'a', id: 'u1', email: 'a@lab.example', role: undefined } as const
  const by = await enterByRedirect(
    lab as unknown as Lab,
    await readApp({ 'server.js': SERVER }, { express: '5' }),
    visitor,
    async ({ cookies }) => cookies.has('session'),
  )
  expect(by).toBe(expected)
  expect(lab.asked).not.toContain('/api/logout')
  expect(lab.credentials.has('a')).toBe(expected !== undefined)
})
