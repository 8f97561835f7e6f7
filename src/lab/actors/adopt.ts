import type { Database } from '#database/engine/database'
import type { Person } from '#database/rows/planted'
import { opened } from './opened.js'

type Row = Readonly<Record<string, unknown>>

const STANDING = /verif|approv|active|enabled|confirm|block|bann|suspend|disabled|locked|deleted|archiv/i
const SECRET = /passw|hash|salt|pwd|credential/i

/**
 * Lets planted people sign in with the password of an account that was made through the app's own sign-up:
 * whatever the app does with passwords, the stored form is copied. Returns whether anything was there to copy.
 */
export async function adoptPassword(
  database: Database,
  people: readonly Person[],
  email: string,
  words: readonly string[] = [],
): Promise<boolean> {
  const tables = await database.query<{ schema: string; name: string; columns: string[] }>(
    `select n.nspname as schema, c.relname as name, array_agg(a.attname::text order by a.attnum) as columns
     from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema', 'auth', 'storage', 'extensions') group by 1, 2 order by 1, 2`,
  )
  const users = tables.rows.filter(table => table.columns.some(isEmail))
  let adopted = false
  for (const table of users) {
    const column = table.columns.find(isEmail)!
    const [row] = (await database.query<Row>(`select * from ${named(table)} where lower(${quoted(column)}::text) = lower($1)`, [email]))
      .rows
    if (!row) continue
    const id = row['id'] ?? row['user_id'] ?? row['uuid']
    const changes = Object.entries({
      ...Object.fromEntries(Object.entries(row).flatMap(([name, value]) => copied(name, value))),
      ...opened(row, words),
    })
    const own = changes.some(([name]) => SECRET.test(name))
    for (const person of people) {
      if (changes.length > 0)
        await attempt(
          database,
          `update ${named(table)} set ${changes.map(([name], at) => `${quoted(name)} = $${at + 2}`).join(', ')} where lower(${quoted(column)}::text) = lower($1)`,
          [person.email, ...changes.map(([, value]) => value)],
        )
    }
    if (own) adopted = true
    else if (id !== undefined && id !== null) adopted = (await adoptBeside(database, tables.rows, people, id)) || adopted
  }
  return adopted
}

/** Libraries that keep passwords in a table of their own: its row of the new account is copied for each person. */
async function adoptBeside(
  database: Database,
  tables: readonly { schema: string; name: string; columns: string[] }[],
  people: readonly Person[],
  id: unknown,
): Promise<boolean> {
  let adopted = false
  for (const table of tables.filter(one => one.columns.some(name => SECRET.test(name)))) {
    const link =
      table.columns.find(name => /^(?:user_?id|account_?id|owner_?id)$/i.test(name) && /user/i.test(name)) ??
      table.columns.find(name => /user/i.test(name))
    if (!link) continue
    const [row] = (await database.query<Row>(`select * from ${named(table)} where ${quoted(link)}::text = $1`, [String(id)])).rows
    if (!row) continue
    for (const person of people) {
      await attempt(database, `delete from ${named(table)} where ${quoted(link)}::text = $1`, [String(person.id)])
      const entries = Object.entries(row).map(([name, value]): [string, unknown] =>
        String(value) === String(id)
          ? [name, person.id]
          : name === 'id' && typeof value === 'string'
            ? [name, `${value}${person.actor}`]
            : [name, value],
      )
      const kept = entries.filter(([name, value]) => !(name === 'id' && typeof value === 'number'))
      if (
        await attempt(
          database,
          `insert into ${named(table)} (${kept.map(([name]) => quoted(name)).join(', ')}) values (${kept.map((_, at) => `$${at + 1}`).join(', ')})`,
          kept.map(([, value]) => value),
        )
      )
        adopted = true
    }
  }
  return adopted
}

function copied(name: string, value: unknown): [string, unknown][] {
  if (SECRET.test(name) && typeof value === 'string' && value.length > 0) return [[name, value]]
  // How the account stands: what was planted may be anything.
  if (STANDING.test(name) && (typeof value === 'boolean' || value === null)) return [[name, value]]
  // Actors can pay for what they try.
  if (/credit|balance|wallet|points/i.test(name) && (typeof value === 'number' || /^\d+(?:\.\d+)?$/.test(String(value))))
    return [[name, 1_000_000]]
  if (/^(?:\w+_)?status$|Status$/i.test(name) && typeof value === 'string') return [[name, value]]
  return []
}

async function attempt(database: Database, sql: string, parameters: readonly unknown[]): Promise<boolean> {
  try {
    return (await database.query(sql, parameters)).count > 0
  } catch {
    return false
  }
}

const isEmail = (name: string): boolean => /^(?:user_?)?e-?mail(?:_?address)?$/i.test(name)
const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`
const named = (table: { readonly schema: string; readonly name: string }): string => `${quoted(table.schema)}.${quoted(table.name)}`
