import type { Severity } from '#base/certainty'
import type { Place } from '#base/place'
import { defineCheck } from '#checks/check'
import type { Effect, QueryEffect } from '#model/app-model'
import { queryOf } from '#model/read/origin-query'
import { isMachine, isStaffGuard, nameOf } from '#model/read/route'
import { tablesByName } from '#model/read/tables'
import { chosen } from '#model/read/terms'
import { originsOf } from '#model/term'
import type { Table } from '#database/catalogue'

interface Caller {
  readonly name: string
  readonly at: Place
  readonly effects: readonly Effect[]
  readonly isRoute: boolean
  /** Nobody waits for it: a job, or a page of staff. */
  readonly slowIsFine: boolean
}

export default defineCheck({
  id: 'performance/query-in-loop',
  title: 'The database is asked once for every row of a list',
  why: 'A page with fifty rows costs fifty trips to the database, so that it is fast in the demo and times out when business is good.',
  severity: 'medium',
  refs: ['CWE-1049', 'CWE-1073'],
  needs: ['routes', 'browser', 'tables'],
  *find({ routes, browser, tables }) {
    const byName = tablesByName(tables)
    const callers: Caller[] = [
      ...routes
        .filter(route => !route.unreached)
        .map(route => ({ name: nameOf(route), at: route.at, effects: route.effects, isRoute: true, slowIsFine: isMachine(route) })),
      ...browser.map(unit => ({ name: unit.name || unit.at.file, at: unit.at, effects: unit.effects, isRoute: false, slowIsFine: false })),
    ]
    const said = new Set<string>()
    for (const caller of callers) {
      const queries = caller.effects.filter((effect): effect is QueryEffect => effect.kind === 'query')
      for (const query of queries) {
        const { loop } = query
        if (!loop || loop.bounded || isBatch(query) || isRetry(query) || isNoted(query, caller.effects)) continue
        const identity = `${loop.at.file}:${loop.at.line}`
        if (said.has(identity)) continue
        said.add(identity)
        const same = queries.filter(other => other.loop?.at.file === loop.at.file && other.loop.at.line === loop.at.line)
        yield {
          at: query.at.file === loop.at.file ? query.at : loop.at,
          certainty: 'certain',
          severity: severityOf(query, caller, queries, byName),
          message: `\`${caller.name}\` ${query.does === 'read' || query.does === 'raw' ? 'asks for' : 'writes'} ${query.table ? `\`${query.table}\`` : 'rows'} once for every item of a list.`,
          help:
            query.does === 'read' || query.does === 'raw'
              ? 'Read them all with one query, by a join or by `in` over the ids, and put them together in memory.'
              : 'Write them all with one statement.',
          key: `${caller.isRoute ? caller.name : loop.at.file} ${query.table ?? 'raw'}`,
          ...(query.table ? { table: query.table } : {}),
          ...(caller.isRoute ? { route: caller.name } : {}),
          trail: [
            { at: caller.at, label: `\`${caller.name}\`` },
            { at: loop.at, label: 'the list is walked' },
            ...same.slice(0, 6).map(other => ({ at: other.at, label: 'once for every item' })),
          ],
        }
      }
    }
  },
})

/** A part of the list at a time, or all of an item's own at once: that is how it should be. */
function isBatch(query: QueryEffect): boolean {
  if (query.filters.some(filter => filter.op === 'in' && filter.value.kind !== 'list')) return true
  return (query.does === 'create' || query.does === 'upsert') && query.data?.kind === 'computed' && /slice/.test(query.data.how)
}

/** What was sent for an item is noted before the next is sent: after a crash, nobody is written to twice. */
const isNoted = (query: QueryEffect, effects: readonly Effect[]): boolean =>
  query.does === 'update' &&
  effects.some(
    (effect, index) =>
      effect.kind === 'send' &&
      effect.loop?.at.file === query.loop!.at.file &&
      effect.loop.at.line === query.loop!.at.line &&
      index < effects.indexOf(query),
  )

/** `while (true)` goes on until something works, and a model asks for a few tools at a time: no list is walked. */
const isRetry = (query: QueryEffect): boolean =>
  query.loop!.over.kind === 'literal' || [...originsOf(query.loop!.over)].some(one => one.from === 'model')

function severityOf(query: QueryEffect, caller: Caller, queries: readonly QueryEffect[], tables: ReadonlyMap<string, Table>): Severity {
  if (caller.slowIsFine || query.guards.some(isStaffGuard)) return 'low'
  const over = query.loop!.over
  const source = [...originsOf(over)].map(one => queryOf(one, queries, tables)).find(Boolean)
  if (source && query.does === 'read') return source.limited && !source.single ? 'low' : 'medium'
  // As long as whoever calls makes it: a cart, a form.
  return chosen(over) ? 'low' : query.does === 'read' ? 'medium' : 'low'
}
