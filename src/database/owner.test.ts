import { expect, it } from 'vitest'
import type { Column } from './catalogue.js'
import { ownerOf } from './owner.js'

const at = { file: 'a.sql', line: 1 }
const table = (name: string, columns: Readonly<Record<string, string>>, references: Readonly<Record<string, string>> = {}) => ({
  name,
  columns: Object.entries(columns).map(([column, type]): Column => ({
    name: column,
    field: column,
    type,
    nullable: true,
    hasDefault: false,
    unique: false,
    at,
  })),
  primaryKey: ['id'],
  foreignKeys: Object.entries(references).map(([column, to]) => ({ columns: [column], table: to, references: ['id'], at })),
})

it.each([
  [
    'its reference to a person',
    table('orders', { id: 'uuid', buyer: 'uuid', approved_by: 'uuid' }, { buyer: 'profiles', approved_by: 'auth.users' }),
    'buyer',
  ],
  [
    'the nearer of two people',
    table('orders', { id: 'int', seller_id: 'int', user_id: 'int' }, { seller_id: 'users', user_id: 'users' }),
    'user_id',
  ],
  ['a name alone', table('carts', { id: 'int', userId: 'int' }), 'userId'],
  ['its own key, of a person', table('profiles', { id: 'uuid', email: 'text' }, { id: 'auth.users' }), 'id'],
  [
    'its link to the account, of a profile with a key of its own',
    table('profiles', { id: 'uuid', user_id: 'uuid' }, { user_id: 'auth.users' }),
    'user_id',
  ],
  ['the user of a sign-in method', table('accounts', { id: 'text', userId: 'text' }, { userId: 'users' }), 'userId'],
])('is %s', (_, of, owner) => {
  expect(ownerOf(of)).toBe(owner)
})

it.each([
  ['of a catalogue', table('products', { id: 'int', name: 'text', created_by: 'uuid' }, { created_by: 'users' })],
  ['where a person is only named', table('reviews', { id: 'int', author: 'text' })],
  [
    'where a person only handled the row',
    table('invitations', { id: 'int', team_id: 'int', invited_by: 'int' }, { team_id: 'teams', invited_by: 'users' }),
  ],
])('is unknown %s', (_, of) => {
  expect(ownerOf(of)).toBeUndefined()
})
