import { expect, test } from 'vitest'
import { findingsBy, ON_SERVER } from './schema.fixture.js'

const found = async (sql: string, client?: string) =>
  (await findingsBy('rules/public-extension', sql, client)).map(finding => `${finding.key} ${finding.severity}`)

test.each([
  ['one that names no schema', 'create extension pg_trgm;', 'pg_trgm low'],
  ['one that names it', 'create extension if not exists citext with schema public;', 'citext low'],
  ['one that sends requests', 'create extension http;', 'http high'],
  ['one that is moved there', 'create extension vector with schema extensions; alter extension vector set schema public;', 'vector low'],
])('finds %s', async (_, sql, said) => {
  expect(await found(sql)).toEqual([said])
})

test.each([
  ['another schema', 'create extension vector with schema extensions;'],
  ['one that is moved away', 'create extension vector; alter extension vector set schema extensions;'],
  ['one that is dropped again', 'create extension vector; drop extension vector;'],
  ['what the platform has installed', 'create extension if not exists "uuid-ossp"; create extension if not exists pgcrypto;'],
  ['what brings its own schema', 'create extension pg_cron; create extension pg_net;'],
])('passes %s', async (_, sql) => {
  expect(await found(sql)).toEqual([])
})

test('passes a database that no browser reaches', async () => {
  expect(await found('create extension pg_trgm;', ON_SERVER)).toEqual([])
})
