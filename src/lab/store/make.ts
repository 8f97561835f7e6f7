import type { Column, Table } from '#database/catalogue'
import type { Row } from '../request/rows.js'
import { nested } from '../request/shape.js'
import { documentKey, plausible } from '../request/value.js'
import { isList } from '../request/within.js'

/** What a made row is about. */
export interface Subject {
  /** Distinguishes its texts from everybody else's. */
  readonly label: string
  /** What a reference to a table holds. */
  readonly leadsTo: (table: string) => unknown
}

/** A row as the table's schema describes it. */
export function madeRow(table: Table, subject: Subject): Row {
  const isDocument = table.kind === 'mongoose'
  const entries = table.columns.flatMap((column): [string[], unknown][] => {
    const key = table.foreignKeys.find(one => one.columns.length === 1 && one.columns[0] === column.name)
    const single = key
      ? subject.leadsTo(key.table)
      : table.primaryKey.includes(column.name)
        ? keyFor(column, table, subject)
        : value(column, subject, isDocument)
    if (single === undefined) return []
    return [[isDocument ? pathOf(column.name) : [column.name], column.type.endsWith('[]') && isDocument ? [single] : single]]
  })
  return { ...(isDocument && { _id: documentKey(`${table.name}/${subject.label}`) }), ...nested(entries) }
}

/** Numbers are given by the database. */
const keyFor = ({ type }: Column, table: Table, { label }: Subject): unknown =>
  /char|text|string|uuid/.test(type) ? uuidLike(documentKey(`${table.name}/${label}`)) : undefined

const uuidLike = (hex: string): string =>
  `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(12, 24)}`

const pathOf = (name: string): string[] =>
  name.split('.').flatMap((part, index, all) => (index < all.length - 1 && isList(part) ? [part, '*'] : [part]))

const MEANT = /status|state|type|role|kind|provider|currency|category/i

function value(column: Column, { label }: Subject, isDocument: boolean): unknown {
  const name = column.name.split('.').at(-1) ?? ''
  const type = column.type.replace('[]', '')
  // A default is what the app means, whatever words it has for it.
  if (column.hasDefault && (MEANT.test(name) || !isDocument)) return undefined
  if (/password|hash|salt|token|secret|expires?/i.test(name) && column.nullable) return undefined
  if (/^objectid$/.test(type)) return undefined
  if (/bool/.test(type)) return isDocument ? false : 0
  if (/date|time/.test(type)) return isDocument ? '2026-11-01T10:00:00.000Z' : '2026-11-01 10:00:00'
  if (/^(?:number|int|serial|numeric|decimal|real|double|float|money|bigint|smallint|tinyint)/.test(type)) {
    const number = plausible(name, ['number'], label)
    return typeof number === 'number' ? number : 20
  }
  if (/json/.test(type)) return '{}'
  if (type !== '' && !/string|char|text|citext/.test(type)) return undefined
  if (column.values) return column.values[0]
  const text = String(plausible(name, [], label))
  if (/mail/i.test(name)) return `${label}.${text}`
  return /^(?:Lab|Ada|1 Market|San)/.test(text) || column.unique ? `${text} of ${label}` : text
}
