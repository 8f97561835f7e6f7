import { expect, test } from 'vitest'
import { findingsBy } from '#checks/rules/schema.fixture'

const TABLE = 'create table visits (id int primary key);'
const found = async (sql: string) => (await findingsBy('performance/vacuum-off', sql)).map(finding => finding.table)

test.each([
  ['a table that is taken out', `${TABLE} alter table only "visits" set (autovacuum_enabled = false);`],
  ['one that is made without', "create table public.visits (id int primary key) with (fillfactor = 80, autovacuum_enabled = 'off');"],
])('finds %s', async (_, sql) => {
  expect(await found(sql)).toEqual(['visits'])
})

test.each([
  ['one that is given back', `${TABLE} alter table visits set (autovacuum_enabled = off); alter table visits reset (autovacuum_enabled);`],
  [
    'one that is switched on',
    `${TABLE} alter table visits set (autovacuum_enabled = false); alter table visits set (autovacuum_enabled = true);`,
  ],
  ['one that is cleaned more often', `${TABLE} alter table visits set (autovacuum_vacuum_scale_factor = 0.02);`],
  ['one that is dropped', `${TABLE} alter table visits set (autovacuum_enabled = false); drop table visits;`],
])('passes %s', async (_, sql) => {
  expect(await found(sql)).toEqual([])
})
