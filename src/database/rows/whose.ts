import type { LinkedTable } from './links.js'
import { columnOf, type ColumnShape, type KeyShape, literal, nameOf, quoted } from './shape.js'

type Linked = ReadonlyMap<string, LinkedTable>

export const parentOf = (linked: Linked, key: KeyShape): LinkedTable | undefined =>
  linked.get(nameOf({ schema: key.schema, name: key.table }))

/** The condition that a row of a table belongs to a person, followed over references; `undefined` where rows belong to nobody. */
export function belongsTo(linked: Linked, table: LinkedTable, person: string | number, depth = 0): string | undefined {
  if (depth > 6) return undefined
  const column = table.owner === undefined ? undefined : columnOf(table.shape, table.owner)
  const key = column ? table.keys.find(one => one.columns.length === 1 && one.columns[0] === column.name) : table.through
  const parent = key && parentOf(linked, key)
  if (key && parent && parent !== table && (!column || !holdsPerson(parent, key))) {
    const above = belongsTo(linked, parent, person, depth + 1)
    if (above === undefined) return undefined
    return `(${key.columns.map(quoted).join(', ')}) in (select ${key.references.map(quoted).join(', ')} from ${parent.shape.sql} where ${above})`
  }
  if (!column || !holds(column, person)) return undefined
  const id = literal(String(person))
  return `${quoted(column.name)} ${column.array ? `@> array[${id}]::${column.type}` : `= ${id}::${column.type}`}`
}

/** The reference leads to the column that itself holds the person's id: no need to follow it. */
const holdsPerson = (parent: LinkedTable, key: KeyShape): boolean =>
  parent.owner === key.references[0] &&
  !parent.keys.some(one => one.columns[0] === parent.owner && one.table !== parent.shape.name && one.schema !== 'auth')

function holds(column: ColumnShape, person: string | number): boolean {
  if (column.base === 'uuid') return /^[\da-f]{8}-[\da-f-]{27}$/i.test(String(person))
  return /^(?:int|numeric)/.test(column.base) ? /^\d+$/.test(String(person)) : true
}
