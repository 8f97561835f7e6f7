import { beforeAll, describe, expect, it } from 'vitest'
import { loadGrammar, readStatement } from './sql.js'

beforeAll(loadGrammar)

describe('readStatement', () => {
  it('reads a select with its filters, in their scopes', () => {
    const read = readStatement(
      'SELECT o.id, o.total FROM orders o JOIN users u ON u.id = o.user_id WHERE o.user_id = $1 AND u.email = $2 LIMIT 20',
    )
    expect(read).toMatchObject({ does: 'read', tables: ['orders', 'users'], columns: ['id', 'total'], limited: true })
    expect(read?.filters).toEqual([
      { column: 'user_id', table: 'orders', op: '=', parameter: 1 },
      { column: 'email', table: 'users', op: '=', parameter: 2 },
      { column: 'id', table: 'users', op: '=', joined: 'orders.user_id' },
      { column: 'user_id', table: 'orders', op: '=', joined: 'users.id' },
    ])
  })

  it('tells a filter that does not narrow from one that does', () => {
    const read = readStatement('select * from notes where team_id = $1 and (user_id = $2 or shared = true)')
    expect(read).toMatchObject({ columns: 'all', limited: false })
    expect(read?.filters).toEqual([
      { column: 'team_id', table: 'notes', op: '=', parameter: 1 },
      { column: 'user_id', table: 'notes', op: '=', parameter: 2, optional: true },
      { column: 'shared', table: 'notes', op: '=', parameter: 'literal', optional: true },
    ])
  })

  it('takes what FROM names for what is read, and no outer join for a filter', () => {
    const read = readStatement(
      'SELECT u.id, (SELECT count(*) FROM orders o WHERE o.user_id = u.id) AS orders FROM users u LEFT JOIN votes v ON v.user_id = u.id AND v.poll_id = $1',
    )
    expect(read?.tables).toEqual(['users', 'votes', 'orders'])
    expect(read?.filters).toContainEqual({ column: 'poll_id', table: 'votes', op: '=', parameter: 1, optional: true })
    expect(readStatement('SELECT u.id FROM users u JOIN votes v ON v.user_id = u.id AND v.poll_id = $1')?.filters).toContainEqual({
      column: 'poll_id',
      table: 'votes',
      op: '=',
      parameter: 1,
    })
  })

  it('follows queries inside queries and leaves out names that WITH defines', () => {
    const read = readStatement(
      'with mine as (select id from carts where user_id = $1) select * from cart_items where cart_id in (select id from mine) and exists (select 1 from shops s where s.owner = $2)',
    )
    expect(read?.tables).toEqual(['cart_items', 'carts', 'shops'].sort((a, b) => read!.tables.indexOf(a) - read!.tables.indexOf(b)))
    expect(read?.filters).toContainEqual({ column: 'user_id', table: 'carts', op: '=', parameter: 1 })
    expect(read?.filters).toContainEqual({ column: 'owner', table: 'shops', op: '=', parameter: 2, nested: true })
    expect(read?.filters).toContainEqual({ column: 'cart_id', table: 'cart_items', op: 'in' })
  })

  it.each([
    ['SELECT * FROM users WHERE email = ? AND password = ?', ['email', 'password'], ['?', '?']],
    [
      'SELECT * FROM users WHERE email = :email AND tenant = @tenant AND email <> :email',
      ['email', 'tenant', 'email'],
      [':email', '@tenant'],
    ],
    ["select * from users where email = %s and note = 'a ? b'", ['email', 'note'], ['%s']],
    ['select * from t where created::date = $1::date and tags ?| $2', ['created', 'tags'], ['$1', '$2']],
  ])('normalises the placeholders of %s', (sql, columns, placeholders) => {
    const read = readStatement(sql)
    expect(read?.filters.map(filter => filter.column)).toEqual(columns)
    expect(read?.placeholders).toEqual(placeholders)
  })

  it('says which placeholder lands in which column', () => {
    const created = readStatement(
      "INSERT INTO public.orders (user_id, total, status) VALUES ($1, $2, 'paid') ON CONFLICT (id) DO NOTHING RETURNING *",
    )
    expect(created).toMatchObject({
      does: 'create',
      tables: ['orders'],
      writes: ['user_id', 'total', 'status'],
      returning: true,
      columns: 'all',
      conflict: 'nothing',
    })
    expect(created?.values).toEqual([
      { column: 'user_id', parameter: 1 },
      { column: 'total', parameter: 2 },
      { column: 'status', parameter: 'literal' },
    ])
    const updated = readStatement('UPDATE wallets SET balance = balance + $1 WHERE id = $2')
    expect(updated).toMatchObject({
      does: 'update',
      tables: ['wallets'],
      writes: ['balance'],
      filters: [{ column: 'id', op: '=', parameter: 2 }],
    })
    expect(updated?.values).toEqual([{ column: 'balance', parameter: 1 }])
  })

  it.each([
    ['INSERT INTO t (a) VALUES ($1) ON CONFLICT (a) DO UPDATE SET a = excluded.a', 'upsert'],
    ['REPLACE INTO `t` (`a`) VALUES (?)', 'upsert'],
    ['INSERT OR REPLACE INTO t (a) VALUES (?)', 'upsert'],
    ['insert into `t` set `a` = ?', 'create'],
    ['INSERT INTO t (a) VALUES (?) ON DUPLICATE KEY UPDATE a = VALUES(a)', 'upsert'],
    ['INSERT OR IGNORE INTO t (a) VALUES (?)', 'create'],
    ['DELETE FROM t WHERE a = ?', 'delete'],
    ['WITH gone AS (DELETE FROM t WHERE a = $1 RETURNING a) SELECT a FROM gone', 'delete'],
  ])('%s', (sql, does) => {
    expect(readStatement(sql)).toMatchObject({ does, tables: ['t'] })
  })

  it('reads MySQL limits, quotes and escapes', () => {
    expect(readStatement("SELECT `id` FROM `shop`.`items` WHERE `name` = 'it\\'s' LIMIT 10, 20")).toMatchObject({
      tables: ['shop.items'],
      limited: true,
    })
  })

  it('calls an aggregate alone limited, and one per group not', () => {
    expect(readStatement('select count(*), coalesce(sum(total), 0) from orders')?.limited).toBe(true)
    expect(readStatement('select status, count(*) from orders group by status')?.limited).toBe(false)
  })

  it('keeps what it can of a statement that no grammar reads', () => {
    expect(readStatement('SELECT id FROM [items] WHERE owner = ? AND note MATCH "x"')).toMatchObject({
      does: 'read',
      tables: ['items'],
      filters: [{ column: 'owner', op: '=', parameter: 1 }],
    })
    expect(readStatement('PRAGMA foreign_keys = ON')?.does).toBe('raw')
    expect(readStatement('create table t (id int)')).toMatchObject({ does: 'raw', tables: ['t'] })
    expect(readStatement('Please select from the list below')).toBeUndefined()
    expect(readStatement('')).toBeUndefined()
  })
})
