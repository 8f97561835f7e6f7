import type { Actor } from '#base/evidence'
import type { Planted } from '#database/rows/planted'
import type { AccessObject } from './matrix.js'
import type { Aimed } from './tables.js'
import type { Row } from './targets.js'
import { isCatalogue, privateColumns } from './words.js'

/** What a thing is called, by which others know it. */
const LABEL = /name|slug|handle|avatar|image|photo|picture|url|status|state|type|kind|category|currency|locale|language|time_?zone|colou?r/i

/** A column of A's in what came back, of a table that the actor may not read there. */
export function leakOf(
  returned: string,
  actor: Actor,
  tables: readonly Aimed[],
  others: readonly AccessObject[],
  sent: string,
  planted: Planted,
  /** Arguments of the call that are A's. */
  named: readonly unknown[],
): string | undefined {
  const people = planted.people.flatMap(person => [String(person.id), person.email])
  for (const { relation, targets } of tables) {
    if (!targets.owned) continue
    const open = others
      .find(object => object.schema === relation.schema && object.name === relation.name)
      ?.cells.some(cell => cell.actor === actor && cell.does === 'select' && cell.outcome === 'allowed')
    if (open) continue
    // What a row refers to is known elsewhere; who she is, to all whom she met.
    const references = new Set(relation.foreignKeys.flatMap(key => key.columns))
    const isPrivate = new Set(privateColumns(relation))
    for (const row of targets.rows) {
      const shown = Object.entries(row).flatMap(([column, value]) =>
        typeof value === 'string' &&
        value.length > 9 &&
        !/^\d{4}-\d\d-\d\d/.test(value) &&
        !references.has(column) &&
        !sent.includes(value) &&
        (!people.includes(value) ||
          (isPrivate.has(column) && planted.people.some(person => person.actor === 'a' && person.email === value))) &&
        returned.includes(value) &&
        !isShared(tables, targets.rows, column, value)
          ? [column]
          : [],
      )
      const [telling] = shown.filter(column => isPrivate.has(column) || relation.primaryKey.includes(column))
      // One word may be a coincidence, unless this very row was asked for.
      const key = relation.primaryKey.length === 1 ? row[relation.primaryKey[0]!] : undefined
      const asked = !isCatalogue(relation) && named.some(value => value === key) ? shown.filter(column => !LABEL.test(column)) : []
      if (telling !== undefined || shown.length > 1 || asked.length > 0)
        return `\`${telling ?? asked[0] ?? shown[0]!}\` of A's \`${relation.name}\``
    }
  }
  return undefined
}

/** A value that rows of other people hold too tells nothing of A. */
const isShared = (tables: readonly Aimed[], mine: readonly Row[], column: string, value: string): boolean =>
  tables.some(
    ({ targets }) =>
      targets.rows === mine &&
      Object.entries(targets.own).some(([actor, each]) => actor !== 'a' && each?.rows.some(row => row[column] === value)),
  )
