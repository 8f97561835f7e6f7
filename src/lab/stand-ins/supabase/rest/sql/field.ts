import type { Field } from '../parse/field.js'
import type { Reading } from '../plan/plan.js'
import { identifier, type Values } from './text.js'

/** A column of a reading, or what lies in its JSON. */
export function fieldSql(reading: Pick<Reading, 'label' | 'table'>, field: Field, values: Values): string {
  const column = `${identifier(reading.label)}.${identifier(field.name)}`
  if (field.path.length === 0) return column
  const type = columnType(reading, field.name)
  const base = type === undefined || /^jsonb?$/.test(type) ? column : `to_jsonb(${column})`
  return field.path.reduce(
    (text, step) => `${text}${step.arrow}${typeof step.key === 'number' ? `(${step.key})` : values.text(step.key)}`,
    base,
  )
}

export function columnType(reading: Pick<Reading, 'table'>, name: string): string | undefined {
  return reading.table?.columns.find(column => column.name === name)?.type
}

/** The name under which a JSON path is answered: its last key that is no index. */
export function pathName(field: Field): string | undefined {
  if (field.path.length === 0) return undefined
  const key = field.path.findLast(step => typeof step.key === 'string')?.key
  return key === undefined ? field.name : String(key)
}
