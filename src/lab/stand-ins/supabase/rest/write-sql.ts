import { Refusal } from '../refusal.js'
import type { Prefer } from './prefer.js'
import type { Column, Table } from './schema/catalogue.js'
import { identifier, type Values } from './sql/text.js'

/** The columns that a payload names. */
export function writtenColumns(table: Table, keys: readonly string[]): readonly Column[] {
  return keys.map(key => {
    const column = table.columns.find(each => each.name === key)
    if (!column) throw new Refusal(400, 'PGRST204', `Could not find the '${key}' column of '${table.name}' in the schema cache`)
    return column
  })
}

/** Reads the payload as rows of the columns' own types, inside the database. */
export function payloadSql(columns: readonly Column[], text: string, defaults: boolean, values: Values): string {
  const names = columns.map(column => identifier(column.name)).join(', ')
  const typed = columns.map(column => `${identifier(column.name)} ${column.type}`).join(', ')
  const uniform = `case when json_typeof(json_data) = 'array' then json_data else json_build_array(json_data) end`
  const payload = `(select ${values.add(text)}::json as json_data) pgrst_payload`
  const fallbacks = defaults
    ? columns.flatMap(column => (column.fallback === undefined ? [] : [`${values.text(column.name)}, ${column.fallback}`]))
    : []
  const val =
    fallbacks.length > 0
      ? `(select json_agg(jsonb_build_object(${fallbacks.join(', ')}) || pgrst_each) as val from jsonb_array_elements((${uniform})::jsonb) pgrst_each) pgrst_uniform`
      : `(select ${uniform} as val) pgrst_uniform`
  return `select ${names} from ${payload}, lateral ${val}, lateral json_to_recordset(val) as pgrst_row(${typed})`
}

export function conflictSql(resolution: Prefer['resolution'], target: readonly string[], columns: readonly Column[]): string {
  if (resolution === undefined || target.length === 0) return ''
  const on = ` on conflict (${target.map(identifier).join(', ')}) do`
  if (resolution === 'ignore-duplicates' || columns.length === 0) return `${on} nothing`
  return `${on} update set ${columns.map(column => `${identifier(column.name)} = excluded.${identifier(column.name)}`).join(', ')}`
}
