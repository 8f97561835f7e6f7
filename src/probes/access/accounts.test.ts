import { expect, test } from 'vitest'
import { verdicts } from '../ground.fixture.js'
import { appOf } from '../tenants.fixture.js'
import { knownAddress } from './known-address.js'
import { readablePassword } from './readable-password.js'

const HASH = `createHash('sha256').update(password).digest('hex')`
const signUp = (stored: string): string => `
import { createHash } from 'node:crypto'
export async function POST(request) {
  const { email, password, name } = await request.json()
  if (!email || !password) return Response.json({ error: 'Missing' }, { status: 400 })
  await pool.query('insert into users (email, name, password_hash) values ($1, $2, $3)', [email, name ?? 'Somebody', ${stored}])
  return Response.json({ made: true }, { status: 201 })
}`
const logIn = (unknown: string, wrong: string): string => `
import { createHash } from 'node:crypto'
export async function POST(request) {
  const { email, password } = await request.json()
  const { rows } = await pool.query('select * from users where email = $1', [email])
  if (!rows[0]) return Response.json(${unknown})
  if (rows[0].password_hash !== ${HASH}) return Response.json(${wrong})
  return Response.json({ token: jwt.sign({ id: rows[0].id, email, role: rows[0].role }, process.env.JWT_SECRET) })
}`
const REFUSED = `{ error: 'Wrong e-mail address or password' }, { status: 401 }`

test('answers that tell which addresses have an account', async () => {
  const found = await verdicts(
    knownAddress,
    appOf({
      'api/signup': signUp(HASH),
      'api/login': logIn(REFUSED, REFUSED),
      'api/told/login': logIn(`{ error: 'No such account' }, { status: 404 }`, `{ error: 'Wrong password' }, { status: 401 }`),
      'api/odd/login': logIn(
        `{ error: 'No', id: Math.random() > 2 }, { status: 401 }`,
        `{ error: 'No', at: String.fromCharCode(97 + Math.random() * 26, 97 + Math.random() * 26, 97 + Math.random() * 26) }, { status: 401 }`,
      ),
      'api/closed/login': `export async function POST() { return Response.json({ error: 'Closed' }, { status: 401 }) }`,
    }),
    ['', 'told/', 'odd/', 'closed/'].map(name => ['sessions/user-enumeration', `POST /api/${name}login`] as const),
  )
  expect(found).toEqual([
    'inconclusive POST /api/closed/login',
    'inconclusive POST /api/odd/login',
    'proved POST /api/told/login',
    'refuted POST /api/login',
  ])
})

test.each([
  ['as typed', 'password', 'proved'],
  ['hashed', HASH, 'refuted'],
  ['by nobody: no account can be made', `(() => { throw new Error('closed') })()`, 'inconclusive'],
])('a password stored %s', async (_, stored, verdict) => {
  const found = await verdicts(readablePassword, appOf({ 'api/signup': signUp(stored) }), [
    ['sessions/plaintext-password', 'POST /api/signup'],
  ])
  expect([...new Set(found)]).toEqual([`${verdict} a new account`])
})
