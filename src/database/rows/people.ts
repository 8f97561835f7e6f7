import { DatabaseError, type Session } from '#database/engine/database'
import { boundsOf } from './bounds.js'
import type { Ground } from './ground.js'
import { insertRows, type Batch } from './insert.js'
import type { LinkedTable } from './links.js'
import type { Person } from './planted.js'
import { quietly } from './quietly.js'
import { PERSONS, POWER, RANKS } from './ranks.js'
import { columnOf, type ColumnShape, literal, quoted, type TableShape } from './shape.js'
import { belongsTo } from './whose.js'

const NAMES: Readonly<Record<(typeof PERSONS)[number], string>> = {
  a: 'Alice Adler',
  b: 'Bob Berg',
  seller: 'Sally Costa',
  admin: 'Adam Diaz',
}

/** The table that holds the accounts: `auth.users` under Supabase, else the one that most owner columns refer to. */
export function peopleTable(
  shapes: readonly TableShape[],
  ownerOf: (shape: TableShape) => string | undefined,
  supabase: boolean | undefined,
): TableShape | undefined {
  const platform = shapes.find(shape => shape.schema === 'auth' && shape.name === 'users')
  if (platform && (supabase || shapes.some(shape => shape.foreignKeys.some(key => key.schema === 'auth' && key.table === 'users'))))
    return platform
  const votes = new Map<TableShape, number>()
  for (const shape of shapes) {
    const column = ownerOf(shape)
    const key = column === undefined ? undefined : shape.foreignKeys.find(one => one.columns[0] === column)
    const target = key && shapes.find(one => one.schema === key.schema && one.name === key.table)
    if (target && target !== shape) votes.set(target, (votes.get(target) ?? 0) + 1)
  }
  const signsIn = (shape: TableShape) => shape.columns.some(column => /e_?mail|user_?name/i.test(column.name))
  const byName = shapes.filter(
    shape => /^(?:app_?)?(?:users?|accounts?|customers?|members?|people|profiles?)$/i.test(shape.name) && signsIn(shape),
  )
  const [best] = [...votes].toSorted(([a, x], [b, y]) => y + (signsIn(b) ? 2 : 0) - x - (signsIn(a) ? 2 : 0))
  return best?.[0] ?? byName.find(shape => shape.schema !== 'auth') ?? platform
}

/** Puts the four people in, and reads back who they are. */
export async function plantPeople(
  session: Session,
  table: LinkedTable,
  one: () => Batch,
  heldKeys: (actor: (typeof PERSONS)[number]) => ReadonlyMap<string, string>,
  passwordHash: string | undefined,
): Promise<Person[]> {
  const { shape } = table
  const people: Person[] = []
  const email = shape.columns.find(column => /e_?mail$/i.test(column.name) && isText(column))
  const [id] = shape.primaryKey
  if (id === undefined) return []
  for (const actor of PERSONS) {
    const address = `${actor}@example.com`
    const fixed = new Map([...heldKeys(actor), ...fixedFor(shape, actor, address, passwordHash)])
    await plantPerson(session, table, { ...one(), fixed })
    const found = await session.query<{ id: string | number }>(
      `select ${quoted(id)} as id from ${shape.sql} ${email ? `where ${quoted(email.name)} = ${literal(address)}` : `order by 1 desc limit 1`}`,
    )
    const row = found.rows[0]
    if (row) people.push({ actor, id: plainId(row.id), email: address, role: undefined })
  }
  return people
}

/** A trigger of the app that fails on every new account keeps everybody out: then the account is made behind its back. Where a value is refused, with what must be there alone. */
async function plantPerson(session: Session, table: LinkedTable, batch: Batch): Promise<void> {
  try {
    if ((await insertRows(session, table, batch)) === 0) await insertRows(session, table, { ...batch, lean: true })
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error
    await quietly(session, () => insertRows(session, table, batch))
  }
}

const plainId = (id: unknown): string | number => (typeof id === 'number' ? id : String(id))
const isText = (column: ColumnShape): boolean => /^(?:text|varchar|citext|bpchar)$/.test(column.base)

function fixedFor(
  shape: TableShape,
  actor: (typeof PERSONS)[number],
  email: string,
  passwordHash: string | undefined,
): Map<string, string> {
  const fixed = new Map<string, string>()
  const supabase = shape.schema === 'auth'
  for (const column of shape.columns) {
    const name = column.name.toLowerCase()
    if (isText(column) && /e_?mail$/.test(name)) fixed.set(column.name, literal(email))
    else if (isText(column) && /^(?:full_?|display_?)?name$/.test(name) && !column.enum) fixed.set(column.name, literal(NAMES[actor]))
    // Many take small letters and no blanks alone.
    else if (isText(column) && /^(?:display_?)?user_?name$/.test(name) && !column.enum)
      fixed.set(column.name, literal(NAMES[actor].toLowerCase().replace(' ', '')))
    else if (passwordHash !== undefined && /password|passwd|pass_hash/.test(name) && !/reset|temp|changed/.test(name))
      fixed.set(column.name, literal(passwordHash))
    else if (supabase) {
      const value = supabaseValue(column, actor)
      if (value !== undefined) fixed.set(column.name, value)
    }
  }
  for (const [column, value] of standing(shape, actor)) fixed.set(column, value)
  return fixed
}

