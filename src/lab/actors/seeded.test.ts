import { expect, test } from 'vitest'
import { sourceOf } from '#database/source.fixture'
import type { Row } from '../request/rows.js'
import type { RowStore } from '../store/store.js'
import { lendSeeded } from './seeded.js'

const SEED = `
const people = [{ name: 'basic', email: 'basic@shop.test' }, { name: 'admin', email: 'admin@shop.test' }]
const hash = await scryptHash('Open-Sesame1')
for (const one of people) await db('users').insert({ ...one, password: hash })`

const EMAILS = new Map([
  ['a', 'a.lab@example.com'],
  ['b', 'b.lab@example.com'],
] as const)

/** Tables in memory, whose keys count up. */
function memory(tables: Record<string, Row[]>): RowStore {
  return {
    names: async () => Object.keys(tables),
    all: async name => tables[name] ?? [],
    insert: async ({ name }, row) => {
      const kept = { id: tables[name]!.length + 1, ...row }
      tables[name]!.push(kept)
      return kept
    },
    update: async () => {},
  }
}

const tablesOf = (): Record<string, Row[]> => ({
  users: [
    { id: 1, username: 'admin', email: 'admin@shop.test', password: 'stored' },
    { id: 2, username: 'basic', email: 'basic@shop.test', password: 'stored' },
  ],
  user_roles: [
    { id: 1, user_id: 1, role_id: 9 },
    { id: 2, user_id: 2, role_id: 7 },
  ],
  orders: [{ id: 1, user_id: 2, total: 5 }],
})

test('everybody gets an account like the one that the seed made, with its rights and nothing else of it', async () => {
  const tables = tablesOf()
  const isRight = async (email: string, password: string): Promise<boolean> => email.endsWith('@shop.test') && password === 'Open-Sesame1'
  expect(await lendSeeded(memory(tables), sourceOf({ 'scripts/seed.ts': SEED }), EMAILS, isRight)).toBe('Open-Sesame1')
  expect(tables['users']!.slice(2)).toEqual([
    { id: 3, username: 'alab', email: 'a.lab@example.com', password: 'stored' },
    { id: 4, username: 'blab', email: 'b.lab@example.com', password: 'stored' },
  ])
  // Rights of the customer that it was copied from, not of the admin.
  expect(tables['user_roles']!.slice(2)).toEqual([
    { id: 3, user_id: 3, role_id: 7 },
    { id: 4, user_id: 4, role_id: 7 },
  ])
  expect(tables['orders']).toHaveLength(1)
})

test('where no password that is written opens an account, nothing is made', async () => {
  const tables = tablesOf()
  expect(await lendSeeded(memory(tables), sourceOf({ 'scripts/seed.ts': SEED }), EMAILS, async () => false)).toBeUndefined()
  expect(await lendSeeded(memory(tables), sourceOf({ 'src/login.ts': SEED }), EMAILS, async () => true)).toBeUndefined()
  expect(tables['users']).toHaveLength(2)
})
