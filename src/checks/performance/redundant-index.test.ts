import { expect, test } from 'vitest'
import type { ExistingIndex, Trials } from '#database/trial/trials'
import { linesOf, problemsIn } from '#checks/rules/schema.fixture'
import check from './redundant-index.js'

const ORDERS =
  'create table orders (id int primary key, user_id int, at date);\ncreate index a on orders (user_id);\ncreate index b on orders (user_id, at);'
const trialsWith = (redundant: readonly ExistingIndex[]): Trials => ({
  rows: 1000,
  queries: [],
  kept: [],
  rejected: [],
  redundant,
  unused: [],
})
const NARROW = {
  table: 'orders',
  name: 'a',
  definition: 'CREATE INDEX a ON public.orders USING btree (user_id)',
  why: '`b` begins with the same columns.',
  sizeBytes: 8192,
}

test('points at the line that makes the index', async () => {
  const found = await problemsIn(check, ORDERS, { routes: [], browser: [], trials: trialsWith([NARROW]) })
  expect(linesOf(found)).toEqual(['2'])
  expect(found[0]?.message).toBe('The index `a` of `orders` is needless, since `b` begins with the same columns.')
})

test('says nothing where no database was asked, or where it holds nothing needless', async () => {
  expect(await problemsIn(check, ORDERS)).toEqual([])
  expect(await problemsIn(check, ORDERS, { routes: [], browser: [], trials: trialsWith([]) })).toEqual([])
})
