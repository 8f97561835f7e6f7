import { expect, test } from 'vitest'
import type { QueryTrial, Trials } from '#database/trial/trials'
import { linesOf, problemsIn } from '#checks/rules/schema.fixture'
import check from './offset-paging.js'

const ORDERS = 'create table orders (id int primary key, at date);'
const trialsWith = (rewrite: QueryTrial['rewrite']): Trials => ({
  rows: 1_000_000,
  queries: [
    {
      query: {
        id: 'api.ts:9 orders',
        table: 'orders',
        does: 'read',
        filters: [],
        sort: [{ column: 'at', descending: true }],
        limit: 50,
        offset: true,
        columns: 'all',
        count: false,
        at: { file: 'api.ts', line: 9 },
        route: 'GET /orders',
        loop: false,
      },
      sql: 'select * from orders order by at desc limit 50',
      before: { ms: 300, plan: 'Seq Scan on orders', rowsRead: 1_000_000 },
      after: { ms: 1, plan: 'Index Scan on orders', rowsRead: 50 },
      scaleMs: {},
      ...(rewrite ? { rewrite } : {}),
    },
  ],
  kept: [],
  rejected: [],
  redundant: [],
  unused: [],
})
const find = async (fromMs: number, ms: number) =>
  linesOf(await problemsIn(check, ORDERS, { routes: [], browser: [], trials: trialsWith({ what: 'keyset', sql: 'select 1', fromMs, ms }) }))

test('finds a page that takes long in the middle of the list', async () => expect(await find(400, 1)).toEqual(['9']))
test.each([
  ['a short list', 20, 1],
  ['where the other way is no quicker', 400, 200],
])('passes %s', async (_, fromMs, ms) => expect(await find(fromMs, ms)).toEqual([]))
test('says nothing that was not measured', async () => {
  expect(await problemsIn(check, ORDERS)).toEqual([])
  expect(await problemsIn(check, ORDERS, { routes: [], browser: [], trials: trialsWith(undefined) })).toEqual([])
})
