import type { Table } from '#database/catalogue'
import type { Route } from './app-model.js'
import { isStaffGuard } from './read/route.js'
import { fieldsOf } from './read/terms.js'
import type { Term } from './term.js'

const OWNER = /^(?:user|owner|author|customer|buyer|seller|creator|member|account)(?:_?(?:id|name|email))?$|^(?:created|posted)_?by$/i

/** Owners that no schema tells (`user: String`): the column in which the app itself writes who is signed in. */
export function withOwners(tables: readonly Table[], routes: readonly Route[]): readonly Table[] {
  const found = new Map<string, string>()
  for (const effect of routes.filter(route => !route.unreached).flatMap(route => route.effects)) {
    if (effect.kind !== 'query' || effect.does !== 'create' || !effect.table || effect.guards.some(isStaffGuard)) continue
    for (const [field, value] of fieldsOf(effect.data)) if (OWNER.test(field) && isCaller(value)) found.set(effect.table, field)
  }
  return tables.map(table => {
    const field = table.owner === undefined ? found.get(table.name) : undefined
    const column = table.columns.find(one => one.field === field || one.name === field)
    return column ? { ...table, owner: column.name } : table
  })
}

const isCaller = (term: Term): boolean =>
  (term.kind === 'origin' && term.from === 'session') || (term.kind === 'either' && term.of.length > 0 && term.of.every(isCaller))
