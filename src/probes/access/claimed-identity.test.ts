import { expect, test } from 'vitest'
import { verdicts } from '../ground.fixture.js'
import { appOf, SIGNED_IN } from '../tenants.fixture.js'
import { claimedIdentity } from './claimed-identity.js'

const writing = (columns: string, values: string, before = ''): string => `
export async function POST(request) {
  ${SIGNED_IN}
  const body = await request.json()
  ${before}
  const { rows } = await pool.query('insert into ${columns} returning id', [${values}])
  return Response.json(rows[0])
}`

test('a row in A’s name is proved; one in B’s own, and a letter to A, are not', async () => {
  const found = await verdicts(
    claimedIdentity,
    appOf({
      'api/claimed': writing('orders (user_id, address, total) values ($1, $2, 5)', 'body.userId, body.address'),
      'api/own': writing(
        'orders (user_id, address, total) values ($1, $2, 5)',
        'user.id, body.address',
        `if (!body.userId) return Response.json({ error: 'Missing' }, { status: 400 })`,
      ),
      'api/compared': writing(
        'orders (user_id, address, total) values ($1, $2, 5)',
        'body.userId, body.address',
        `if (Number(body.userId) !== Number(user.id)) return Response.json({ error: 'Forbidden' }, { status: 403 })`,
      ),
      'api/letter': writing('messages (sender_id, recipient_id, body) values ($1, $2, $3)', 'user.id, body.recipientId, body.text'),
      'api/broken': writing('nothing_here (user_id) values ($1)', 'body.userId'),
    }),
    ['claimed', 'own', 'compared', 'letter', 'broken'].map(name => ['access/client-supplied-identity', `POST /api/${name}`] as const),
  )
  expect(found).toEqual([
    'inconclusive POST /api/broken',
    'inconclusive POST /api/letter',
    'proved POST /api/claimed',
    'refuted POST /api/compared',
    'refuted POST /api/own',
  ])
})
