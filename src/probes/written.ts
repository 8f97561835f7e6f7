import type { QueryEffect, Route } from '#model/app-model'
import { isLog } from './change.js'

const WRITES: ReadonlySet<string> = new Set(['update', 'delete', 'create', 'upsert'])

/** Whether the route changes something, as far as is known. */
export const writes = (route: Route): boolean =>
  !['GET', 'HEAD'].includes(route.method) || route.effects.some(effect => effect.kind === 'query' && WRITES.has(effect.does))

/** Tables that it writes, without those that only note what happened. */
export const tablesWritten = (route: Route, does?: readonly QueryEffect['does'][]): readonly string[] => [
  ...new Set(
    route.effects.flatMap(effect =>
      effect.kind === 'query' &&
      (does ? does.includes(effect.does) : effect.does !== 'read') &&
      effect.table !== undefined &&
      !isLog(effect.table)
        ? [effect.table]
        : [],
    ),
  ),
]
