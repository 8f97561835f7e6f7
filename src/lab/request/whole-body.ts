import type { Actor } from '#base/evidence'
import type { Column, Table } from '#database/catalogue'
import type { Route } from '#model/app-model'
import { originsOf, type Term } from '#model/term'
import type { Field } from './field.js'
import type { Rows } from './rows.js'
import { fitting } from './value.js'

/** A body that is written whole: ordinary columns of the table, as a form would send them. */
export async function wholeBody(
  route: Route,
  fields: readonly Field[],
  whose: Actor,
  tables: ReadonlyMap<string, Table>,
  rows: Rows | undefined,
  seed: string,
): Promise<readonly (readonly [string, unknown])[]> {
  if (['GET', 'HEAD', 'DELETE'].includes(route.method)) return []
  const isNamed = fields.some(field => field.from === 'body' && !isEvery(field))
  const isLooped = fields.some(isEvery)
  const query = route.effects.find(
    effect =>
      effect.kind === 'query' &&
      (isLooped ? ['create', 'update', 'upsert'].includes(effect.does) : effect.data !== undefined) &&
      (isLooped || effect.data === undefined
        ? effect.table !== undefined
        : isNamed
          ? isWhole(effect.data)
          : [...originsOf(effect.data)].some(one => one.from === 'body')),
  )
  const table = query?.kind === 'query' && query.table !== undefined ? tables.get(query.table) : undefined
  if (!table) return []
  const row = query?.kind === 'query' && query.does === 'update' ? await rows?.owned(table.name, whose) : undefined
  const ordinary = table.columns.filter(
    column =>
      !table.primaryKey.includes(column.name) &&
      /char|text|string|int|numeric|decimal|bool/i.test(column.type) &&
      !KEPT.test(column.name) &&
      (isLooped ? !/_?id$/i.test(column.name) : row !== undefined || (!column.nullable && !column.hasDefault)),
  )
  return (isLooped ? ordinary.slice(0, 2) : row === undefined ? ordinary.slice(0, 12) : changeable(ordinary)).map(
    column =>
      [
        `body.${column.field || column.name}`,
        row ? another(row[column.name], fitting(column, table, seed)) : fitting(column, table, seed),
      ] as const,
  )
}

/** What people write about a thing; where nothing says so, the first text that has no few values. */
function changeable(columns: readonly Column[]): readonly Column[] {
  const told = columns.filter(({ name }) => /title|name|phone|bio|descr/i.test(name))
  return told.length > 0 ? told : columns.filter(({ name, type }) => /char|text|string/i.test(type) && !FEW.test(name)).slice(0, 1)
}

const FEW = /status|state|type|kind|provider|currency|country|mail|url|slug|code|date|(?:^|_)id$|Id$|\./

/** A change has to show. */
const another = (now: unknown, value: unknown): unknown => (typeof now === 'string' && now === value ? `${now} 2` : value)

/** The code goes through whatever the body holds: `Object.entries(req.body)`. */
export const isEvery = ({ from, path }: Field): boolean => from === 'body' && path.length === 1 && path[0] === '*'

/** Whatever the caller sends is written: `new User(req.body)`. */
const isWhole = (data: Term): boolean =>
  (data.kind === 'origin' && data.from === 'body' && data.path.length === 0) || (data.kind === 'object' && data.spread.some(isWhole))

const KEPT = /passw|hash|token|role|admin|credit|balance|created|updated|deleted|stripe|verified/i
