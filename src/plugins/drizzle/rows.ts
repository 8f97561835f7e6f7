import type { Place } from '#base/place'
import { rowOf } from '../caller.js'
import type { LiveFilter, LiveQuery } from '../effect.js'
import type { Run } from '../plugin.js'
import { type Alternative, computed, either, object, type ObjectValue, origin, type OriginValue, type Value } from '../value.js'
import { isColumn, isTable, tableName } from './table.js'

/** What a query's rows look like. */
export interface Shape {
  /** `select({ id: orders.id })`; undefined: every column. */
  readonly selected: ObjectValue | undefined
  /** Tables joined to the first. */
  readonly joined: readonly string[]
}

/** One row of a query: the table's own, or an object where several tables or named expressions are asked for. */
export function rowShaped(run: Run, effect: LiveQuery, at: Place, { selected, joined }: Shape): Value {
  const own = rowOf(effect.table, at, effect.filters)
  if (!selected && !joined.length) return own
  if (selected && isPlain(selected, effect.table)) return own
  const props: [string, Value][] = selected
    ? [...selected.props].map(([key, value]) => [key, cell(value, effect, at, own)])
    : [effect.table, ...joined].map(name => [name ?? '', name === effect.table ? own : joinedRow(name, at, effect.filters)])
  const alternatives: Alternative[] = [{ value: object(props), facts: run.implied(own, true) }]
  return either(alternatives)
}

/** Columns of the first table under their own names. */
const isPlain = (selected: ObjectValue, table: string | undefined): boolean =>
  !selected.spreads.length &&
  [...selected.props].every(([key, value]) => isColumn(value) && tableName(value) === table && value.data['column'] === key)

function cell(value: Value, effect: LiveQuery, at: Place, own: OriginValue): Value {
  if (value.k === 'object') return object([...value.props].map(([key, inner]) => [key, cell(inner, effect, at, own)]))
  if (isTable(value)) return tableName(value) === effect.table ? own : joinedRow(tableName(value), at, effect.filters)
  if (isColumn(value)) {
    const row = tableName(value) === effect.table ? own : joinedRow(tableName(value), at, effect.filters)
    const { implies: _implies, denies: _denies, ...rest } = row
    return { ...rest, path: [...row.path, String(value.data['column'])] }
  }
  return computed('number', [origin('row', ['value'], { at, ...(effect.table ? { name: effect.table } : {}) })])
}

/** A joined row is the caller's where the query is: the join ties it to the row that was filtered. */
function joinedRow(name: string | undefined, at: Place, filters: readonly LiveFilter[]): OriginValue {
  return rowOf(name, at, filters)
}

/** Columns asked for, by name; undefined: all of them. */
export function columnsOf(selected: ObjectValue | undefined, table: string | undefined): string[] | undefined {
  if (!selected || selected.spreads.length) return undefined
  const columns: string[] = []
  for (const [key, value] of selected.props) {
    if (isTable(value)) {
      if (tableName(value) === table) return undefined
      columns.push(`${tableName(value) ?? key}.*`)
    } else if (value.k === 'object') columns.push(...(columnsOf(value, table) ?? []))
    else if (isColumn(value))
      columns.push(tableName(value) === table ? String(value.data['column']) : `${tableName(value) ?? ''}.${String(value.data['column'])}`)
  }
  return columns
}
