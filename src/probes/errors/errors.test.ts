import { expect, test } from 'vitest'
import { verdicts } from '../ground.fixture.js'
import { appOf, SIGNED_IN } from '../tenants.fixture.js'
import { brokenTable } from './broken-table.js'
import { storedSecret } from './stored-secret.js'

const listing = (failed: string): string => `
export async function GET(request) {
  ${SIGNED_IN}
  try {
    const { rows } = await pool.query('select id, name from products')
    return Response.json(rows)
  } catch (error) {
    return ${failed}
  }
}`

test('errors: text of the database is proved, a plain sentence refuted, an app that is broken anyway neither', async () => {
  const found = await verdicts(
    brokenTable,
    appOf({
      'api/told': listing(`Response.json({ error: error.message }, { status: 500 })`),
      'api/plain': listing(`Response.json({ error: 'Something went wrong' }, { status: 500 })`),
      'api/page': listing(
        `new Response('<script src="/_next/static/chunks/app/layout-1.js"></script><p>500</p>', { status: 500, headers: { 'content-type': 'text/html' } })`,
      ),
      'api/broken': `export async function GET() { return Response.json({ error: 'Something went wrong' }, { status: 500 }) }`,
    }),
    ['told', 'plain', 'page', 'broken'].map(name => ['errors/error-detail-exposed', `GET /api/${name}`] as const),
  )
  expect(found).toEqual(['inconclusive GET /api/broken', 'proved GET /api/told', 'refuted GET /api/page', 'refuted GET /api/plain'])
})

const people = (columns: string, where = ''): string => `
export async function GET(request) {
  ${SIGNED_IN}
  const { rows } = await pool.query('select ${columns} from users ${where}')
  return Response.json(rows)
}`

test('secrets: a hash is proved, a row without it refuted, an answer without the row neither', async () => {
  const found = await verdicts(
    storedSecret,
    appOf({
      'api/whole': people('*'),
      'api/named': people('id, email, name'),
      'api/nobody': people('id, email', 'where false'),
      'api/broken': `export async function GET() { throw new Error('broken') }`,
    }),
    ['whole', 'named', 'nobody', 'broken'].map(name => ['errors/sensitive-data-returned', `GET /api/${name}`] as const),
  )
  expect(found).toEqual(['inconclusive GET /api/broken', 'inconclusive GET /api/nobody', 'proved GET /api/whole', 'refuted GET /api/named'])
})
