import { listed } from '#base/listed'
import { defineCheck } from '#checks/check'
import type { Table } from '#database/catalogue'
import type { QueryEffect, Route } from '#model/app-model'
import { isMachine, nameOf, trailTo } from '#model/read/route'
import { tablesByName } from '#model/read/tables'
import type { Term } from '#model/term'
import type { Source } from '#source/source'

export default defineCheck({
  id: 'errors/referenced-deletion',
  title: 'A row that others refer to is deleted, and the database refuses',
  why: 'Whoever deletes it is told of a failure of the server instead of what stands in the way, and the row cannot be got rid of.',
  severity: 'low',
  refs: ['CWE-755'],
  needs: ['routes', 'tables', 'source'],
  *find({ routes, tables, source }) {
    if (knowsRefusals(source)) return
    const byName = tablesByName(tables)
    const filled = filledBy(routes, tables)
    const told = new Set<string>()
    for (const route of routes) {
      if (route.unreached || isMachine(route)) continue
      for (const effect of route.effects) {
        if (!isDeletion(effect)) continue
        const place = `${effect.at.file}:${effect.at.line}`
        const table = effect.table ? byName.get(effect.table) : undefined
        if (!table || told.has(place) || isPrepared(route, table) || counts(source, effect)) continue
        const referring = [...byName.values()].filter(other => filled.has(other.name) && refersTo(other, table) && !touches(route, other))
        if (referring.length === 0) continue
        told.add(place)
        const name = nameOf(route)
        const names = listed(referring.map(other => `\`${other.name}\``))
        yield {
          at: effect.at,
          certainty: 'likely',
          message: `\`${name}\` fails for a row of \`${table.name}\` that ${names} refer${referring.length > 1 ? '' : 's'} to: the foreign key refuses.`,
          help: `Ask for rows of ${names} first and answer 409, or say in the schema what becomes of them (\`ON DELETE\`).`,
          key: `${name} ${table.name}`,
          route: name,
          table: table.name,
          trail: [
            ...trailTo(route, [effect], 'deleted here'),
            ...referring.map(other => ({ at: keyOf(other, table)!.at, label: `\`${other.name}\` refers to it` })),
          ],
          data: { table: table.name, referring: referring.map(other => other.name) },
        }
      }
    }
  },
})

/** Rows that the caller chooses, or her own; what a fixed state picks out may be rows that nothing refers to. */
const isDeletion = (effect: Route['effects'][number]): effect is QueryEffect =>
  effect.kind === 'query' &&
  effect.does === 'delete' &&
  effect.failure === 'thrown' &&
  // SQLite looks at foreign keys only where it is told to.
  effect.via !== 'sqlite' &&
  !effect.caught &&
  effect.swallowedBy === undefined &&
  effect.filters.length > 0 &&
  effect.filters.every(filter => filter.op === '=' && filter.value.kind !== 'literal')

/** It made the row itself, reads what belongs to it, or does what could not be read. */
const isPrepared = (route: Route, table: Table): boolean =>
  table.triggers?.some(trigger => trigger.before && trigger.on.includes('delete')) === true ||
  route.effects.some(
    effect =>
      effect.kind === 'query' &&
      (effect.table === undefined ||
        effect.does === 'raw' ||
        (effect.table === table.name && (effect.does === 'create' || effect.does === 'update' || (effect.includes ?? []).length > 0))),
  )

/** Prisma counts related rows under `_count`, which is no row that is read. */
const counts = (source: Source, effect: QueryEffect): boolean => source.file(effect.at.file)?.text().includes('_count') === true

const touches = (route: Route, table: Table): boolean =>
  route.effects.some(effect => effect.kind === 'query' && effect.table === table.name)

const keyOf = (table: Table, target: Table) => table.foreignKeys.find(key => key.refuses && key.table === target.name)

const refersTo = (table: Table, target: Table): boolean => table !== target && keyOf(table, target) !== undefined

/** Tables that some route adds rows to, with those that Prisma adds along with a row that they refer to. */
function filledBy(routes: readonly Route[], tables: readonly Table[]): Set<string> {
  const found = new Set<string>()
  for (const effect of routes.flatMap(route => (route.unreached ? [] : route.effects))) {
    if (effect.kind !== 'query' || !/^(?:create|upsert|update)$/.test(effect.does) || !effect.table) continue
    if (effect.does !== 'update') found.add(effect.table)
    if (effect.via !== 'prisma' || !effect.data || !addsAlong(effect.data)) continue
    for (const table of tables) if (table.foreignKeys.some(key => key.table === effect.table)) found.add(table.name)
  }
  return found
}

/** `{ items: { create: … } }` */
const addsAlong = (data: Term): boolean =>
  data.kind === 'object' &&
  data.entries.some(([, value]) => value.kind === 'object' && value.entries.some(([name]) => /^create(?:Many)?$/.test(name)))

/** The codes and names by which Prisma, Postgres and MySQL tell of a foreign key. */
const knowsRefusals = (source: Source): boolean =>
  source.files.some(
    file => file.kind === 'code' && /\bP2003\b|\bP2014\b|\b23503\b|\bER_ROW_IS_REFERENCED|foreign key constraint/i.test(file.text()),
  )
