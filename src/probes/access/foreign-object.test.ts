import { expect, test } from 'vitest'
import { verdicts } from '../ground.fixture.js'
import { appOf } from '../tenants.fixture.js'
import { foreignObject } from './foreign-object.js'

const REFUSE = `if (!user) return Response.json({ error: 'Unauthorized' }, { status: 401 })`
const order = (filter: string, values: string) =>
  appOf({
    'api/orders/[id]': `export async function GET(request, { params }) {
  const user = userOf(request)
  ${REFUSE}
  const { id } = await params
  const { rows } = await pool.query('select * from orders where ${filter}', [${values}])
  return rows[0] ? Response.json(rows[0]) : Response.json({ error: 'Not found' }, { status: 404 })
}`,
  })

test('an order that anybody signed in may read is proved; one that its owner alone may read is not', async () => {
  expect(await verdicts(foreignObject, order('id = $1', 'id'))).toEqual(['proved GET /api/orders/:id as customer B'])
  expect(await verdicts(foreignObject, order('id = $1 and user_id = $2', 'id, user.id'))).toEqual([])
})
