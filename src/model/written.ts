import type { Effect } from './app-model.js'

/** Fields that the app's code writes into each collection, by the collection's name. */
export function writtenFields(units: readonly { readonly effects: readonly Effect[] }[]): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>()
  for (const effect of units.flatMap(unit => unit.effects)) {
    if (effect.kind !== 'query' || effect.via !== 'firestore' || effect.table === undefined || effect.data?.kind !== 'object') continue
    const fields = found.get(effect.table) ?? new Set()
    found.set(effect.table, fields)
    for (const [name] of effect.data.entries) if (/^\w+$/.test(name)) fields.add(name)
  }
  return found
}
