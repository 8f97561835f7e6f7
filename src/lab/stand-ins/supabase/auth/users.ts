import { type Fields, fields, text } from '../../fields.js'
import type { Query } from '../connection.js'
import type { Catalogue } from '../rest/schema/catalogue.js'
import { identifier } from '../rest/sql/text.js'

/** A row of `auth.users`. */
export type UserRow = Readonly<Record<string, unknown>> & { readonly id: string }

/** What is written of a user; only columns that the table has. */
export type UserChange = Readonly<Record<string, unknown>>

const known = (catalogue: Catalogue, table: string, change: UserChange) => {
  const columns = catalogue.tables.get(`auth.${table}`)?.columns ?? []
  return Object.entries(change).filter(([name, value]) => value !== undefined && columns.some(column => column.name === name))
}

const stored = (value: unknown) =>
  value instanceof Date ? value.toISOString() : typeof value === 'object' && value !== null ? JSON.stringify(value) : value

async function insert(query: Query, catalogue: Catalogue, table: string, row: UserChange): Promise<UserRow | undefined> {
  const entries = known(catalogue, table, row)
  if (entries.length === 0) return undefined
  const names = entries.map(([name]) => identifier(name)).join(', ')
  const places = entries.map((_, index) => `$${index + 1}`).join(', ')
  const sql = `insert into auth.${identifier(table)} (${names}) values (${places}) returning *`
  return (
    await query<UserRow>(
      sql,
      entries.map(([, value]) => stored(value)),
    )
  ).rows[0]
}

/** Row first, identity second, as the real service writes them: triggers see the same order. */
export async function insertUser(query: Query, catalogue: Catalogue, user: UserChange, provider: string, now: Date): Promise<UserRow> {
  const times = { created_at: now, updated_at: now }
  const base = {
    instance_id: '00000000-0000-0000-0000-000000000000',
    aud: 'authenticated',
    role: 'authenticated',
    is_sso_user: false,
    ...times,
  }
  const empty = { confirmation_token: '', recovery_token: '', email_change_token_new: '', email_change: '' }
  const row = await insert(query, catalogue, 'users', { ...base, ...empty, ...user })
  if (!row) throw new Error('auth.users has no columns')
  const sub = row.id
  const data = { sub, email: row['email'] ?? undefined, email_verified: false, phone_verified: false, ...fields(row['raw_user_meta_data']) }
  await insertIdentity(query, catalogue, row, provider, data, now)
  return row
}

export async function insertIdentity(
  query: Query,
  catalogue: Catalogue,
  row: UserRow,
  provider: string,
  data: Fields,
  now: Date,
): Promise<void> {
  if (row['is_anonymous'] === true) return
  const identity = {
    provider_id: row.id,
    user_id: row.id,
    identity_data: data,
    provider,
    last_sign_in_at: now,
    created_at: now,
    updated_at: now,
  }
  await insert(query, catalogue, 'identities', identity)
}

export async function updateUser(query: Query, catalogue: Catalogue, id: string, change: UserChange): Promise<UserRow> {
  const entries = known(catalogue, 'users', change)
  const sets = entries.map(([name], index) => `${identifier(name)} = $${index + 2}`)
  const sql =
    sets.length > 0 ? `update auth.users set ${sets.join(', ')} where id = $1 returning *` : 'select * from auth.users where id = $1'
  const { rows } = await query<UserRow>(sql, [id, ...entries.map(([, value]) => stored(value))])
  if (!rows[0]) throw new Error('the user is gone')
  return rows[0]
}

export async function userBy(
  query: Query,
  catalogue: Catalogue,
  column: 'id' | 'email' | 'phone',
  value: string,
): Promise<UserRow | undefined> {
  if (known(catalogue, 'users', { [column]: value }).length === 0) return undefined
  const wanted = column === 'email' ? value.toLowerCase() : value
  const left = column === 'email' ? 'lower(email)' : identifier(column)
  return (await query<UserRow>(`select * from auth.users where ${left} = $1`, [wanted])).rows[0]
}

export async function identitiesOf(query: Query, catalogue: Catalogue, id: string): Promise<readonly Fields[]> {
  if (!catalogue.tables.has('auth.identities')) return []
  return (await query<Fields>('select * from auth.identities where user_id = $1', [id])).rows
}

/** A user as the service answers with it. */
export function publicUser(row: UserRow, identities: readonly Fields[]): Fields {
  const time = (name: string) => iso(row[name])
  const confirmed = time('email_confirmed_at') ?? time('phone_confirmed_at')
  const optional = {
    email_confirmed_at: time('email_confirmed_at'),
    phone_confirmed_at: time('phone_confirmed_at'),
    invited_at: time('invited_at'),
    confirmation_sent_at: time('confirmation_sent_at'),
    recovery_sent_at: time('recovery_sent_at'),
    confirmed_at: confirmed,
    last_sign_in_at: time('last_sign_in_at'),
    banned_until: time('banned_until'),
    new_email: text(row['email_change']),
  }
  return {
    id: row.id,
    aud: text(row['aud']) ?? 'authenticated',
    role: text(row['role']) ?? 'authenticated',
    email: text(row['email']) ?? '',
    phone: text(row['phone']) ?? '',
    ...optional,
    app_metadata: fields(row['raw_app_meta_data']),
    user_metadata: fields(row['raw_user_meta_data']),
    identities: identities.map(identity => ({
      identity_id: identity['id'],
      id: identity['provider_id'] ?? row.id,
      user_id: row.id,
      identity_data: fields(identity['identity_data']),
      provider: identity['provider'],
      last_sign_in_at: iso(identity['last_sign_in_at']),
      created_at: iso(identity['created_at']),
      updated_at: iso(identity['updated_at']),
      email: text(fields(identity['identity_data'])['email']),
    })),
    created_at: time('created_at'),
    updated_at: time('updated_at'),
    is_anonymous: row['is_anonymous'] === true,
  }
}

const iso = (value: unknown): string | undefined => (value instanceof Date ? value.toISOString() : text(value))
