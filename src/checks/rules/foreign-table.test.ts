import { expect, test } from 'vitest'
import { findingsBy, ON_SERVER } from './schema.fixture.js'

const TABLE = 'create foreign table stock (id int, label text) server warehouse;'
const found = async (sql: string, client?: string) =>
  (await findingsBy('rules/foreign-table', sql, client)).map(finding => finding.severity)

test('finds one that is served', async () => {
  expect(await found(TABLE)).toEqual(['high'])
})

test('finds one that users alone may read, less grave', async () => {
  expect(await found(`${TABLE} revoke all on stock from anon;`)).toEqual(['medium'])
})

test.each([
  ['one that is revoked', `${TABLE} revoke all on stock from anon, authenticated;`],
  ['one that is revoked with all tables', `${TABLE} revoke all on all tables in schema public from anon, authenticated;`],
  ['one that is moved', `${TABLE} alter foreign table stock set schema private;`],
  ['one in another schema', 'create foreign table private.stock (id int) server warehouse;'],
  ['one that is dropped again', `${TABLE} drop foreign table stock;`],
  ['a view', 'create table t (id int); create view stock as select id from t;'],
])('passes %s', async (_, sql) => {
  expect(await found(sql)).toEqual([])
})

test.each([
  ['made after all tables were revoked', `revoke all on all tables in schema public from anon, authenticated; ${TABLE}`],
  ['while those of another schema are revoked', `${TABLE} revoke all on all tables in schema private from anon, authenticated;`],
  ['moved to where it is served', `${TABLE.replace('stock', 'private.stock')} alter foreign table private.stock set schema public;`],
])('finds one %s', async (_, sql) => {
  expect(await found(sql)).toEqual(['high'])
})

test('passes one of a database that no browser reaches', async () => {
  expect(await found(TABLE, ON_SERVER)).toEqual([])
})
