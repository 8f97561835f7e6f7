import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const next = (code: string) =>
  findingsIn('errors/unanswered-failure', {
    'app/api/rooms/route.ts': `import { redirect } from 'next/navigation'\nimport { rooms } from '../../../rooms'\n${code}`,
    'rooms.ts': 'export const rooms = { all: async () => (await fetch("https://rooms.example")).json() }',
    'package.json': '{ "name": "a", "dependencies": { "next": "15.4.2" } }',
  })
const express = (handler: string) =>
  findingsIn('errors/unanswered-failure', {
    'server.js': `const express = require('express')\nconst rooms = require('./rooms')\nconst fail = (res, e) => res.status(500).json({ error: 'Sorry' })\nconst app = express()\napp.get('/rooms', ${handler})\napp.listen(3000)`,
    'rooms.js': 'exports.all = async () => []',
    'package.json': '{ "name": "a", "dependencies": { "express": "5.1.0" } }',
  })

test.each([
  ['a failure that is only logged', 'try { return Response.json(await rooms.all()) } catch (e) { console.log(e) }'],
  ['one that is passed over', 'const a = 1\n  try { if (a) return Response.json(await rooms.all()) } catch {}'],
])('finds in Next.js %s', async (_, body) => {
  expect(await next(`export async function GET() { ${body} }`)).toEqual([
    expect.stringMatching(/^app\/api\/rooms\/route\.ts:[34] medium `GET \/api\/rooms` answers nothing when what it tries fails/),
  ])
})

test.each([
  ['an answer', 'try { return Response.json(await rooms.all()) } catch (e) { return Response.json({ error: 1 }, { status: 500 }) }'],
  [
    'an answer after it',
    'try { return Response.json(await rooms.all()) } catch (e) { console.log(e) }\n  return new Response(null, { status: 500 })',
  ],
  ['an error that goes on', 'try { return Response.json(await rooms.all()) } catch (e) { throw new Error("rooms", { cause: e }) }'],
  ['another page', 'try { return Response.json(await rooms.all()) } catch (e) { redirect("/sorry") }'],
  [
    'a `finally` that answers',
    'try { return Response.json(await rooms.all()) } catch (e) { console.log(e) } finally { return new Response() }',
  ],
])('passes in Next.js %s', async (_, body) => {
  expect(await next(`export async function GET() { ${body} }`)).toEqual([])
})

test('finds in Express a request that is left hanging', async () => {
  expect(await express('async (req, res) => { try { res.json(await rooms.all()) } catch (e) { console.error(e) } }')).toEqual([
    'server.js:5 medium `GET /rooms` answers nothing when what it tries fails: the `catch` ends without an answer.',
  ])
})

test.each([
  ['an answer', 'async (req, res) => { try { res.json(await rooms.all()) } catch (e) { res.sendStatus(500) } }'],
  ['a helper that answers', 'async (req, res) => { try { res.json(await rooms.all()) } catch (e) { fail(res, e) } }'],
  ['the next handler', 'async (req, res, next) => { try { res.json(await rooms.all()) } catch (e) { next(e) } }'],
  ['an answer before', 'async (req, res) => { res.json({}); try { await rooms.all() } catch (e) { console.error(e) } }'],
])('passes in Express %s', async (_, handler) => {
  expect(await express(handler)).toEqual([])
})
