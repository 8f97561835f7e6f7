import { expect, test } from 'vitest'
import { withApp } from '#checks/page.fixture'
import { examine, type ExamineOptions, type ExamineResult } from './examine.js'

const examined = (files: Readonly<Record<string, string>>, options: ExamineOptions = {}): Promise<ExamineResult> =>
  withApp(new Map(Object.entries(files)), root => examine(root, { rows: 0, ...options }))

test('an app without a schema needs no database', async () => {
  const { loaded, report } = await examined({ 'index.js': 'console.log(1)\n' })
  expect([loaded, report.database]).toEqual([undefined, undefined])
})

test('a hostile migration is told and harms nothing', async () => {
  const { report } = await examined(
    {
      'migrations/0001_start.sql':
        'create extension timescaledb;\ncreate table orders (id serial primary key, total integer not null);\ncreate table readings (id serial, at geography(point));',
      'migrations/0002_outside.sql':
        "drop database postgres;\ncopy orders to '/srv/orders.csv';\ncreate table later (id serial primary key);",
      'migrations/0003_loop.sql': 'do $$ begin loop perform 1; end loop; end $$;\nalter table orders add column paid boolean;',
    },
    { limit: 1500 },
  )
  const { database } = report
  expect(database?.failures.map(({ at, reason }) => [at.file, at.line, reason]).sort()).toEqual([
    ['migrations/0001_start.sql', 1, 'missing-extension'],
    ['migrations/0001_start.sql', 3, 'missing-extension'],
    ['migrations/0002_outside.sql', 1, 'forbidden'],
    ['migrations/0002_outside.sql', 2, 'forbidden'],
    ['migrations/0003_loop.sql', 1, 'timeout'],
  ])
  expect(report.tables.map(table => table.name)).toEqual(['later', 'orders', 'readings'])
  expect(report.tables.find(table => table.name === 'orders')?.columns).toBe(3)
})

test('a schema of five hundred tables is tried in full', async () => {
  const tables = Array.from(
    { length: 500 },
    (_, n) => `create table t${n} (id serial primary key, name text not null, parent integer references t${Math.max(0, n - 1)});`,
  )
  const { report } = await examined({ 'migrations/0001_all.sql': tables.join('\n') })
  expect([report.database?.tables, report.database?.failures, report.database?.empty]).toEqual([500, [], []])
}, 120_000)

test('a server that gives no database of its own is refused', async () => {
  const url = 'postgres://shop:secret@127.0.0.1:1/production'
  await expect(examined({ 'migrations/0001.sql': 'create table orders (id serial primary key);' }, { url })).rejects.toMatchObject({
    code: 'refused-database',
  })
})

test('the same seed gives the same report', async () => {
  const files = {
    'migrations/0001.sql':
      'create table orders (id uuid primary key default gen_random_uuid(), email text, total numeric(10,2) check (total > 0));',
  }
  const first = await examined(files, { seed: 'a' })
  expect((await examined(files, { seed: 'a' })).report).toEqual(first.report)
})

test('nothing goes on after a stage has failed', async () => {
  // Engines run in threads, told by the ports through which they are asked.
  const threads = (): number => process.getActiveResourcesInfo().filter(name => name === 'MessagePort').length
  const before = threads()
  const log = (line: string) => {
    if (line.includes('tried by')) throw new Error('no more')
  }
  const files = {
    'migrations/0001.sql': 'create table orders (id serial primary key);',
    'migrations/0002.sql': 'alter table orders add column total int; select pg_sleep(2);',
  }
  await expect(examined(files, { log })).rejects.toThrow('no more')
  expect(threads()).toBe(before)
})
