import type { Place } from '#base/place'
import type { Catalogue, DatabaseFunction, View } from '../catalogue.js'
import { PLATFORM_SCHEMAS, type FunctionRow, type Snapshot } from './relations.js'

type PlaceOf = (transaction: number, name?: string) => Place

export function liveViews(snapshot: Snapshot, fromFiles: Catalogue, place: PlaceOf, supabase: boolean): Map<string, View> {
  const views = snapshot.relations.filter(relation => /[vm]/.test(relation.kind) && !PLATFORM_SCHEMAS.includes(relation.schema))
  return new Map(
    views.map(relation => {
      const known = fromFiles.views.find(view => view.name === relation.name)
      const closed = snapshot.rights.filter(
        right => right.relation === relation.oid && right.does === 'select' && right.columns.length === 0,
      )
      const view: View = {
        name: relation.name,
        at: known?.at ?? place(relation.transaction, relation.name),
        invoker: (relation.options ?? []).some(option => /^security_invoker=(?:true|on|1|yes)$/i.test(option)),
        materialized: relation.kind === 'm',
        tables: known?.tables ?? tablesIn(relation.query ?? '', snapshot),
        columns: known?.columns ?? snapshot.columns.filter(column => column.relation === relation.oid).map(column => column.name),
        query: known?.query ?? relation.query ?? '',
        revokedFrom: supabase ? closed.map(right => right.role) : (known?.revokedFrom ?? []),
      }
      return [view.name, view]
    }),
  )
}

const tablesIn = (query: string, snapshot: Snapshot) =>
  snapshot.relations
    .filter(relation => new RegExp(`\\b(?:from|join)\\s+\\(*"?${relation.name.replace(/[^\w.]/g, '.')}\\b`, 'i').test(query))
    .map(relation => relation.name)

export function liveFunctions(snapshot: Snapshot, fromFiles: Catalogue, place: PlaceOf, supabase: boolean): Map<string, DatabaseFunction> {
  const functions = new Map<string, DatabaseFunction>()
  for (const row of snapshot.functions) {
    if (PLATFORM_SCHEMAS.includes(row.schema)) continue
    const known = fromFiles.functions.find(item => item.name === row.name)
    const before = functions.get(row.name)
    // Of several with one name, the one that files tell of.
    if (before && known && before.body === known.body) continue
    functions.set(row.name, {
      name: row.name,
      at: known?.at ?? place(row.transaction, row.name),
      definer: row.definer,
      searchPath: (row.settings ?? []).some(setting => setting.startsWith('search_path=')),
      language: row.language,
      body: row.body,
      trigger: /^(?:event_)?trigger$/.test(row.returns),
      revokedFrom: supabase ? closedTo(row) : (known?.revokedFrom ?? []),
      parameters: parametersOf(row),
    })
  }
  return functions
}

/** Under Supabase both client roles have the right by default, each of its own: taking it from PUBLIC takes nothing from them. */
function closedTo(row: FunctionRow): string[] {
  const closed = [row.anon === false ? 'anon' : '', row.authenticated === false ? 'authenticated' : ''].filter(Boolean)
  return closed.length === 2 ? [...closed, 'public'] : closed
}

function parametersOf({ parameters, modes }: FunctionRow): string[] {
  return (parameters ?? []).filter((_name, at) => !modes || /[ibv]/.test(modes[at] ?? 'i'))
}
