import { createHmac } from 'node:crypto'
import type { Database } from '#database/engine/database'
import { quoted } from '#database/rows/shape'
import type { Person } from '#database/rows/planted'
import type { Credentials, Lab } from '../lab.js'
import { made } from '../environment/secret.js'

interface Column {
  readonly schema: string
  readonly table: string
  readonly name: string
  readonly type: string
  /** The database cannot do without a value of ours. */
  readonly needed: boolean
}

const TOKEN = /^(?:session_?)?token$/i
const WHOSE = /^user_?id$/i
const UNTIL = /^(?:expires|expires_?at|expiry)$/i

/** Libraries that keep sessions in a table (Auth.js with an adapter, Better Auth): a row of it for the person, and the cookie that names it. Says where. */
export async function bySessionRow(
  lab: Pick<Lab, 'database' | 'env'>,
  person: Pick<Person, 'actor' | 'id'>,
  prove: (credentials: Credentials) => Promise<boolean>,
): Promise<string | undefined> {
  const { database } = lab
  if (!database) return undefined
  for (const columns of await sessionTables(database)) {
    const { schema, table } = columns[0]!
    const token = made('session', `${schema}.${table}.${person.actor}.${person.id}`, 64)
    const given = columns.flatMap((column): [string, string][] => {
      const value = valueOf(column, token, person.id)
      return value === undefined ? [] : [[quoted(column.name), value]]
    })
    const place = `${quoted(schema)}.${quoted(table)}`
    const parameters = [token, String(person.id)]
    try {
      await database.query(
        `insert into ${place} (${given.map(([name]) => name).join(', ')}) select ${given.map(([, value]) => value).join(', ')} from (select $1::text as token, $2::text as person) own`,
        parameters,
      )
    } catch {
      continue
    }
    for (const [cookie, value] of cookies(token, lab))
      if (await prove({ cookies: new Map([[cookie, value]]), headers: {} })) return `a session in the table ${table}`
    await database.query(`delete from ${place} where ${quoted(columns.find(({ name }) => TOKEN.test(name))!.name)} = $1`, [token])
  }
  return undefined
}

async function sessionTables(database: Database): Promise<readonly (readonly Column[])[]> {
  const { rows } = await database.query<Column>(
    `select table_schema as schema, table_name as "table", column_name as name, data_type as type,
       is_nullable = 'NO' and column_default is null and is_generated = 'NEVER' and is_identity = 'NO' as needed
     from information_schema.columns where table_schema not in ('pg_catalog', 'information_schema', 'auth') and table_name ~* 'session'
     order by 1, 2, ordinal_position`,
  )
  const tables = new Map<string, Column[]>()
  for (const row of rows) {
    const place = `${row.schema}.${row.table}`
    tables.set(place, [...(tables.get(place) ?? []), row])
  }
  return [...tables.values()].filter(columns => [TOKEN, WHOSE, UNTIL].every(role => columns.some(({ name }) => role.test(name))))
}

/** SQL of what the column gets; nothing where the database does by itself. */
function valueOf({ name, type, needed }: Column, token: string, id: string | number): string | undefined {
  if (TOKEN.test(name)) return 'own.token'
  if (WHOSE.test(name)) return /int|numeric/.test(type) ? String(Number(id)) : `own.person::${type === 'uuid' ? 'uuid' : 'text'}`
  const isTime = /timestamp|date/.test(type)
  if (UNTIL.test(name)) return isTime ? `now() + interval '1 day'` : `(extract(epoch from now()) + 86400)::bigint`
  if (!needed) return undefined
  if (isTime) return 'now()'
  if (type === 'uuid') return 'gen_random_uuid()'
  if (type === 'boolean') return 'false'
  return /int|numeric|double|real/.test(type) ? '0' : `'${token.slice(0, 24)}'`
}

/** As each library names it; Better Auth signs it. */
function* cookies(token: string, { env }: Pick<Lab, 'env'>): Generator<readonly [string, string]> {
  for (const name of ['next-auth.session-token', 'authjs.session-token']) {
    yield [name, token]
    yield [`__Secure-${name}`, token]
  }
  for (const secret of [env('BETTER_AUTH_SECRET'), env('AUTH_SECRET')]) {
    if (secret === undefined) continue
    const signed = encodeURIComponent(`${token}.${createHmac('sha256', secret).update(token).digest('base64')}`)
    yield ['better-auth.session_token', signed]
    yield ['__Secure-better-auth.session_token', signed]
  }
}
