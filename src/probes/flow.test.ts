import { expect, test } from 'vitest'
import { type Flow, flowsAgain, recordFlows } from './flow.js'
import { probing } from './ground.fixture.js'
import { appOf, SIGNED_IN } from './tenants.fixture.js'

const profile = (check = ''): string => `export async function PATCH(request) {
  ${SIGNED_IN}
  const { name } = await request.json()
  ${check}
  await pool.query('update users set name = $1 where id = $2', [name, user.id])
  return Response.json({ name })
}`
const orders = (guard = ''): string => `export async function GET(request) {
  ${SIGNED_IN}
  ${guard}
  const { rows } = await pool.query('select id, total from orders where user_id = $1', [user.id])
  const origin = request.headers.get('origin')
  return Response.json(rows, { headers: origin ? { 'access-control-allow-origin': ALLOWED(origin) } : {} })
}`
const app = (texts: { profile: string; orders: string; allowed: string }) =>
  appOf(
    { 'api/profile': texts.profile, 'api/orders': texts.orders.replace('ALLOWED(origin)', texts.allowed) },
    { '.env.example': 'JWT_SECRET=\nADMIN_URL=https://admin.oakmarket.shop\nSTRIPE_API_URL=https://api.stripe.com\n' },
  )

const BEFORE = app({ profile: profile(), orders: orders(), allowed: 'origin' })
const named = ({ route, how }: Flow): string => `${route}${how === undefined ? '' : ` ${how}`}`

async function brokenIn(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const flows = await probing(BEFORE, recordFlows)
  return probing(files, async ground => {
    const works = await flowsAgain(ground)
    const broken: string[] = []
    for (const flow of flows) if (!(await works(flow))) broken.push(named(flow))
    return broken
  })
}

test('what works is recorded once as it is, and as other people and other pages of the app ask for it', { timeout: 120_000 }, async () => {
  const flows = (await probing(BEFORE, recordFlows)).map(named)
  expect(flows.toSorted()).toEqual([
    'GET /api/me',
    'GET /api/orders',
    'GET /api/orders from https://admin.oakmarket.shop',
    'PATCH /api/profile',
    'PATCH /api/profile with accents and an apostrophe in the names',
    'PATCH /api/profile with names in other scripts',
  ])
  expect(await brokenIn(BEFORE)).toEqual([])
})

test(
  'a check that names with accents do not pass, and a list without the other site, break what they shut out',
  { timeout: 120_000 },
  async () => {
    const strict = `if (!/^[A-Za-z ]{1,80}$/.test(name)) return Response.json({ error: 'Invalid' }, { status: 400 })`
    const narrow = `origin === 'https://oakmarket.shop' ? origin : 'https://oakmarket.shop'`
    expect(await brokenIn(app({ profile: profile(strict), orders: orders(), allowed: narrow }))).toEqual([
      'GET /api/orders from https://admin.oakmarket.shop',
      'PATCH /api/profile with accents and an apostrophe in the names',
      'PATCH /api/profile with names in other scripts',
    ])
  },
)

test('that an admin still may, helps no customer', { timeout: 120_000 }, async () => {
  const guard = `const { rows: [{ role }] } = await pool.query('select role from users where id = $1', [user.id])
  if (role !== 'admin') return Response.json({ error: 'Forbidden' }, { status: 403 })`
  expect(await brokenIn(app({ profile: profile(), orders: orders(guard), allowed: 'origin' }))).toContain('GET /api/orders')
})

test('a schema may not ask for what browsers never sent', { timeout: 120_000 }, async () => {
  const strict = `export async function PATCH(request) {
  ${SIGNED_IN}
  const { name, nickname } = await request.json()
  if (typeof nickname !== 'string') return Response.json({ error: 'Invalid input' }, { status: 400 })
  await pool.query('update users set name = $1 where id = $2', [name, user.id])
  return Response.json({ name, nickname })
}`
  const flows = await probing(BEFORE, recordFlows)
  const changing = flows.find(flow => named(flow) === 'PATCH /api/profile')!
  const works = (files: Readonly<Record<string, string>>, checked: readonly string[]): Promise<boolean> =>
    probing(files, async ground => (await flowsAgain(ground, new Set(checked)))(changing))
  const after = app({ profile: strict, orders: orders(), allowed: 'origin' })
  expect(await works(after, ['PATCH /api/profile'])).toBe(false)
  expect(await works(after, [])).toBe(true)
  expect(await works(BEFORE, ['PATCH /api/profile'])).toBe(true)
})
