import type { Place } from '#base/place'
import { readStatement, type Statement } from '#database/sql'
import { rowOf } from '../caller.js'
import { type LiveEffect, type LiveFilter, type LiveQuery, query } from '../effect.js'
import type { Run } from '../plugin.js'
import { computed, list, type ListValue, object, oneOf, UNKNOWN, type Value } from '../value.js'
import { hasRaw, isSamePart, partsOf, rawIn, sqlOf } from './parts.js'
import { type Readable, readable } from './readable.js'

/** Values sent beside the text: by position, by name. */
export interface Parameters {
  readonly list?: Value
  readonly named?: Value
}

/** What running a statement gave. */
export interface Answer {
  /** `control`: it begins or ends a transaction. Undefined: it touches no rows. */
  readonly does: LiveQuery['does'] | 'control' | undefined
  readonly effect: (LiveQuery & LiveEffect) | undefined
  readonly row: Value
  readonly rows: ListValue
}

const CONTROL = /^\s*(begin|start\s+transaction|commit|end|rollback|savepoint|release)\b/i
const STRUCTURE = /^\s*(pragma|set|show|vacuum|analyze|create|alter|drop|listen|use|attach|comment|grant|revoke|do)\b/i
/** `SELECT (SELECT count(*) FROM users) AS users`: figures, and nobody's rows. */
const isOfFigures = (text: string): boolean => /^\s*select\s*\(\s*select\b/i.test(text) && !/\bfrom\b/i.test(withoutBrackets(text))

function withoutBrackets(text: string): string {
  const inner = text.replace(/\([^()]*\)/g, '')
  return inner === text ? text : withoutBrackets(inner)
}

const CONSTANT = computed('constant', [])

/** Records what a statement does. Parts of its text that are not literal are kept in `sql`, and stand for what they are compared with. */
export function recordStatement(
  run: Run,
  at: Place,
  via: string,
  text: Value,
  parameters: Parameters,
  more: Partial<LiveQuery> = {},
): Answer {
  const parts = partsOf(text)
  const read = readable(parts)
  const nothing = { effect: undefined, row: UNKNOWN, rows: list([], true) }
  if (CONTROL.test(read.text)) return { ...nothing, does: 'control' }
  const isBuilt = hasRaw(parts)
  if (STRUCTURE.test(read.text) && !isBuilt) return { ...nothing, does: undefined }
  const others = rawIn(text).filter(value => !parts.some(part => isSamePart(part, value)))
  const sql = others.length ? computed('template', [sqlOf(parts), ...others]) : sqlOf(parts)
  const statement = readStatement(spelled(read.text))
  if (!statement || statement.does === 'raw') {
    const effect = run.emit(query(via, 'raw', statement?.tables[0], { sql, ...more }), at, text)
    const row = rowOf(statement?.tables[0], effect.at, [])
    return { does: 'raw', effect, row, rows: list([row], true) }
  }
  const valueOf = finder(run, statement, read, parameters)
  const [main] = statement.tables
  const table = main === undefined || read.names.has(main) ? undefined : main
  const filters = filtersOf(statement, main, valueOf)
  const single =
    statement.limited &&
    statement.does === 'read' &&
    (/\blimit\s+1\s*(;|$|\)|for\b|offset\b)/i.test(read.text) || !/\blimit\b/i.test(read.text))
  const figures = isOfFigures(read.text)
  const columns = figures
    ? []
    : statement.columns === 'all' || (!statement.columns.length && !statement.limited)
      ? undefined
      : [...statement.columns]
  const effect = run.emit(
    query(via, statement.does, table, {
      filters,
      sql,
      columns: statement.does === 'read' || statement.returning ? columns : undefined,
      limited: figures || (statement.does === 'read' ? statement.limited : false),
      ...(statement.limit === undefined ? {} : { limit: valueOf(statement.limit) }),
      single: figures || single,
      ...(statement.sort?.length ? { sort: statement.sort } : {}),
      ...(statement.offset ? { offset: true } : {}),
      returning: statement.returning,
      data: statement.does === 'read' || statement.does === 'delete' ? undefined : dataOf(run, statement, read, parameters, valueOf),
      ...more,
    }),
    at,
    text,
  )
  const row = rowOf(table, effect.at, filters)
  return { does: statement.does, effect, row, rows: list(statement.does === 'read' || statement.returning ? [row] : [], true) }
}

