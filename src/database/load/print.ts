import type { Column, ForeignKey } from '../catalogue.js'
import { quoted } from './extension.js'

interface Printable {
  readonly name: string
  readonly columns: readonly Column[]
  readonly primaryKey: readonly string[]
  readonly foreignKeys: readonly ForeignKey[]
}

const nameOf = (name: string) => name.split('.').map(quoted).join('.')

/** A table as a statement, without its foreign keys. */
export function createTable(table: Printable, type: (type: string) => string): string {
  const lines = table.columns.map(column => {
    const printed = type(column.type)
    const filled = column.hasDefault && !/serial$/.test(printed) ? defaultOf(printed) : ''
    return `${quoted(column.name)} ${printed}${column.nullable ? '' : ' not null'}${filled}${column.unique ? ' unique' : ''}`
  })
  if (table.primaryKey.length > 0) lines.push(`primary key (${table.primaryKey.map(quoted).join(', ')})`)
  return `create table ${nameOf(table.name)} (\n  ${lines.join(',\n  ')}\n)`
}

/** Some default: which one is not known, only that there is one. */
function defaultOf(type: string): string {
  if (type.endsWith('[]')) return " default '{}'"
  if (/^uuid/.test(type)) return ' default gen_random_uuid()'
  if (/^(?:timestamp|date|time)/.test(type)) return ' default now()'
  if (/^(?:int|bigint|smallint|numeric|real|double|decimal)/.test(type)) return ' default 0'
  if (/^bool/.test(type)) return ' default false'
  if (/^json/.test(type)) return " default '{}'"
  return /^(?:text|varchar|char)/.test(type) ? " default ''" : ''
}

export const addForeignKey = (table: string, key: ForeignKey): string =>
  `alter table ${nameOf(table)} add foreign key (${key.columns.map(quoted).join(', ')}) references ${nameOf(key.table)}${key.references.length > 0 ? ` (${key.references.map(quoted).join(', ')})` : ''}`

export const createIndex = (table: string, columns: readonly string[], unique: boolean): string =>
  `create ${unique ? 'unique ' : ''}index on ${nameOf(table)} (${columns.map(quoted).join(', ')})`
