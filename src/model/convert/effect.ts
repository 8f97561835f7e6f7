import type { LiveEffect, LiveFilter } from '#plugins/effect'
import type { Fact } from '#plugins/value'
import type { Condition, Effect, Guard } from '../app-model.js'
import { termOf } from './term.js'

// Effects share most of their facts: each fact is turned into plain data once.
const guards = new WeakMap<Fact, Guard>()
const conditions = new WeakMap<Fact, Condition>()

export function guardsOf(facts: readonly Fact[]): Guard[] {
  const found: Guard[] = []
  for (const fact of facts) {
    if (fact.kind !== 'guard' || found.some(guard => guard.kind === fact.guard && guard.how === fact.how)) continue
    found.push(
      remembered(guards, fact, () => ({
        kind: fact.guard,
        at: fact.at,
        how: fact.how,
        ...(fact.name === undefined ? {} : { name: fact.name }),
        ...(fact.on ? { on: termOf(fact.on, []) } : {}),
        ...(fact.past ? { past: true } : {}),
      })),
    )
  }
  return found
}

function conditionsOf(facts: readonly Fact[]): Condition[] {
  const found: Condition[] = []
  for (const fact of facts)
    if (fact.kind === 'condition')
      found.push(remembered(conditions, fact, () => ({ term: termOf(fact.value, [], 40), truthy: fact.truthy, at: fact.at })))
  return found
}

function remembered<Result>(known: WeakMap<Fact, Result>, fact: Fact, make: () => Result): Result {
  let result = known.get(fact)
  if (!result) known.set(fact, (result = make()))
  return result
}

/** A recorded effect as plain data. `tableOf` gives the database's name for the one that code uses. */
export function effectOf(live: LiveEffect, tableOf: (name: string | undefined) => string | undefined): Effect {
  const { facts } = live
  const base = {
    at: live.at,
    guards: guardsOf(facts),
    trail: live.trail,
    loop: live.loop && { at: live.loop.at, over: termOf(live.loop.over, facts), bounded: live.loop.bounded },
    swallowedBy: live.swallowedBy,
    caught: live.caught,
    ...(live.onTheWay ? { onTheWay: true as const } : {}),
    ...(live.failure ? { failure: live.failure } : {}),
    when: conditionsOf(facts),
  }
  const term = (value: Parameters<typeof termOf>[0]) => termOf(value, facts)
  const filtersOf = (filters: readonly LiveFilter[]) =>
    filters.map(filter => ({ column: filter.column, op: filter.op, value: term(filter.value) }))
  switch (live.kind) {
    case 'query':
      return {
        ...base,
        kind: 'query',
        does: live.does,
        table: tableOf(live.table),
        via: live.via,
        filters: filtersOf(live.filters),
        ...(live.replaced ? { replaced: { filters: filtersOf(live.replaced.filters), at: live.replaced.at } } : {}),
        data: live.data && term(live.data),
        columns: live.columns,
        limited: live.limited,
        single: live.single,
        sql: live.sql && term(live.sql),
        transaction: live.transaction,
        returning: live.returning,
        rights: live.rights,
        errorRead: live.errorRead,
        ...(live.omits?.length ? { omits: live.omits } : {}),
        ...(live.includes?.length ? { includes: live.includes } : {}),
        ...(live.sort?.length ? { sort: live.sort } : {}),
        ...(live.limit ? { limit: term(live.limit) } : {}),
        ...(live.offset ? { offset: true as const } : {}),
        ...(live.conflict?.length ? { conflict: live.conflict } : {}),
      }
    case 'send':
      return { ...base, kind: 'send', service: live.service, operation: live.operation, input: term(live.input) }
    case 'respond':
      return {
        ...base,
        kind: 'respond',
        how: live.how,
        status: live.status,
        body: term(live.body),
        ...(live.view === undefined ? {} : { view: live.view }),
      }
    case 'run':
      return { ...base, kind: 'run', what: live.what, input: term(live.input) }
    case 'file':
      return { ...base, kind: 'file', does: live.does, path: term(live.path) }
    case 'session':
      return { ...base, kind: 'session', does: live.does, input: term(live.input), options: live.options && term(live.options) }
    case 'log':
      return { ...base, kind: 'log', logger: live.logger, values: live.values.map(term) }
    case 'compare':
      return { ...base, kind: 'compare', left: term(live.left), right: term(live.right), ...(live.plain ? { plain: true } : {}) }
  }
}