/** `{ rows, rowCount }`, as node-postgres answers. */
export function resultOf(found: Answer): Value {
  return object([
    ['rows', found.rows],
    ['rowCount', computed('.length', [found.does === 'read' ? found.rows : computed('written', [])])],
  ])
}

/** `SET ?` with an object and `VALUES ?` with a list of rows are MySQL clients' own. */
const spelled = (text: string): string => text.replace(/\bset\s+\?(?!\s*=)/i, 'SET part_all = ?').replace(/\bvalues\s+\?/i, 'VALUES (?)')

type Finder = (parameter: number) => Value

function finder(run: Run, statement: Statement, read: Readable, { list: values, named }: Parameters): Finder {
  const positional = statement.placeholders.map((mark, index) => (mark === '?' || mark === '%s' ? index : -1)).filter(index => index >= 0)
  const at = (index: number): Value => (values ? run.get(values, String(index)) : UNKNOWN)
  return parameter => {
    const mark = statement.placeholders[parameter - 1] ?? ''
    if (read.marks.has(mark)) return read.marks.get(mark) ?? anyOf(run, values)
    if (mark === '?' || mark === '%s') return at(positional.indexOf(parameter - 1))
    const number = /^[$?](\d+)$/.exec(mark)?.[1]
    if (number) return at(Number(number) - 1)
    const from = named ?? values
    if (!from) return UNKNOWN
    if (from.k !== 'object') return run.get(from, mark.slice(1))
    return from.props.get(mark.slice(1)) ?? from.props.get(mark) ?? (from.spreads.length ? oneOf(from.spreads) : UNKNOWN)
  }
}

const anyOf = (run: Run, values: Value | undefined): Value => (values ? run.elementOf(values) : UNKNOWN)

const OPERATORS: Readonly<Record<string, string>> = { '<>': '!=', ilike: 'like', 'not ilike': 'not like', '@@': 'search' }

function filtersOf(statement: Statement, main: string | undefined, valueOf: Finder): LiveFilter[] {
  return statement.filters.flatMap(filter => {
    if (filter.joined !== undefined) return []
    const op = OPERATORS[filter.op] ?? filter.op
    return [
      {
        column: filter.table && filter.table !== main ? `${filter.table}.${filter.column}` : filter.column,
        op: filter.optional ? `or ${op}` : op,
        value: typeof filter.parameter === 'number' ? valueOf(filter.parameter) : CONSTANT,
      },
    ]
  })
}

function dataOf(run: Run, statement: Statement, read: Readable, { list: values }: Parameters, valueOf: Finder): Value {
  const data = object()
  // Helpers such as `sql(order, 'total')` and MySQL's `SET ?` write a whole object.
  for (const value of [...read.marks.values(), ...(statement.writes.includes('part_all') ? [valueOf(1)] : [])]) {
    const whole =
      value?.k === 'library' ? (value.data['written'] as Value | undefined) : statement.writes.includes('part_all') ? value : undefined
    if (whole?.k === 'object') for (const [key, one] of whole.props) data.props.set(key, one)
    if (whole && (whole.k !== 'object' || whole.spreads.length)) data.spreads.push(...(whole.k === 'object' ? whole.spreads : [whole]))
  }
  const known = statement.values.length ? statement.values : statement.writes.map(column => ({ column, parameter: undefined }))
  for (const { column, parameter } of known) {
    if (column === 'part_all') continue
    const value =
      typeof parameter === 'number'
        ? valueOf(parameter)
        : parameter === 'literal'
          ? CONSTANT
          : statement.values.length
            ? UNKNOWN
            : anyOf(run, values)
    const name = read.names.get(column)
    if (name) (data.dynamic ??= []).push(computed('entry', [name, value]))
    else data.props.set(column, data.props.has(column) ? oneOf([data.props.get(column)!, value]) : value)
  }
  return data
}
