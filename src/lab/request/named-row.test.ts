import { expect, test } from 'vitest'
import type { Table } from '#database/catalogue'
import type { Field } from './field.js'
import { keyByName, keysWithin } from './named-row.js'
import type { Rows } from './rows.js'

const table = (name: string): [string, Table] => [name, { name, primaryKey: ['id'] } as unknown as Table]
const TABLES = new Map([table('listings'), table('order_items'), table('categories')])
const ROWS: Rows = {
  owned: async (name, actor) => ({ id: `${name} of ${actor}` }),
  again: async () => undefined,
  count: async () => 1,
  some: async name => [
    { id: 1, status: 'sold' },
    { id: `${name} on offer`, status: 'active' },
  ],
}
const field = (name: string, columns: Field['columns'] = []): Field => ({ from: 'body', path: ['order', name], checks: [], columns })

test.each([
  ['listingId', 'listings of a'],
  ['order_item_id', 'order_items of a'],
  ['categoryId', 'categories of a'],
  ['sessionId', undefined],
  ['listing', undefined],
])('%s', async (name, expected) => {
  expect(await keyByName(field(name), 'a', TABLES, ROWS)).toBe(expected)
})

test('where one’s own may be sold, what is on offer is named; what a query explains is left to it', async () => {
  expect(await keyByName(field('listingId'), 'a', TABLES, ROWS, true)).toBe('listings on offer')
  expect(await keyByName(field('listingId', [{ table: 'x', column: 'y', use: 'data' }]), 'a', TABLES, ROWS)).toBeUndefined()
})

test('items of a list lead to what their names say, in whatever depth', async () => {
  const made = { items: [{ listing: 'Lab listing', categoryId: 'x', quantity: 1 }], listing: 'Lab listing', note: ['listing'] }
  expect(await keysWithin(made, 'a', TABLES, ROWS)).toEqual({
    items: [{ listing: 'listings of a', categoryId: 'categories of a', quantity: 1 }],
    listing: 'Lab listing',
    note: ['listing'],
  })
})
