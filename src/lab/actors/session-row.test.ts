import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '#database/engine/database'
import { openDatabase } from '#database/engine/open'
import type { Credentials } from '../lab.js'
import { bySessionRow } from './session-row.js'

let database: Database

beforeAll(async () => {
  database = await openDatabase('pglite')
  await database.run(`
create table users (id int primary key, email text);
insert into users values (7, 'a@example.com');
create table training_session (id serial primary key, user_id int, title text);
create table "Session" (id text primary key, "sessionToken" text unique not null, "userId" int not null references users (id), expires timestamp not null);
create schema better;
create table better."user" (id text primary key);
insert into better."user" values ('u7');
create table better.session (id text primary key, token text unique not null, user_id text not null references better."user" (id),
  expires_at timestamptz not null, created_at timestamptz not null, updated_at timestamptz not null, ip_address text, trusted boolean not null);`)
}, 60_000)
afterAll(() => database.close())

const env = (name: string): string | undefined => (name === 'BETTER_AUTH_SECRET' ? 'a-secret' : undefined)

/** What each library asks of its cookie and its table. */
const asAuthJs = async ({ cookies }: Credentials): Promise<boolean> => {
  const { rows } = await database.query<{ email: string }>(
    `select email from "Session" s join users u on u.id = s."userId" where "sessionToken" = $1 and expires > now()`,
    [cookies.get('__Secure-authjs.session-token') ?? ''],
  )
  return rows[0]?.email === 'a@example.com'
}
const asBetterAuth = async ({ cookies }: Credentials): Promise<boolean> => {
  const [token = '', signature] = decodeURIComponent(cookies.get('better-auth.session_token') ?? '').split('.')
  if (signature !== createHmac('sha256', 'a-secret').update(token).digest('base64')) return false
  const { rows } = await database.query<{ id: string }>(
    `select user_id as id from better.session where token = $1 and expires_at > now()`,
    [token],
  )
  return rows[0]?.id === 'u7'
}

test('somebody is signed in by a row of the table in which the library looks', async () => {
  expect(await bySessionRow({ database, env }, { actor: 'a', id: 7 }, asAuthJs)).toBe('a session in the table Session')
  expect(await bySessionRow({ database, env }, { actor: 'a', id: 'u7' }, asBetterAuth)).toBe('a session in the table session')
})

test('a row that opens nothing does not stay', async () => {
  expect(await bySessionRow({ database, env }, { actor: 'b', id: 7 }, async () => false)).toBeUndefined()
  const { rows } = await database.query<{ count: number }>('select count(*)::int as count from "Session"')
  expect(rows[0]!.count).toBe(1)
})
