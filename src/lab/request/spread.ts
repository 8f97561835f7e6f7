import type { Route } from '#model/app-model'
import type { Term } from '#model/term'

/** Fields of the body whose own fields become columns: `business` in `upsert({ ...body.business, user_id })` and in `update(body.business)`; `''` for the body itself. */
export function spreadFields(route: Route, table?: string): readonly string[] {
  const found = new Set<string>()
  for (const effect of route.effects)
    if (effect.kind === 'query' && effect.data !== undefined && (table === undefined || effect.table === table))
      for (const path of spreads(effect.data)) found.add(path)
  return [...found]
}

function* spreads(term: Term): Generator<string> {
  if (term.kind === 'origin' && term.from === 'body') yield term.path.join('.')
  if (term.kind === 'list') for (const item of term.items) yield* spreads(item)
  if (term.kind === 'either') for (const one of term.of) yield* spreads(one)
  if (term.kind !== 'object') return
  for (const one of term.spread) if (one.kind === 'origin') yield* spreads(one)
}
