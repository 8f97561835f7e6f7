import type { DatabaseError, Session } from '../engine/database.js'
import { literal, quoted, type TableShape } from '../rows/shape.js'
import { attempt } from './attempt.js'
import type { Declared } from './declared.js'
import { full, type Known } from './known.js'
import type { CodeStatement, Rejection } from './statement.js'

/** What trying came to: faults, or why nothing can be said. */
export interface Outcome {
  readonly rejections: readonly Rejection[]
  readonly unknown?: string
}

export const tableSql = (name: string): string => full(name).split('.').map(quoted).join('.')

const rejection = (
  statement: CodeStatement,
  sql: string,
  error: DatabaseError,
  fields: Pick<Rejection, 'kind' | 'on'> & Partial<Rejection>,
): Rejection => ({ statement, sql, code: error.code, message: error.message, ...fields })

/** The table that a statement names. */
export async function tryTable(session: Session, statement: CodeStatement, known: Known, declared: Declared): Promise<Outcome> {
  const table = statement.table!
  if (known.relations.has(full(table))) return { rejections: [] }
  const why = declared.table(table)
  if (why) return { rejections: [], unknown: `\`${table}\`: ${why}` }
  const sql = `select * from ${table}`
  const error = await attempt(session, `select * from ${tableSql(table)} limit 0`)
  return { rejections: error ? [rejection(statement, sql, error, { kind: 'missing-table', on: table })] : [] }
}

/** The columns that it names, wherever it names them. */
export async function tryColumns(session: Session, statement: CodeStatement, known: Known, declared: Declared): Promise<Outcome> {
  const table = statement.table!
  const columns = known.relations.get(full(table))!
  const rejections: Rejection[] = []
  const written = new Set(statement.values.map(value => value.column))
  const named = new Set([
    ...written,
    ...statement.columns,
    ...statement.filters.map(filter => filter.column),
    ...(statement.conflict ?? []),
  ])
  for (const column of named) {
    if (columns.has(column) || declared.column(table, column)) continue
    const sql = written.has(column)
      ? statement.does === 'update'
        ? `update ${tableSql(table)} set ${quoted(column)} = null where false`
        : `insert into ${tableSql(table)} (${quoted(column)}) select null where false`
      : `select ${quoted(column)} from ${tableSql(table)} limit 0`
    const error = await attempt(session, sql)
    if (error?.code === '42703')
      rejections.push(rejection(statement, sql.replace(/"public"\./, ''), error, { kind: 'missing-column', on: table, column }))
  }
  return { rejections }
}

/** Values that it looks rows up by, against the types of their columns. */
export async function tryFilters(
  session: Session,
  statement: CodeStatement,
  known: Known,
  shape: TableShape | undefined,
): Promise<Outcome> {
  const table = statement.table!
  const columns = known.relations.get(full(table))!
  const rejections: Rejection[] = []
  for (const filter of statement.filters) {
    if (filter.op === 'other' || !columns.has(filter.column)) continue
    const column = shape?.columns.find(each => each.name === filter.column)
    if (column?.array) continue
    for (const value of filter.literals) {
      if (value === null) continue
      const sql = `select * from ${table} where ${quoted(filter.column)} = ${literal(String(value))}`
      const error = await attempt(
        session,
        `select * from ${tableSql(table)} where ${quoted(filter.column)} = ${literal(String(value))} limit 0`,
      )
      if (error && /^22/.test(error.code))
        rejections.push(
          rejection(statement, sql, error, {
            kind: 'mistyped-value',
            on: table,
            column: filter.column,
            value: String(value),
            wants: column?.enum ? column.enum.map(literal).join(', ') : (column?.type ?? ''),
          }),
        )
    }
  }
  return { rejections }
}

/** `on conflict (…)` wants a unique key over just these columns. */
export async function tryConflict(session: Session, statement: CodeStatement, known: Known): Promise<Outcome> {
  const table = statement.table!
  const columns = known.relations.get(full(table))!
  if (!statement.conflict?.length || !statement.conflict.every(column => columns.has(column))) return { rejections: [] }
  const target = statement.conflict.map(quoted).join(', ')
  const sql = `insert into ${tableSql(table)} (${target}) values (${statement.conflict.map(() => 'default').join(', ')}) on conflict (${target}) do nothing`
  const error = await attempt(session, `explain ${sql}`)
  if (error?.code !== '42P10') return { rejections: [] }
  return {
    rejections: [
      rejection(statement, sql.replace('"public".', ''), error, {
        kind: 'no-unique-key',
        on: table,
        column: statement.conflict.join(', '),
      }),
    ],
  }
}

/** A function called by its name with named arguments. */
export async function tryCall(session: Session, statement: CodeStatement, known: Known, declared: Declared): Promise<Outcome> {
  const name = statement.name!
  const isThere = known.functions.has(full(name))
  const why = isThere ? undefined : declared.function(name)
  if (why) return { rejections: [], unknown: `\`${name}()\`: ${why}` }
  const given = isThere && !statement.whole ? undefined : statement.values.map(value => value.column)
  if (!given) return { rejections: [] }
  const sql = `select * from ${tableSql(name)}(${given.map(argument => `${quoted(argument)} => null`).join(', ')})`
  const error = await attempt(session, `explain ${sql}`)
  if (error?.code !== '42883') return { rejections: [] }
  // What a generated file says of the real database's functions outweighs older migrations.
  const { rows } = await session.query<{ signature: string }>(
    "select p.proname || '(' || pg_get_function_arguments(p.oid) || ')' as signature from pg_proc p join pg_namespace s on s.oid = p.pronamespace where s.nspname || '.' || p.proname = $1",
    [full(name)],
  )
  const shown = `select ${name}(${given.map(argument => `${argument} => …`).join(', ')})`
  return {
    rejections: [
      rejection(statement, shown, error, {
        kind: 'missing-function',
        on: name,
        ...(rows.length > 0 ? { wants: rows.map(row => row.signature).join(' or ') } : {}),
      }),
    ],
  }
}
