/** An app of Next.js route handlers over Postgres, whose routes a test writes. */
export const SCHEMA = `
create table users (id serial primary key, email text unique not null, name text not null, password_hash text not null, role text not null default 'customer', plan text not null default 'free', bio text);
create table products (id serial primary key, name text not null, price int not null);
create table orders (id serial primary key, user_id int not null references users(id), address text not null, status text not null default 'open', total int not null);
create table reviews (id serial primary key, user_id int not null references users(id), product_id int not null references products(id), body text not null);
create table messages (id serial primary key, sender_id int not null references users(id), recipient_id int not null references users(id), body text not null);
create table audit_log (id serial primary key, path text not null, at timestamptz not null default now());
`

const AUTH = `import jwt from 'jsonwebtoken'
export function userOf(request) {
  const token = (request.headers.get('authorization') ?? '').replace('Bearer ', '')
  try {
    return jwt.verify(token, process.env.JWT_SECRET)
  } catch {
    return null
  }
}
`

const DB = `import pg from 'pg'
export const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL })
`

/** Tells who is calling: what a sign-in is proved by. */
const ME = `import { pool } from '../../../lib/db.js'
import { userOf } from '../../../lib/auth.js'
export async function GET(request) {
  const user = userOf(request)
  if (!user) return Response.json({ error: 'Unauthorized' }, { status: 401 })
  const { rows } = await pool.query('select id, name from users where id = $1', [user.id])
  return Response.json(rows[0] ?? null)
}
`

/** Files of an app with these routes: `api/orders/[id]` → the handlers' text. `pool`, `userOf` and `jwt` are imported. */
export function appOf(
  routes: Readonly<Record<string, string>>,
  files: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const handlers = Object.entries(routes).map(([path, text]): [string, string] => {
    const up = '../'.repeat(path.split('/').length + 1)
    const imports = [
      ...(text.includes('pool') ? [`import { pool } from '${up}lib/db.js'`] : []),
      ...(text.includes('userOf') ? [`import { userOf } from '${up}lib/auth.js'`] : []),
      ...(/\bjwt\b/.test(text) ? [`import jwt from 'jsonwebtoken'`] : []),
    ]
    return [`app/${path}/route.js`, `${imports.join('\n')}\n${text}`]
  })
  return {
    'package.json': JSON.stringify({
      name: 'tenants',
      type: 'module',
      dependencies: { next: '15.0.0', pg: '8.0.0', jsonwebtoken: '9.0.0' },
    }),
    'db/schema.sql': SCHEMA,
    'lib/auth.js': AUTH,
    'lib/db.js': DB,
    'app/api/me/route.js': ME,
    ...Object.fromEntries(handlers),
    ...files,
  }
}

/** A handler's first lines: it goes on for whoever is signed in. */
export const SIGNED_IN = `const user = userOf(request)
  if (!user) return Response.json({ error: 'Unauthorized' }, { status: 401 })`
