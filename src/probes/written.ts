import type { AppModel, QueryEffect, Route } from '#model/app-model'
import { leaves } from '#model/read/terms'
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

const WRITTEN = /\b(?:insert\s+into|update|delete\s+from)\s+(?:only\s+)?(?:public\.)?"?(\w+)"?/gi

/** Tables that functions of the database write, which the route calls by name (`rpc('credit_wallet')`). */
export const tablesOfCalls = (route: Route, { functions, tables }: Pick<AppModel, 'functions' | 'tables'>): readonly string[] => {
  const called = new Set(
    route.effects.flatMap(effect =>
      effect.kind === 'query' && effect.table === undefined && effect.sql?.kind === 'computed' && effect.sql.how === 'rpc'
        ? effect.sql.of.flatMap(part => [...leaves(part)]).flatMap(leaf => (leaf.kind === 'literal' ? [String(leaf.value)] : []))
        : [],
    ),
  )
  const known = new Set(tables.map(({ name }) => name))
  const bodies = functions.filter(one => called.has(one.name)).map(one => one.body)
  return [...new Set(bodies.flatMap(body => [...body.matchAll(WRITTEN)].map(match => match[1]!)))].filter(
    name => known.has(name) && !isLog(name),
  )
}
