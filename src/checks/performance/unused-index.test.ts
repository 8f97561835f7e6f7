import { expect, test } from 'vitest'
import type { ExistingIndex, QueryTrial, Trials } from '#database/trial/trials'
import { problemsIn } from '#checks/rules/schema.fixture'
import check from './unused-index.js'

const ORDERS = 'create table orders (id int primary key, user_id int, at date);\ncreate index a on orders (at);'
const UNUSED = { table: 'orders', name: 'a', definition: 'CREATE INDEX a ON public.orders USING btree (at)', why: '', sizeBytes: 8192 }
const trials = (unused: readonly ExistingIndex[], queries: readonly QueryTrial[] = []): Trials => ({
  rows: 1000,
  queries,
  kept: [],
  rejected: [],
  redundant: [],
  unused,
})
const asking = (by: Partial<QueryTrial['query']>): QueryTrial => {
  const plan = { ms: 1, plan: 'Seq Scan on orders', rowsRead: 1000 }
  const query = { id: 'q', table: 'orders', does: 'read', filters: [], sort: [], limit: 50, offset: false, columns: 'all' } as const
  return {
    query: { ...query, count: false, at: { file: 'api.ts', line: 1 }, loop: false, ...by },
    sql: by.sql ?? 'select * from orders',
    before: plan,
    after: plan,
    scaleMs: {},
  }
}
const found = async (measured: Trials) =>
  (await problemsIn(check, ORDERS, { routes: [], browser: [], trials: measured })).map(({ at, message }) => `${at.line} ${message}`)

test('names all of a table at once, where the first is made', async () => {
  expect(await found(trials([UNUSED], [asking({ filters: [{ column: 'user_id', op: 'equals' }] })]))).toEqual([
    '2 No query that was read uses the index `a` of `orders`.',
  ])
  expect(await found(trials([UNUSED, { ...UNUSED, name: 'b' }]))).toEqual([
    '2 No query that was read uses 2 indexes of `orders`: `a`, `b`.',
  ])
})

test.each([
  ['one by which a query filters', trials([UNUSED], [asking({ filters: [{ column: 'at', op: 'above' }] })])],
  ['one by which a query sorts', trials([UNUSED], [asking({ sort: [{ column: 'at', descending: true }] })])],
  ['one that a statement of the code names', trials([UNUSED], [asking({ sql: 'select count(*) from orders group by at' })])],
  ['a partial one', trials([{ ...UNUSED, definition: `${UNUSED.definition} WHERE (user_id IS NULL)` }])],
  ['one for words', trials([{ ...UNUSED, definition: 'CREATE INDEX a ON public.orders USING gin (note gin_trgm_ops)' }])],
  ['one that is told as a copy of another', { ...trials([UNUSED]), redundant: [UNUSED] }],
])('passes %s', async (_, measured) => {
  expect(await found(measured)).toEqual([])
})
