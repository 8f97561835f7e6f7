import { expect, test } from 'vitest'
import { linesOf, problemsIn } from '#checks/rules/schema.fixture'
import type { KeptIndex, Trials } from '#database/trial/trials'
import type { QueryEffect, Route } from '#model/app-model'
import check from './missing-index.js'

const ORDERS = `create table users (id uuid primary key);
create table orders (
  id uuid primary key,
  user_id uuid references users (id),
  coupon_id uuid references coupons (id),
  number text,
  archived boolean
);`

test("finds references without an index, the owner's graver than the rest", async () => {
  expect(linesOf(await problemsIn(check, ORDERS))).toEqual(['4 medium', '5 low'])
})

test('finds columns that row rules compare in every query', async () => {
  const found = await problemsIn(
    check,
    "create table orders (id uuid primary key,\n email text);\nalter table orders enable row level security; create policy p on orders for select using (email = auth.jwt() ->> 'email');",
  )
  expect(linesOf(found)).toEqual(['2 low'])
})

const query = (column: string, more: Partial<QueryEffect> = {}): QueryEffect => ({
  kind: 'query',
  does: 'read',
  table: 'orders',
  via: 'pg',
  filters: [{ column, op: '=', value: { kind: 'unknown' } }],
  data: undefined,
  columns: undefined,
  limited: false,
  single: false,
  sql: undefined,
  transaction: false,
  returning: false,
  rights: undefined,
  errorRead: undefined,
  at: { file: 'api.ts', line: 9 },
  guards: [],
  trail: [],
  loop: undefined,
  swallowedBy: undefined,
  caught: false,
  when: [],
  ...more,
})
const route = (effect: QueryEffect): Route => ({
  method: 'GET',
  path: '/api/orders',
  kind: 'http',
  framework: 'express',
  at: { file: 'api.ts', line: 8 },
  auth: 'session',
  how: '',
  guards: [],
  validated: 'none',
  inputs: [],
  effects: [effect],
  tables: ['orders'],
  limiter: undefined,
  unreached: false,
  gaps: [],
})
const filteredBy = async (effect: QueryEffect) => linesOf(await problemsIn(check, ORDERS, { routes: [route(effect)], browser: [] }))

test('finds a column that a route filters by, and says which', async () => {
  expect(await filteredBy(query('number'))).toEqual(['4 medium', '5 low', '6 medium'])
  const found = await problemsIn(check, ORDERS, { routes: [route(query('number'))], browser: [] })
  expect(found.at(-1)).toMatchObject({ route: 'GET /api/orders', trail: [{ at: { line: 9 } }] })
})

test('finds a text that a route searches, which takes another kind of index', async () => {
  const found = await problemsIn(check, ORDERS, {
    routes: [route(query('number', { filters: [{ column: 'number', op: 'ilike', value: { kind: 'unknown' } }] }))],
    browser: [],
  })
  expect(found.at(-1)).toMatchObject({ at: { line: 6 }, severity: 'low', certainty: 'likely' })
  expect(found.at(-1)?.help).toContain('gin_trgm_ops')
})

test('passes filters that an index would not serve, or that have one already', async () => {
  const unchanged = ['4 medium', '5 low']
  expect(await filteredBy(query('archived'))).toEqual(unchanged)
  expect(await filteredBy(query('id', { filters: [...query('id').filters, ...query('number').filters] }))).toEqual(unchanged)
  expect(await filteredBy(query('number', { does: 'create' }))).toEqual(unchanged)
})

test.each([
  ['an index', 'create index on orders (user_id); create index on orders (coupon_id, number);'],
  [
    'a partial index that leaves out only what is empty',
    'create index on orders (user_id) where user_id is not null; create index on orders (coupon_id);',
  ],
  ['unique constraints', 'alter table orders add unique (user_id, number), add unique (coupon_id);'],
])('passes %s', async (_, sql) => {
  expect(await problemsIn(check, `${ORDERS}\n${sql}`)).toEqual([])
})

test('does not take a partial index, or a later column of one, for an index', async () => {
  expect(
    linesOf(
      await problemsIn(check, `${ORDERS}\ncreate index on orders (user_id) where archived; create index on orders (number, coupon_id);`),
    ),
  ).toEqual(['4 medium', '5 low'])
})

test.each([
  ['small tables', 'create table categories (id int primary key, parent_id int references categories (id));'],
  ['who edited a row', 'create table notes (id int primary key, updated_by int references users (id));'],
  [
    'MySQL, which makes it',
    'CREATE TABLE `items` (`id` int AUTO_INCREMENT PRIMARY KEY, `order_id` int, FOREIGN KEY (`order_id`) REFERENCES `orders` (`id`)) ENGINE=InnoDB;',
  ],
])('passes %s', async (_, sql) => {
  expect(await problemsIn(check, sql)).toEqual([])
})

const PLAIN = 'create table orders (id int primary key, user_id int, created_at timestamptz, status text);'
const kept = (columns: readonly string[]): KeptIndex => ({
  table: 'orders',
  definition: `"orders" (${columns.map(name => `"${name}"`).join(', ')})`,
  columns,
  using: 'btree',
  serves: ['q'],
  gainMs: 90,
  sizeBytes: 1,
  writeCostPercent: 5,
  sql: 'create index',
})
const measured = (index: readonly KeptIndex[], column: string, plan = 'Seq Scan on orders', rowsRead = 100_000): Trials => ({
  rows: 100_000,
  queries: [
    {
      query: {
        id: 'q',
        table: 'orders',
        does: 'read',
        filters: [{ column, op: 'equals' }],
        sort: [{ column: 'created_at', descending: true }],
        limit: 50,
        offset: false,
        columns: 'all',
        count: false,
        at: { file: 'api.ts', line: 9 },
        route: 'GET /api/orders',
        loop: false,
      },
      sql: 'select 1',
      before: { ms: 100, plan, rowsRead },
      after: { ms: 1, plan: 'Index Scan', rowsRead: 10 },
      scaleMs: {},
    },
  ],
  kept: index,
  rejected: [],
  redundant: [],
  unused: [],
})
const knowing = (sql: string, trials: Trials, column = 'user_id') =>
  problemsIn(check, sql, { routes: [route(query(column))], browser: [], trials })

test('names the columns that were measured together, and is content once the schema has them', async () => {
  const trials = measured([kept(['user_id', 'created_at'])], 'user_id')
  expect((await knowing(PLAIN, trials)).map(problem => problem.data)).toMatchObject([
    { column: 'user_id', columns: ['user_id', 'created_at'] },
  ])
  expect(await knowing(`${PLAIN}\ncreate index on orders (user_id, created_at);`, trials)).toEqual([])
})

test('an index that measuring found needless is none that misses, unless the table was too small to tell', async () => {
  expect(await knowing(PLAIN, measured([], 'status'), 'status')).toEqual([])
  expect(await knowing(PLAIN, measured([], 'status', 'Seq Scan on orders', 3000), 'status')).toHaveLength(1)
  expect(await knowing(PLAIN, measured([], 'status', 'Index Scan using x on orders', 3), 'status')).toEqual([])
})
