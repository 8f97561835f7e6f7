import { expect, test } from 'vitest'
import { verdicts } from '../ground.fixture.js'
import { appOf, SIGNED_IN } from '../tenants.fixture.js'
import { junk } from './junk.js'
import { massAssignment } from './mass-assignment.js'

const updating = (statement: string): string => `
export async function PUT(request) {
  ${SIGNED_IN}
  const body = await request.json()
  ${statement}
  return Response.json({ changed: true })
}`

test('a column that the row took is proved; one that was so before, or that is left out, is not', async () => {
  const found = await verdicts(
    massAssignment,
    appOf({
      'api/whole': updating(
        `await pool.query("update users set bio = coalesce($2::jsonb->>'bio', bio), plan = coalesce($2::jsonb->>'plan', plan), role = coalesce($2::jsonb->>'role', role) where id = $1", [user.id, JSON.stringify(body)])`,
      ),
      'api/named': updating(`await pool.query('update users set bio = $2 where id = $1', [user.id, body.bio + Math.random()])`),
      'api/upgraded': updating(
        `await pool.query("update users set bio = $2, plan = 'pro', role = 'admin' where id = $1", [user.id, body.bio + Math.random()])`,
      ),
      'api/broken': updating(`throw new Error('broken')`),
    }),
    ['whole', 'named', 'upgraded', 'broken'].map(name => ['input/mass-assignment', `PUT /api/${name}`, { table: 'users' }] as const),
  )
  expect(found).toEqual(['inconclusive PUT /api/broken', 'proved PUT /api/whole', 'refuted PUT /api/named', 'refuted PUT /api/upgraded'])
})

const posting = (work: string): string => `
export async function POST(request) {
  const body = await request.json()
  ${work}
  return Response.json({ made: true })
}`
const INSERT = `await pool.query('insert into products (name, price) values ($1, $2)', [body.name, body.price])`

test('bodies that no form sends', async () => {
  const found = await verdicts(
    junk,
    appOf({
      'api/trusting': posting(INSERT),
      'api/careful':
        posting(`if (typeof body.name !== 'string' || body.name.length > 100 || typeof body.price !== 'number' || body.price < 0)
    return Response.json({ error: 'Invalid body' }, { status: 400 })
  ${INSERT}`),
      'api/half':
        posting(`if (typeof body.price !== 'number' || body.price < 0) return Response.json({ error: 'Invalid body' }, { status: 400 })
  ${INSERT}`),
      'api/ends': posting(`if (typeof body.name !== 'string') throw new RangeError('end of the app')`),
      'api/ignoring': posting(`const { name } = body`),
      'api/broken': posting(`throw new Error('broken')`),
    }),
    [
      ...['trusting', 'careful', 'ends', 'ignoring', 'broken'].map(name => ['input/unvalidated-body', `POST /api/${name}`] as const),
      // What is refused for another field says nothing of this one.
      ['input/unvalidated-body', 'POST /api/half', { message: 'uses `body.name` without checking' }] as const,
    ],
  )
  expect(found).toEqual([
    'inconclusive POST /api/broken',
    'inconclusive POST /api/ignoring',
    'proved POST /api/ends',
    'proved POST /api/half',
    'proved POST /api/trusting',
    'refuted POST /api/careful',
  ])
})

const eachItem = (check: string): string =>
  posting(`if (!Array.isArray(body.items) || body.items.length === 0) return Response.json({ error: 'Empty' }, { status: 400 })
  ${check}
  for (const { name, price } of body.items) await pool.query('insert into products (name, price) values ($1, $2)', [name, price])`)

test('what is inside a list is junk too: that the list has to be one says nothing of its items', async () => {
  const found = await verdicts(
    junk,
    appOf({
      'api/listed': eachItem(''),
      'api/counted': eachItem(
        `if (!body.items.every(one => typeof one?.name === 'string' && one.name.length < 100 && typeof one.price === 'number' && one.price > 0)) return Response.json({ error: 'Invalid' }, { status: 400 })`,
      ),
    }),
    ['listed', 'counted'].map(
      name =>
        [
          'input/unvalidated-body',
          `POST /api/${name}`,
          { message: 'uses `body.items.name`, `body.items.price` without checking' },
        ] as const,
    ),
  )
  expect(found).toEqual(['proved POST /api/listed', 'refuted POST /api/counted'])
})
