import { expect, test } from 'vitest'
import { verdicts } from '../ground.fixture.js'
import { appOf } from '../tenants.fixture.js'
import { hammered } from './hammered.js'

const comparing = (answer: string): string => `
export async function POST(request) {
  const { email, password } = await request.json()
  const { rows } = await pool.query('select * from users where email = $1', [email])
  if (rows[0]?.password_hash === password) return Response.json({ token: jwt.sign({ id: rows[0].id }, process.env.JWT_SECRET) })
  return Response.json(${answer})
}`
const misshapen = (says: string): string => `
export async function POST(request) {
  const { email } = await request.json()
  if (!String(email).endsWith('.never')) return Response.json({ message: '${says}' }, { status: 400 })
  await pool.query('select * from users where email = $1', [email])
  return Response.json({ sent: true })
}`

test('tries are counted where the work was reached, and not where the form of the request was refused', async () => {
  const app = appOf({
    'api/auth/login': comparing(`{ error: 'No' }, { status: 401 }`),
    'api/other/login': comparing(`{ error: 'Wrong e-mail address or password' }, { status: 400 }`),
    'api/auth/forgot-password': misshapen('Invalid email or phone format'),
    'api/auth/token': misshapen('Password must be at least 99 characters'),
  })
  const names = ['auth/login', 'other/login', 'auth/forgot-password', 'auth/token']
  expect(
    await verdicts(
      hammered,
      app,
      names.map(name => ['limits/rate-limit-missing', `POST /api/${name}`] as const),
    ),
  ).toEqual([
    'inconclusive POST /api/auth/forgot-password',
    'inconclusive POST /api/auth/token',
    'proved POST /api/auth/login',
    'proved POST /api/other/login',
  ])
})

const JOIN = `
export async function POST(request) {
  const { email, name, password } = await request.json()
  const { rows } = await pool.query('select 1 from users where email = $1', [email])
  if (rows[0]) return Response.json({ error: 'Taken' }, { status: 409 })
  await pool.query('insert into users (email, name, password_hash) values ($1, $2, $3)', [email, name, password])
  return Response.json({ made: true }, { status: 201 })
}`
const texting = (work: string): string => `
export async function POST(request) {
  const { phone } = await request.json()
  ${work}
  return Response.json({ sent: true, phone })
}`
const TEXT = `await fetch('https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json', { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded', authorization: 'Basic QUMxOng=' },
    body: new URLSearchParams({ To: phone, From: '+14155550100', Body: 'Hello' }) })`
const SESSION = `
export async function POST(request) {
  const body = await request.json()
  if ('password' in body) return Response.json({ error: 'No such field' }, { status: 400 })
  return Response.json({ url: 'https://pay.example/' + Math.abs(Number(body.amount)) })
}`

const FAILURES_COUNTED = `
let failed = 0
export async function POST(request) {
  const { user } = await request.json()
  const { rows } = await pool.query('select * from users where email = $1', [user.email])
  if (rows[0]?.password_hash === user.password) return Response.json({ token: jwt.sign({ id: rows[0].id }, process.env.JWT_SECRET) })
  if (user.password !== 'not-the-password') return Response.json({ token: 'none' })
  return failed++ < 10 ? Response.json({ error: 'Wrong password' }, { status: 401 }) : Response.json({ error: 'Too many' }, { status: 429 })
}`

test('a wrong password stands where the code reads it: what counts only those is a limit', async () => {
  const found = await verdicts(hammered, appOf({ 'api/session': FAILURES_COUNTED }), [['limits/rate-limit-missing', 'POST /api/session']])
  expect(found).toEqual(['refuted POST /api/session'])
})

test('every try is a newcomer, costs what the code does, and knows no password where none is asked for', async () => {
  const found = await verdicts(
    hammered,
    appOf({
      'api/register': JOIN,
      'api/text': texting(TEXT),
      'api/quiet': texting(`if (process.env.MESSAGES === 'on') ${TEXT}`),
      'api/checkout-sessions': SESSION,
    }),
    [
      ['limits/rate-limit-missing', 'POST /api/register'],
      ['limits/rate-limit-missing', 'POST /api/text'],
      ['limits/rate-limit-missing', 'POST /api/quiet'],
      ['limits/rate-limit-missing', 'POST /api/checkout-sessions'],
    ],
  )
  expect(found).toEqual([
    'inconclusive POST /api/quiet',
    'proved POST /api/checkout-sessions',
    'proved POST /api/register',
    'proved POST /api/text',
  ])
})

const entering = (wrong: string, limit = ''): string => `
let wrong = 0
export async function POST(request) {
  const { email, password } = await request.json()
  const { rows } = await pool.query('select * from users where email = $1', [email])
  ${limit}
  if (!rows[0] || rows[0].password_hash !== password) { wrong++; return ${wrong} }
  return new Response(null, { status: 302, headers: { location: '/home', 'set-cookie': 'session=' + jwt.sign({ id: rows[0].id }, process.env.JWT_SECRET) } })
}`
const BACK = `new Response(null, { status: 302, headers: { location: '/login' } })`

test('a form that sends whoever is wrong back: that the right password still opens it afterwards tells', async () => {
  const found = await verdicts(
    hammered,
    appOf({
      'api/register': JOIN,
      'api/login': entering(BACK),
      'api/locked/login': entering(BACK, `if (wrong > 9) return ${BACK}`),
    }),
    ['login', 'locked/login'].map(name => ['limits/rate-limit-missing', `POST /api/${name}`] as const),
  )
  expect(found.filter(line => /login/.test(line))).toEqual(['inconclusive POST /api/locked/login', 'proved POST /api/login'])
})
