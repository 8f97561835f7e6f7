import { rowOf } from '../caller.js'
import { type LiveFilter, query } from '../effect.js'
import type { LibraryCall, Run } from '../plugin.js'
import { filtersOf } from '../prisma/index.js'
import { skips } from '../sort.js'
import { library, type LibraryValue, list, UNDEFINED, type Value } from '../value.js'
import type { Database } from './builder.js'
import { rawIn, sortTerms, whereOf } from './condition.js'
import { fieldsOf, tableName } from './table.js'

const OPERATORS = library('drizzle-orm', '')

/** `db.query.orders.findMany({ where, columns, with, limit })`. https://orm.drizzle.team/docs/rqb */
export function relationalCall(call: LibraryCall): Value | undefined {
  const { run, at, method } = call
  if (method !== 'findFirst' && method !== 'findMany') return undefined
  const { table } = call.on.data as { table: LibraryValue }
  const name = tableName(table)
  const options = call.args[0] ?? UNDEFINED
  const given = run.get(options, 'where')
  const where = given.k === 'function' ? run.call(given, [table, OPERATORS], at) : given
  const filters: LiveFilter[] = where.k === 'object' ? filtersOf(run, where) : whereOf(where, name)
  const single = method === 'findFirst'
  const limit = run.get(options, 'limit')
  run.emit(
    query('drizzle', 'read', name, {
      filters,
      single,
      limited: single || !(limit.k === 'literal' && limit.value === undefined),
      columns: chosen(table, run.get(options, 'columns')),
      omits: leftOut(run.get(options, 'columns')),
      includes: wholeRows(run, options),
      sort: sortTerms(run.get(options, 'orderBy')),
      offset: skips(run.get(options, 'offset')),
      sql: rawIn(where),
      transaction: (call.on.data as Database).transaction === true,
    }),
    at,
  )
  const row = rowOf(name, at, filters)
  return single ? row : list([row], true)
}

/** `{ id: true }` names columns; `{ password: false }` leaves some out of all. */
function chosen(table: LibraryValue, columns: Value): string[] | undefined {
  if (columns.k !== 'object' || !columns.props.size) return undefined
  const entries = [...columns.props]
  const named = entries.filter(([, value]) => value.k === 'literal' && value.value === true).map(([key]) => key)
  if (named.length) return named
  const all = fieldsOf(table)
  return all.length ? all.filter(key => !columns.props.has(key)) : undefined
}

function leftOut(columns: Value): string[] {
  return columns.k === 'object'
    ? [...columns.props].filter(([, value]) => value.k === 'literal' && value.value === false).map(([key]) => key)
    : []
}

/** Relations asked for with all their columns: `with: { user: true }`, and those within. */
function wholeRows(run: Run, options: Value, path = ''): string[] {
  const asked = run.get(options, 'with')
  if (asked.k !== 'object') return []
  return [...asked.props].flatMap(([name, value]) => {
    const isWhole = value.k === 'object' ? !value.props.has('columns') : value.k === 'literal' && value.value === true
    return [...(isWhole ? [path + name] : []), ...(value.k === 'object' ? wholeRows(run, value, `${path}${name}.`) : [])]
  })
}
