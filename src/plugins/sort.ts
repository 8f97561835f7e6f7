import type { LiveSort } from './effect.js'
import { textOf, type Value } from './value.js'

/** Nothing is skipped by nothing, and by a plain 0. */
export const skips = (value: Value | undefined): boolean =>
  value !== undefined && !(value.k === 'literal' && (value.value === undefined || value.value === null || value.value === 0))

/** `{ createdAt: 'desc' }`, or a list of such. Orders by something of a related row are left out. */
export function sortOf(value: Value): LiveSort[] {
  if (value.k === 'list') return value.items.flatMap(sortOf)
  if (value.k === 'either') return value.of.length > 0 ? sortOf(value.of[0]!.value) : []
  if (value.k !== 'object') return []
  return [...value.props].flatMap(([column, asked]) => {
    const way = textOf(asked) ?? (asked.k === 'object' ? textOf(asked.props.get('sort')) : undefined)
    return way === undefined ? [] : [{ column, descending: /^desc/i.test(way) }]
  })
}

/** `orderBy('created_at', 'desc')`, `orderBy('orders.created_at desc')`. */
export function sortBy(column: Value | undefined, way: Value | undefined): LiveSort[] {
  const named = textOf(column)
  if (named === undefined) return []
  const [, name, inline] = /^(?:.*\.)?(\w+)(?:\s+(asc|desc))?$/i.exec(named) ?? []
  return name === undefined ? [] : [{ column: name, descending: /^desc/i.test(inline ?? textOf(way) ?? '') }]
}
