import { comparePlaces } from '#base/place'
import type { Route } from '#model/app-model'
import type { RouteRow } from './finding.js'

/** How many routes one line of code registers before they are shown as one. */
const MANY = 4

/** The route table: what can be called, so no pages. Routes that a loop registers, and that are alike in all that is shown, are one row. */
export function routeRows(routes: readonly Route[]): readonly RouteRow[] {
  const groups = new Map<string, RouteRow[]>()
  for (const route of routes.filter(one => one.kind !== 'page' && !isFallback(one))) {
    const row = rowOf(route)
    const { path: _path, ...rest } = row
    const key = JSON.stringify([rest, folderOf(row.path)])
    groups.set(key, [...(groups.get(key) ?? []), row])
  }
  return [...groups.values()]
    .flatMap(fold)
    .toSorted((a, b) => compareText(a.path, b.path) || compareText(a.method, b.method) || comparePlaces(a.at, b.at))
}

function fold(rows: readonly RouteRow[]): readonly RouteRow[] {
  const [first] = rows
  if (!first || rows.length < MANY) return rows
  const names = rows.map(row => row.path.slice(folderOf(row.path).length)).toSorted(compareText)
  return [{ ...first, path: `${folderOf(first.path)}{${names.join(',')}}` }]
}

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1)

/** `app.get('*', …)` that hands out the page for whatever is left is no way in. */
const isFallback = (route: Route): boolean =>
  /^\/?\*|^\/:?\w*\*$|^\/\(\.\*\)$/.test(route.path) && route.tables.length === 0 && route.auth === 'public'

function rowOf({ method, path, kind, at, auth, how, validated, tables }: Route): RouteRow {
  return { method, path, kind, at, auth, how, validated, tables }
}

// Not localeCompare: the order must not depend on the machine's language.
const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
