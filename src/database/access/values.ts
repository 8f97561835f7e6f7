import type { Planted } from '#database/rows/planted'
import type { Relation, RelationColumn } from './relation.js'
import type { Row } from './targets.js'

/**
 * Other values that a column could hold, most telling first: another person for a person's id, the admin's role,
 * what a CHECK or an enum lists, what other rows hold, else something of its type.
 */
export function otherValues(relation: Relation, column: RelationColumn, row: Row, others: readonly Row[], planted: Planted): unknown[] {
  const now = row[column.name]
  const said = (value: unknown) => String(typeof value === 'object' ? JSON.stringify(value) : value)
  const person = planted.people.find(each => String(each.id) === said(now))
  const key = relation.foreignKeys.some(each => each.columns.includes(column.name))
  const values = person
    ? [planted.people.find(each => each.actor === (person.actor === 'b' ? 'a' : 'b'))?.id]
    : [
        ...[...column.labels, ...listed(relation, column)].sort((a, b) => weight(b) - weight(a)),
        ...others.map(other => other[column.name]),
        ...(key ? [] : byType(column, now)),
      ]
  const distinct = new Map(
    values.filter(value => value !== null && value !== undefined && said(value) !== said(now)).map(value => [said(value), value]),
  )
  const found = [...distinct.values()].slice(0, column.labels.length > 0 || column.type === 'text' ? 6 : 3)
  return found.length > 0 ? found : column.nullable && now !== null && !key ? [null] : []
}

/** Texts that a CHECK constraint compares the column with, the weightiest first. */
function listed(relation: Relation, column: RelationColumn): string[] {
  const name = column.name.replaceAll(/[^\w]/g, '.')
  return relation.checks
    .filter(text => new RegExp(`\\b${name}\\b`).test(text) && !new RegExp(`[^:]:?~|\\blength\\b`).test(text))
    .flatMap(text => [...text.matchAll(/'([^']+)'::/g)].map(match => match[1]!))
}

/** What a user may give up or take back is tried last. */
export const isHarmless = (value: string): boolean =>
  /cancel|draft|inactive|archiv|withdraw|closed|hidden|deleted|read$|^none$|^free$|^user$|^customer$|^buyer$|^member$/i.test(value)
const weight = (value: string): number => (/admin|owner|paid|approved/i.test(value) ? 1 : isHarmless(value) ? -1 : 0)

function byType(column: RelationColumn, now: unknown): unknown[] {
  const { type, name } = column
  if (type === 'boolean') return [now !== true]
  if (/^(?:smallint|integer|bigint|numeric|real|double)/.test(type)) return [Number(now ?? 0) + 1, 1]
  if (/^(?:text|character|citext)/.test(type))
    return /(?:^|_)role|^role/i.test(name)
      ? ['admin']
      : /email/i.test(name)
        ? ['someone@else.example']
        : /url|link/i.test(name)
          ? ['https://else.example/x']
          : ['x']
  if (/^timestamp|^date$/.test(type)) return ['2020-01-02']
  if (type === 'uuid') return ['00000000-0000-4000-8000-00000000000f']
  if (type === 'jsonb' || type === 'json') return [{ changed: true }]
  return []
}
