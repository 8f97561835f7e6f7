import { expect, test } from 'vitest'
import { probing } from '../ground.fixture.js'
import { appOf, SIGNED_IN } from '../tenants.fixture.js'
import type { SpeedAccount } from '#triage/speed'
import { measureSpeed } from './speed.js'

const ROWS = 4000
const HURRY = { rate: 20, warmUp: 100, duration: 500, limit: 5000 }

const APP = appOf({
  'api/history': `export async function GET(request) {
  ${SIGNED_IN}
  const { rows } = await pool.query('select * from orders where user_id = $1', [user.id])
  const history = []
  for (const order of rows) {
    const reviews = await pool.query('select id from reviews where user_id = $1 limit 5', [order.user_id])
    history.push({ ...order, reviews: reviews.rows.length })
  }
  return Response.json(history)
}`,
  'api/products/[id]': `export async function GET(request, { params }) {
  const { id } = await params
  const { rows } = await pool.query('select id, name, price from products where id = $1', [id])
  return rows[0] ? Response.json(rows[0]) : Response.json({ error: 'Not found' }, { status: 404 })
}`,
  'api/health': `export async function GET() { return Response.json({ up: true }) }`,
})

/** Of which one route was under load, and both took no time at all: what is measured now seems slower. */
const EARLIER: SpeedAccount = {
  rows: ROWS,
  rate: 20,
  seconds: 0.5,
  routes: ['GET /api/products/:id', 'GET /api/history'].map((route, index) => ({
    route,
    actor: 'a',
    alone: 0,
    answers: true,
    statements: 1,
    ...(index === 0 && { load: { p50: 0, p95: 0, p99: 0, worst: 0, sent: 10, failed: 0 } }),
  })),
}

test(
  'measures what routes take on a full database, alone and under load, and leaves the database as it was',
  { timeout: 240_000 },
  async () => {
    await probing(APP, async ground => {
      const speed = await measureSpeed(ground, { rows: ROWS, before: EARLIER, indexes: true, pace: HURRY })
      const routes = new Map(speed?.account.routes.map(route => [route.route, route]))
      // One that asks the database for nothing has nothing to do with its size.
      expect([...routes.keys()].toSorted()).toEqual(['GET /api/history', 'GET /api/me', 'GET /api/products/:id'])
      // The list, and once more for each order of a customer who comes back often.
      const [history, product] = [routes.get('GET /api/history')!, routes.get('GET /api/products/:id')!]
      expect(history.statements).toBeGreaterThan(30)
      expect(history.alone).toBeGreaterThan(product.alone)
      expect(history).not.toHaveProperty('load')
      expect(product).toMatchObject({ actor: 'a', answers: true, statements: 1, load: { sent: 10, failed: 0 } })
      expect(product.load!.p50).toBeLessThanOrEqual(product.load!.p95)
      expect(product.load!.p95).toBeLessThanOrEqual(product.load!.worst)
      expect(speed?.trials).toMatchObject({ rows: ROWS })
      expect(speed?.trials?.queries.map(({ query }) => query.table)).toContain('orders')
      expect(speed?.account).toMatchObject({ rows: ROWS, rate: 20, seconds: 0.5 })
      const { rows } = await ground.lab.database!.query<{ n: number }>('select count(*)::int as n from orders')
      expect(rows[0]!.n).toBeLessThan(100)
    })
  },
)

test('without a database of the lab there is nothing to fill, and nothing is said', { timeout: 120_000 }, async () => {
  await probing(APP, async ground => {
    const bare = { ...ground, lab: { ...ground.lab, database: undefined } }
    expect(await measureSpeed(bare, { rows: ROWS, pace: HURRY })).toBeUndefined()
  })
})
