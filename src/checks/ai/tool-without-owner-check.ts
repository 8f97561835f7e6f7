import type { Severity } from '#base/certainty'
import { defineCheck } from '#checks/check'
import type { Effect, Guard, QueryEffect } from '#model/app-model'
import { queryOf } from '#model/read/origin-query'
import { isStaffGuard, nameOf } from '#model/read/route'
import { isPrivate } from '#model/read/rows'
import { tablesByName } from '#model/read/tables'
import { fieldsOf, isCallers } from '#model/read/terms'
import { originsOf, type Term } from '#model/term'
import type { Table } from '#database/catalogue'

interface Reach {
  readonly query: QueryEffect
  /** What is done with the row that the model named. */
  readonly deed: Effect | undefined
}

export default defineCheck({
  id: 'ai/tool-without-owner-check',
  title: 'A tool of a model touches whichever row the model names',
  why: 'A customer who asks the assistant for the order of somebody else gets it, because the tool never asks whose it is.',
  severity: 'high',
  refs: ['CWE-639', 'CWE-862', 'CWE-1427'],
  needs: ['routes', 'tables'],
  *find({ routes, tables }) {
    const byName = tablesByName(tables)
    const said = new Set<string>()
    for (const route of routes) {
      if (route.unreached) continue
      for (const { query, deed } of reaches(route.effects, byName)) {
        const identity = `${query.at.file}:${query.at.line}:${query.table}`
        if (said.has(identity)) continue
        said.add(identity)
        const name = nameOf(route)
        yield {
          at: query.at,
          certainty: 'certain',
          severity: severityOf(query, deed),
          message: `A tool of \`${name}\` ${verb(query, deed)} whichever row of \`${query.table}\` the model names.`,
          help: 'Give the tool the signed-in user from the session, and let its query ask for that owner too.',
          key: `${name} ${query.table} ${deed ? 'acts' : query.does}`,
          route: name,
          table: query.table!,
          trail: [
            { at: route.at, label: `\`${name}\`` },
            ...query.trail.slice(-3),
            { at: query.at, label: 'the id is the one that the model gave' },
            ...(deed && deed !== query ? [{ at: deed.at, label: 'done with that row' }] : []),
          ],
        }
      }
    }
  },
})

function* reaches(effects: readonly Effect[], tables: ReadonlyMap<string, Table>): Generator<Reach> {
  const queries = effects.filter((effect): effect is QueryEffect => effect.kind === 'query' && effect.table !== undefined)
  for (const query of queries) {
    if (!query.filters.some(filter => isModels(filter.value) && /id$|number|^no$|ref|email|slug|key|code|sku/i.test(filter.column)))
      continue
    if (query.filters.some(filter => isCallers(filter.value)) || holds(query.guards, query, queries, tables)) continue
    const table = tables.get(query.table!)
    if (query.rights === 'user' && table?.rowRules?.enabled) continue
    const deed =
      query.does !== 'read'
        ? query
        : effects.find(other => acts(other) && comesFrom(other, query, queries, tables) && !holds(other.guards, query, queries, tables))
    // Reading what everybody may see is what such a tool is for; an owner may be compared after reading.
    if (
      !deed &&
      (!isPrivate(query.table!, table) ||
        effects.some(other =>
          holds(
            other.guards.filter(guard => guard.kind === 'owner'),
            query,
            queries,
            tables,
          ),
        ))
    )
      continue
    yield { query, deed }
  }
}

/** Given by the model as it is: an argument of a tool. */
const isModels = (term: Term): boolean =>
  term.kind === 'origin' ? term.from === 'model' && term.path.length > 0 : term.kind === 'either' && term.of.some(isModels)

/** Staff may ask for any row; an owner counts where it was asked of this row. */
function holds(guards: readonly Guard[], query: QueryEffect, queries: readonly QueryEffect[], tables: ReadonlyMap<string, Table>): boolean {
  return guards.some(
    guard =>
      isStaffGuard(guard) ||
      (guard.kind === 'owner' &&
        guard.on !== undefined &&
        [...originsOf(guard.on)].some(one => {
          const asked = queryOf(one, queries, tables)
          return asked !== undefined && (asked === query || isSameRow(asked, query))
        })),
  )
}

/** Found before by the same argument of the tool. */
const isSameRow = (a: QueryEffect, b: QueryEffect): boolean =>
  a.table === b.table &&
  a.filters.some(one => b.filters.some(other => one.column === other.column && isSameArgument(one.value, other.value)))

const isSameArgument = (a: Term, b: Term): boolean =>
  a.kind === 'origin' && b.kind === 'origin' && isModels(a) && isModels(b) && a.path.join('.') === b.path.join('.')

const acts = (effect: Effect): boolean =>
  (effect.kind === 'query' && effect.does !== 'read' && effect.does !== 'create') || (effect.kind === 'send' && effect.service !== 'ai')

function comesFrom(effect: Effect, query: QueryEffect, queries: readonly QueryEffect[], tables: ReadonlyMap<string, Table>): boolean {
  const terms = effect.kind === 'query' ? effect.filters.map(filter => filter.value) : effect.kind === 'send' ? [effect.input] : []
  return terms.some(term => [...originsOf(term)].some(one => queryOf(one, queries, tables) === query))
}

function severityOf(query: QueryEffect, deed: Effect | undefined): Severity {
  if (!deed) return 'high'
  if (deed.kind === 'send') return deed.service === 'stripe' ? 'critical' : 'high'
  if (deed.kind !== 'query' || deed.does === 'delete') return 'critical'
  const written = [...fieldsOf(deed.data)].filter(([, value]) => [...originsOf(value)].some(one => one.from === 'model'))
  if (written.some(([field]) => /price|amount|total|balance|credit|role|password|email/i.test(field))) return 'critical'
  // What it sets is fixed: a state, not a content.
  return written.length || deed !== query ? 'high' : 'medium'
}

function verb(query: QueryEffect, deed: Effect | undefined): string {
  if (deed?.kind === 'send') return deed.service === 'stripe' ? 'moves money for' : 'acts on'
  return !deed ? 'reads' : query.does === 'delete' ? 'deletes' : 'changes'
}
