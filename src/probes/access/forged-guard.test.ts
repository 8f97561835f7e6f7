import { expect, test } from 'vitest'
import { verdicts } from '../ground.fixture.js'
import { appOf, SIGNED_IN } from '../tenants.fixture.js'
import { forgedGuard } from './forged-guard.js'

const deleting = (guard: string): string => `
export async function POST(request) {
  ${guard}
  await pool.query("insert into products (name, price) values ('Lamp', 20)")
  return Response.json({ made: true })
}`

test('a guard that believes any header is proved; one that checks the signature, and one that says no with 200, are not', async () => {
  const found = await verdicts(
    forgedGuard,
    appOf({
      'api/by-header': deleting(
        `if (!request.headers.get('x-admin-token')) return Response.json({ error: 'Unauthorized' }, { status: 401 })`,
      ),
      'api/decoded': deleting(`const claims = jwt.decode((request.headers.get('authorization') ?? '').replace('Bearer ', '') || 'e30.e30.')
  if (!claims?.sub && !claims?.id) return Response.json({ error: 'Unauthorized' }, { status: 401 })`),
      // Who is an admin is no secret: an id that is there is as easily said as one that is not.
      'api/named': deleting(`const id = request.headers.get('x-user-id')
  if (!id) return Response.json({ error: 'Unauthorized' }, { status: 401 })
  const { rows } = await pool.query('select role from users where id = $1', [Number(id) || 0])
  if (!rows[0]) return Response.json({ error: 'Unauthorized' }, { status: 401 })`),
      'api/verified': deleting(SIGNED_IN),
      'api/soft': deleting(`const user = userOf(request)
  if (!user) return Response.json({ success: false, message: 'Unauthorized' })`),
      'api/broken': deleting(`if (!request.headers.get('x-admin-token')) return Response.json({ error: 'Unauthorized' }, { status: 401 })
  throw new Error('broken')`),
      'api/everyone': `export async function GET() { return Response.json({ open: true }) }`,
    }),
    [
      ['access/weak-guard', 'POST /api/by-header'],
      ['access/weak-guard', 'POST /api/decoded'],
      ['access/weak-guard', 'POST /api/named'],
      ['access/weak-guard', 'POST /api/verified'],
      ['access/weak-guard', 'POST /api/soft'],
      ['access/weak-guard', 'POST /api/broken'],
      ['access/weak-guard', 'GET /api/everyone'],
    ],
  )
  expect(found).toEqual([
    'inconclusive GET /api/everyone',
    'inconclusive POST /api/broken',
    // No weak guard was read there, so nobody knows what should have been forged.
    'inconclusive POST /api/soft',
    'inconclusive POST /api/verified',
    'proved POST /api/by-header',
    'proved POST /api/decoded',
    'proved POST /api/named',
  ])
})
