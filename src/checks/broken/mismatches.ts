import type { Severity } from '#base/certainty'
import type { Column, Table } from '#database/catalogue'
import type { QueryEffect } from '#model/app-model'
import { sameColumn } from '#model/read/rows'
import { fieldsOf } from '#model/read/terms'
import type { Allows } from './bounds.js'

/** What a statement asks for and the schema does not have. */
export interface Mismatch {
  readonly says: string
  readonly help: string
  readonly key: string
  readonly severity: Severity
  /** The field of what is written that is at fault. */
  readonly field?: string
}

const textOf = ({ sql }: QueryEffect): string | undefined =>
  sql?.kind === 'literal' && typeof sql.value === 'string' ? sql.value : undefined

/** `FROM Category` where the model `Category` is kept in the table `categories`; without quotes PostgreSQL looks for `category`. */
export function misnamedTable(query: QueryEffect, table: Table, tables: readonly Table[]): Mismatch | undefined {
  const text = table.kind === 'prisma' ? textOf(query) : undefined
  if (text === undefined) return undefined
  const names = new Set(tables.map(one => one.name.toLowerCase()))
  for (const [, quote, name = ''] of text.matchAll(/\b(?:from|join|into|update)\s+(["`]?)(\w+)\1/gi)) {
    const meant = tables.find(one => one.aliases.includes(name))
    if (!meant || names.has(name.toLowerCase())) continue
    return {
      says: `asks for \`${name}\` in SQL, which is the name of a model: its table is called \`${meant.name}\``,
      help: `Write ${quote === '' ? '' : 'the name of the table, '}\`"${meant.name}"\` in the statement, and its columns as the table spells them.`,
      key: `${name} ${meant.name}`,
      severity: 'high',
    }
  }
  return undefined
}

/** Columns that every table of the engine has. */
const BUILT_IN = /^(?:rowid|oid|ctid|xmin|xmax|tableoid|_rowid_|\*|count)$/i

/** A column in a statement on one table that no file gives this table. */
export function missingColumn(query: QueryEffect, table: Table, isElsewhere: (column: string) => boolean): Mismatch | undefined {
  const text = table.kind === 'sql' ? textOf(query) : undefined
  const isBuilt = table.kind === 'sql' && query.via === 'supabase' && query.sql === undefined
  if ((text === undefined && !isBuilt) || table.columns.length < 2 || query.does === 'raw') return undefined
  if (text !== undefined && /\bjoin\b|\bwith\b|\(\s*select\b/i.test(text)) return undefined
  const written = /^(?:create|update|upsert)$/.test(query.does) ? [...fieldsOf(query.data)].map(([field]) => field) : []
  const named = [...query.filters.map(filter => filter.column), ...written]
  const column = named.find(
    name =>
      /^\w+$/.test(name) && !BUILT_IN.test(name) && !table.columns.some(one => sameColumn(one.name, name, table)) && !isElsewhere(name),
  )
  return column === undefined
    ? undefined
    : {
        says: `names \`${table.name}.${column}\`, a column that no file creates`,
        help: `Add \`${column}\` to \`${table.name}\`, or name the column that is meant.`,
        key: `${table.name}.${column}`,
        severity: 'high',
        ...(written.includes(column) ? { field: column } : {}),
      }
}

/** What the app writes down for itself: nobody waits for it. */
const NOTED = /log|activit|event|audit|alert|histor|metric|analytic|track|notif/i

/** `status: 'done'` where the column holds `open` or `closed`; `step: 8` where it ends at seven. */
export function forbiddenValue(query: QueryEffect, table: Table, allows: Allows): Mismatch | undefined {
  if (query.does !== 'create' && query.does !== 'update') return undefined
  for (const [field, value] of fieldsOf(query.data)) {
    const column = columnOf(table, field)
    if (!column || value.kind !== 'literal' || value.value === null) continue
    const isForbidden =
      typeof value.value !== 'boolean' &&
      (allows(table, column.name, value.value) === false ||
        (typeof value.value === 'string' && (column.values?.length ?? 0) > 1 && !column.values!.includes(value.value)))
    if (!isForbidden) continue
    return {
      says: `writes \`${value.value}\` to \`${table.name}.${column.name}\`, which its schema forbids`,
      help: `Write a value that \`${table.name}.${column.name}\` may hold, or let it hold this one.`,
      key: `${table.name}.${column.name} ${value.value}`,
      severity: NOTED.test(table.name) ? 'medium' : 'high',
    }
  }
  return undefined
}

/** `where id = parseInt(id)` for an id that is a UUID. */
export function mistypedFilter(query: QueryEffect, table: Table): Mismatch | undefined {
  for (const filter of query.filters) {
    const column = columnOf(table, filter.column)
    if (column?.type !== 'uuid' || filter.op !== '=' || filter.value.kind !== 'origin' || filter.value.checked !== 'number') continue
    return {
      says: `looks \`${table.name}.${column.name}\` up as a number, which is a UUID`,
      help: `Compare \`${column.name}\` with the text of the request, and check that it is a UUID.`,
      key: `${query.at.file} ${table.name}.${column.name}`,
      severity: 'high',
    }
  }
  return undefined
}

const columnOf = (table: Table, name: string): Column | undefined => table.columns.find(one => one.field === name || one.name === name)