function supabaseValue(column: ColumnShape, actor: (typeof PERSONS)[number]): string | undefined {
  const name = { full_name: NAMES[actor], name: NAMES[actor] }
  if (column.name === 'raw_user_meta_data') return literal(JSON.stringify(name))
  if (column.name === 'raw_app_meta_data')
    return literal(JSON.stringify({ provider: 'email', providers: ['email'], ...(actor === 'admin' ? { role: 'admin' } : {}) }))
  if (column.name === 'aud' || column.name === 'role') return literal('authenticated')
  if (/deleted_at|banned_until|_token|_change|phone/.test(column.name)) return column.nullable ? 'null' : undefined
  return /^is_(?:super_admin|sso_user|anonymous)$/.test(column.name) ? 'false' : undefined
}

/** Columns that say what a person may do, and what they hold for an actor. */
export function standing(shape: TableShape, actor: (typeof PERSONS)[number] | 'others'): Map<string, string> {
  const fixed = new Map<string, string>()
  if (shape.schema === 'auth') return fixed
  const bounds = boundsOf(shape)
  for (const column of shape.columns) {
    if (/^(?:is_?)?(?:super_?)?(?:admin|staff|superuser)$/i.test(column.name) && column.base === 'bool')
      fixed.set(column.name, String(actor === 'admin'))
    else if (/^(?:app_?|user_?|account_?)?(?:role|type)$/i.test(column.name) && (isText(column) || column.enum)) {
      const values = column.enum ?? bounds.get(column.name)?.values
      const role = roleOf(values, initialOf(column), actor)
      if (role !== undefined && (/role/i.test(column.name) || values?.some(value => RANKS.admin.test(value))))
        fixed.set(column.name, column.array ? `array[${literal(role)}]` : literal(role))
    }
  }
  return fixed
}

const initialOf = (column: ColumnShape): string | undefined => /^'((?:[^']|'')*)'/.exec(column.default ?? '')?.[1]

function roleOf(
  values: readonly string[] | undefined,
  initial: string | undefined,
  actor: (typeof PERSONS)[number] | 'others',
): string | undefined {
  const listed =
    values?.find(value => RANKS[actor].test(value)) ??
    (actor === 'admin' ? values?.find(value => /owner|staff|manager/i.test(value)) : undefined)
  if (listed !== undefined) return listed
  if (values) {
    if (initial !== undefined && !RANKS.admin.test(initial)) return initial
    // Lists go from the highest down, or from the lowest up.
    const low = values.filter(value => !POWER.test(value))
    return (POWER.test(values[0] ?? '') ? low.at(-1) : low[0]) ?? values.find(value => !RANKS.admin.test(value)) ?? values[0]
  }
  // Nothing lists the roles: what most apps call them.
  return actor === 'admin' ? 'admin' : actor === 'seller' && initial === undefined ? 'seller' : (initial ?? 'user')
}

/** A row here is what makes someone an admin. */
export const isRoster = (shape: TableShape): boolean => /^(?:admins?|admin_?users?|staff|superusers?)$/i.test(shape.name)

/** Triggers may have made rows of their own (a profile for each account): they say what the person may do as well. */
export async function promote(ground: Ground): Promise<void> {
  for (const { table, condition, columns } of standings(ground)) {
    const sets = [...columns].map(([column, value]) => `${quoted(column)} = (${value})::${columnOf(table.shape, column)!.type}`)
    try {
      await ground.database.run(`update ${table.shape.sql} set ${sets.join(', ')} where ${condition}`)
    } catch {
      // A trigger or a policy that forbids it is the app at its best; the person then stays what the app made them.
    }
  }
}

/** What the app's tables now say that each person is. */
export async function withRoles(ground: Ground): Promise<Person[]> {
  const people = ground.people.map(person => ({ ...person }))
  for (const { table, person, condition, columns } of standings(ground)) {
    const [column] = columns.keys()
    const own = people.find(one => one.actor === person.actor)
    if (!own || own.role !== undefined || column === undefined) continue
    const { rows } = await ground.database.query<{ role: unknown }>(
      `select ${quoted(column)}::text as role from ${table.shape.sql} where ${condition} limit 1`,
    )
    const role = rows[0]?.role
    if (typeof role === 'string') own.role = columnOf(table.shape, column)?.base === 'bool' ? (role === 'true' ? 'admin' : undefined) : role
  }
  return people
}

function* standings(ground: Ground) {
  for (const table of ground.linked.values())
    for (const person of ground.people) {
      const columns = standing(table.shape, person.actor as (typeof PERSONS)[number])
      const condition = columns.size > 0 && table.owner !== undefined ? belongsTo(ground.linked, table, person.id) : undefined
      if (condition !== undefined) yield { table, person, condition, columns }
    }
}
