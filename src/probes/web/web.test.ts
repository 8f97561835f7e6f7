import { expect, test } from 'vitest'
import { verdicts } from '../ground.fixture.js'
import { appOf } from '../tenants.fixture.js'
import { hammered } from '../limits/hammered.js'
import { counted } from '../performance/counted.js'
import { cookies } from './cookies.js'
import { headers } from './headers.js'
import { origins } from './origins.js'

const reading = (lines: string): string => `
export async function GET(request) {
  const { rows } = await pool.query('select id, name, price from products order by id limit 4')
  ${lines}
}`

test('limits, loops and origins', async () => {
  const app = appOf({
    'api/endless': reading('return Response.json(rows)'),
    'api/limited': reading(`globalThis.tries = (globalThis.tries ?? 0) + 1
  return globalThis.tries > 9 ? new Response('Too many', { status: 429 }) : Response.json(rows)`),
    'api/counting': reading(`return Response.json(rows, { headers: { 'RateLimit-Remaining': '999' } })`),
    'api/turns': reading(`globalThis.turns = (globalThis.turns ?? 0) + 1
  return globalThis.turns > 9 ? Response.json({ error: 'Blocked' }, { status: 403 }) : Response.json(rows)`),
    'api/loop':
      reading(`for (const row of rows) row.orders = (await pool.query('select count(*) from orders where total > $1', [row.price + row.id])).rows
  return Response.json(rows)`),
    'api/same-again': reading(`for (const row of rows) row.all = (await pool.query('select count(*) from orders')).rows
  return Response.json(rows)`),
    'api/one': reading('return Response.json(rows.slice(0, 1))'),
    'api/reflected': reading(
      `return Response.json(rows, { headers: { 'access-control-allow-origin': request.headers.get('origin') ?? '', 'access-control-allow-credentials': 'true' } })`,
    ),
    'api/named': reading(`return Response.json(rows, { headers: { 'access-control-allow-origin': 'https://shop.example' } })`),
    'api/broken': `export async function GET() { throw new Error('broken') }`,
  })
  const of = (check: string, names: readonly string[]) => names.map(name => [check, `GET /api/${name}`] as const)
  expect(await verdicts(hammered, app, of('limits/rate-limit-missing', ['endless', 'limited', 'counting', 'turns', 'broken']))).toEqual([
    'inconclusive GET /api/broken',
    'inconclusive GET /api/turns',
    'proved GET /api/endless',
    'refuted GET /api/counting',
    'refuted GET /api/limited',
  ])
  expect(await verdicts(counted, app, of('performance/query-in-loop', ['loop', 'endless', 'same-again', 'one', 'broken']))).toEqual([
    'inconclusive GET /api/broken',
    'inconclusive GET /api/one',
    'proved GET /api/loop',
    'refuted GET /api/endless',
    'refuted GET /api/same-again',
  ])
  const ofTable = (name: string, table: string) => ['performance/query-in-loop', `GET /api/${name}`, { table }] as const
  expect(await verdicts(counted, app, [ofTable('loop', 'orders'), ofTable('endless', 'reviews')])).toEqual([
    'inconclusive GET /api/endless',
    'proved GET /api/loop',
    'refuted GET /api/same-again',
  ])
  expect(await verdicts(origins, app, of('cors/permissive-origin', ['reflected', 'named', 'broken']))).toEqual([
    'inconclusive GET /api/broken',
    'proved GET /api/reflected',
    'refuted GET /api/named',
  ])
})

const logIn = (cookie: string): string => `
export async function POST(request) {
  const { email, password } = await request.json()
  const { rows } = await pool.query('select id from users where email = $1 and password_hash <> $2', [email, password])
  if (!rows[0]) return Response.json({ error: 'No' }, { status: 401 })
  return Response.json({ in: true }, { headers: { 'set-cookie': '${cookie}' } })
}`

test.each([
  ['proved', 'session=0123456789abcdef0123; Path=/; Secure; SameSite=Lax'],
  ['refuted', 'session=0123456789abcdef0123; Path=/; HttpOnly; Secure; SameSite=Lax'],
  ['inconclusive', 'csrf_token=0123456789abcdef0123; Path=/'],
])('a cookie: %s', async (verdict, cookie) => {
  const found = await verdicts(cookies, appOf({ 'api/login': logIn(cookie) }), [['sessions/insecure-cookie', 'POST /api/login']])
  expect([...new Set(found)]).toEqual([`${verdict} the session cookie`])
})

const PLAIN = 'The cookie `session` that holds the session is also sent over plain http.'
const READ = 'The cookie `session` that holds the session can be read by every script of the page.'

test.each([
  ['proved', 'session=0123456789abcdef0123; HttpOnly', PLAIN],
  ['refuted', 'session=0123456789abcdef0123; HttpOnly', READ],
  ['proved', 'session=0123456789abcdef0123; Secure', READ],
  ['refuted', 'session=0123456789abcdef0123; Secure', PLAIN],
  ['inconclusive', 'other_session=0123456789abcdef0123', PLAIN],
])('a proof is of the cookie and the flag that the finding names: %s for %s', async (verdict, cookie, message) => {
  const found = await verdicts(cookies, appOf({ 'api/login': logIn(cookie) }), [
    ['sessions/insecure-cookie', 'POST /api/login', { message, id: 'named' }],
  ])
  expect(found).toContain(`${verdict} the session cookie`)
})

test('headers are read where the app answers', async () => {
  const app = (given: string) =>
    appOf({
      'api/open': `export async function GET() { return Response.json({ open: true }, { headers: ${given} }) }`,
      'api/me': `export async function GET() { return new Response('gone', { status: 410 }) }`,
    })
  const of = (given: string) => verdicts(headers, app(given), [['headers/missing-security-headers', 'GET /api/open']])
  expect([...new Set(await of('{}'))]).toEqual(['proved headers of the first page'])
  expect([
    ...new Set(
      await of(
        `{ 'content-security-policy': "default-src 'self'", 'x-frame-options': 'DENY', 'x-content-type-options': 'nosniff', 'strict-transport-security': 'max-age=1' }`,
      ),
    ),
  ]).toEqual(['refuted headers of the first page'])
})
