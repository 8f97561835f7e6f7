import { expect, test } from 'vitest'
import { findingsBy } from './schema.fixture.js'

const found = async (sql: string) =>
  (await findingsBy('rules/pinned-extension', sql)).map(finding => /version `([^`]+)`/.exec(finding.message)?.[1])

test('finds a version that is asked for and kept', async () => {
  expect(await found("create extension pg_trgm with schema extensions version '1.3';")).toEqual(['1.3'])
  expect(await found("create extension pg_trgm; alter extension pg_trgm update to '1.4';")).toEqual(['1.4'])
})

test.each([
  ['the version that the server brings', 'create extension pg_trgm with schema extensions;'],
  ['one that is updated', "create extension pg_trgm version '1.3'; alter extension pg_trgm update;"],
  ['one that is dropped', "create extension pg_trgm version '1.3'; drop extension pg_trgm;"],
])('passes %s', async (_, sql) => {
  expect(await found(sql)).toEqual([])
})
