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
