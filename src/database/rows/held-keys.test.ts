import { expect, test } from 'vitest'
import { openDatabase } from '#database/engine/open'
import { plantRows } from './plant.js'

const SCHEMA = `
create type role_name as enum ('SUPERADMIN', 'ADMIN', 'STORE_OWNER', 'MEMBER');
create table roles (id serial primary key, name role_name not null unique);
create table companies (id serial primary key, name text not null);
create table users (
  id serial primary key, email text not null unique, password text not null,
  role_id int not null references roles (id), company_id int not null references companies (id)
);
create table orders (id serial primary key, user_id int not null references users (id));
`

test('people whose account has to name a role and a company: each has the fitting one, and no company together', async () => {
  const database = await openDatabase('pglite')
  try {
    await database.run(SCHEMA)
    const { people } = await plantRows(database, { seed: 1 })
    expect(people.map(({ actor }) => actor)).toEqual(['a', 'b', 'seller', 'admin'])
    const { rows } = await database.query(
      `select u.email, r.name::text as role, u.company_id from users u join roles r on r.id = u.role_id where u.email ~ '^(a|b|seller|admin)@' order by u.id`,
    )
    expect(rows.map(row => row['role'])).toEqual(['MEMBER', 'MEMBER', 'STORE_OWNER', 'ADMIN'])
    expect(new Set(rows.map(row => row['company_id'])).size).toBe(4)
    expect((await database.query('select name::text from roles')).rows).toHaveLength(4)
  } finally {
    await database.close()
  }
}, 60_000)
