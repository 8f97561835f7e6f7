import { createHash } from 'node:crypto'
import type { Column, Table } from '#database/catalogue'
import { nested } from '../request/shape.js'
import { plausible } from '../request/value.js'
import { type Document, idOf } from './store.js'

/** An id that follows from a text. */
export const madeId = (text: string): string => createHash('sha1').update(text).digest('hex').slice(0, 24)

/** What a made document is about. */
export interface Subject {
  readonly id: string
  /** Distinguishes its texts from everybody else's. */
  readonly label: string
  /** The id that a reference to a collection holds. */
  readonly leadsTo: (collection: string) => string | undefined
}

/** A document as the collection's schema describes it. */
export function madeDocument(table: Table, subject: Subject): Document {
  const entries = table.columns.flatMap((column): [string[], unknown][] => {
    const key = table.foreignKeys.find(one => one.columns[0] === column.name)
    const target = key && subject.leadsTo(key.table)
    if (key && target === undefined) return []
    const single = key ? idOf(target) : value(column, subject)
    const path = column.name.split('.').flatMap((part, index, all) => (index < all.length - 1 && isList(part) ? [part, '*'] : [part]))
    return single === undefined ? [] : [[path, column.type.endsWith('[]') ? [single] : single]]
  })
  return { _id: idOf(subject.id), ...nested(entries) }
}

/** A field of several things: `orderItems.name` is the name of each. */
const isList = (part: string): boolean => /(?:items|lines|entries|products|reviews|comments|images|variants|ings)$/i.test(part)

function value(column: Column, { id, label }: Subject): unknown {
  const name = column.name.split('.').at(-1) ?? ''
  const type = column.type.replace('[]', '')
  if (/password|hash|salt|token|secret|expires?/i.test(name) && type !== 'number') return undefined
  if (type === 'objectid') return undefined
  if (type === 'number') {
    const number = plausible(name, ['number'], label)
    return typeof number === 'number' ? number : 20
  }
  if (type === 'boolean') return false
  if (type === 'date') return { $date: '2026-11-01T10:00:00.000Z' }
  if (type !== 'string' && type !== '') return undefined
  // A default is what the app means, whatever words it has for it.
  if (column.hasDefault && /status|state|type|role|kind|provider|currency|category/i.test(name)) return undefined
  const text = plausible(name, [], label)
  if (column.unique) return `${String(text)} ${id.slice(-6)}`
  return typeof text === 'string' ? (/^(?:Lab|Ada|1 Market|San)/.test(text) ? `${text} of ${label}` : text) : String(text)
}
