import { expect, test } from 'vitest'
import { audit } from '#audit'
import { withApp } from '../page.fixture.js'

const found = (sql: string) =>
  withApp(new Map([['supabase/migrations/0001_init.sql', sql]]), async root =>
    (await audit(root, { cache: false })).report.findings
      .filter(finding => finding.check === 'broken/table-without-key')
      .map(finding => finding.key),
  )

test('finds a table without any key', async () => {
  expect(await found('create table visits (page text, seen timestamptz);')).toEqual(['visits'])
})

test('finds one whose unique column may be empty', async () => {
  expect(await found('create table visits (page text unique, seen timestamptz);')).toEqual(['visits'])
})

test.each([
  ['a key', 'create table visits (id int primary key, page text);'],
  ['a key of two columns', 'create table visits (page text, day date, primary key (page, day));'],
  ['a key that comes later', 'create table visits (id int, page text); alter table visits add primary key (id);'],
  ['a unique column that is never empty', 'create table visits (page text not null unique);'],
  [
    'a unique index over columns that are never empty',
    'create table visits (page text not null, day date not null); create unique index on visits (page, day);',
  ],
  ['a table for a moment', 'create table orders_import (line text);'],
])('passes %s', async (_, sql) => {
  expect(await found(sql)).toEqual([])
})
