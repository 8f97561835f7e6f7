import type { QueryEffect, Route } from '../app-model.js'
import { shown } from './answers.js'
import { isMachine, isStaffGuard } from './route.js'
import { isCallers, samePlace } from './terms.js'

/** Queries that kept to the caller's own rows until a later `where` took the place of that one. */
export function ownersReplaced(route: Route): QueryEffect[] {
  if (route.unreached || isMachine(route)) return []
  return route.effects.filter(
    (effect): effect is QueryEffect =>
      effect.kind === 'query' &&
      effect.replaced !== undefined &&
      effect.replaced.filters.some(filter => isCallers(filter.value)) &&
      !effect.filters.some(filter => isCallers(filter.value)) &&
      !effect.guards.some(isStaffGuard) &&
      (effect.does !== 'read' || isAnswered(effect, route)),
  )
}

const isAnswered = (query: QueryEffect, route: Route): boolean =>
  route.effects.some(
    effect =>
      effect.kind === 'respond' &&
      [...shown(effect.body)].some(one => one.from === 'row' && one.at !== undefined && samePlace(one.at, query.at)),
  )
