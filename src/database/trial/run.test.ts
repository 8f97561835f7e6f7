import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '#database/engine/database'
import { openDatabase } from '#database/engine/open'
import { tryIndexes } from './run.js'
import type { TrialFilter, TrialQuery, Trials } from './trials.js'

const SCHEMA = `
create table users (id int generated always as identity primary key, email text not null unique, created_at timestamptz not null default now());
create table orders (
  id int generated always as identity primary key, user_id int not null references users (id), status text not null default 'open',
  number int not null, created_at timestamptz not null default now()
);
create index orders_number on orders (number);
create index orders_number_status on orders (number, status);
create index orders_status on orders (status);
create table order_items (id int generated always as identity primary key, order_id int not null references orders (id) on delete cascade, note text not null);
`

const query = (id: string, table: string, filters: readonly TrialFilter[], more: Partial<TrialQuery> = {}): TrialQuery => ({
  id,
  table,
  does: 'read',
  filters,
  sort: [],
  limit: 50,
  offset: false,
  columns: 'all',
  count: false,
  at: { file: 'api.ts', line: 1 },
  loop: false,
  ...more,
})
const newest = [{ column: 'created_at', descending: true }]
const QUERIES = [
  query('mine', 'orders', [{ column: 'user_id', op: 'equals' }], { sort: newest }),
  query('of a user', 'orders', [{ column: 'user_id', op: 'equals' }], { count: true, limit: undefined }),
  query('items', 'order_items', [{ column: 'order_id', op: 'equals' }], { limit: undefined, loop: true }),
  query('newest', 'orders', [], { sort: newest, offset: true }),
  query('by number', 'orders', [{ column: 'number', op: 'equals' }]),
  query('same note', 'order_items', [{ column: 'note', op: 'equals', lower: true }], { columns: ['id'] }),
  query('search', 'order_items', [{ column: 'note', op: 'search' }], { limit: undefined }),
  query('gone', 'orders', [{ column: 'nowhere', op: 'equals' }]),
]

let database: Database
let trials: Trials
beforeAll(async () => {
  database = await openDatabase('pglite', { extensions: ['pg_trgm'] })
  await database.run(SCHEMA)
  trials = await tryIndexes(database, QUERIES, { seed: 3, scales: [1000, 40_000], smallest: 1 })
}, 300_000)
afterAll(() => database.close())

const of = (id: string) => trials.queries.find(trial => trial.query.id === id)!

test('keeps one index for two queries, and none for one that is quick already', () => {
  const kept = trials.kept.map(index => index.definition.replaceAll('"', '').replaceAll('public.', ''))
  expect(kept.filter(definition => definition.startsWith('orders (user_id'))).toHaveLength(1)
  expect(kept).toEqual(expect.arrayContaining(['order_items (order_id)', 'order_items (lower(note::text))']))
  expect(kept.filter(definition => definition.includes('number'))).toEqual([])
})

test('every index kept was built, measured and is used', () => {
  for (const index of trials.kept) {
    expect(index.serves.length).toBeGreaterThan(0)
    expect(index.sizeBytes).toBeGreaterThan(0)
    for (const id of index.serves) expect(of(id).after.ms).toBeLessThan(of(id).before.ms)
  }
})

test('shows rows read and time at each scale', () => {
  const items = of('items')
  expect(items.before.rowsRead).toBeGreaterThan(10_000)
  expect(items.after.rowsRead).toBeLessThan(100)
  expect(items.scaleMs['40000']).toBeGreaterThan(items.scaleMs['1000']!)
})

test('measures the page after the last row seen beside OFFSET', () => {
  const rewrite = of('newest').rewrite
  expect(rewrite?.what).toBe('keyset')
  expect(rewrite!.ms).toBeLessThan(rewrite!.fromMs / 2)
})

test('names indexes that another contains, and that no query uses', () => {
  expect(trials.redundant.map(index => index.name)).toEqual(['orders_number'])
  expect(trials.unused.map(index => index.name)).toContain('orders_status')
})

test('leaves out what the schema does not know', () => {
  expect(trials.queries.map(trial => trial.query.id)).not.toContain('gone')
})
