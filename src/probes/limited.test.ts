import { expect, test } from 'vitest'
import { foreignObject } from './access/foreign-object.js'
import { verdicts } from './ground.fixture.js'
import { appOf, SIGNED_IN } from './tenants.fixture.js'

const LIMIT = `let asked = 0
export const tooMany = () => ++asked > 9`

const ORDER = `
import { tooMany } from '../../../../lib/limit.js'
export async function GET(request, { params }) {
  ${SIGNED_IN}
  if (tooMany()) return Response.json({ error: 'Too many requests' }, { status: 429 })
  const { id } = await params
  const { rows } = await pool.query('select * from orders where id = $1', [id])
  return rows[0] ? Response.json(rows[0]) : Response.json({ error: 'Not found' }, { status: 404 })
}`

test('a limit that our own requests have used up shuts no door to those that follow', async () => {
  const names = ['one', 'two', 'three', 'four', 'five', 'six']
  const routes = names.map(name => [`api/${name}/[id]`, ORDER] as const)
  const found = await verdicts(
    foreignObject,
    appOf(Object.fromEntries(routes), { 'lib/limit.js': LIMIT }),
    names.map(name => ['access/no-owner-check', `GET /api/${name}/:id`] as const),
  )
  expect(found.filter(one => one.endsWith('as customer B'))).toEqual(
    names.map(name => `proved GET /api/${name}/:id as customer B`).toSorted(),
  )
}, 120_000)
