import type { Place, TrailStep } from '#base/place'
import { defineCheck } from '#checks/check'
import type { AppIdentity, Condition, Route } from '#model/app-model'
import { nameOf } from '#model/read/route'
import { leaves } from '#model/read/terms'
import { type OriginTerm, originsOf, type Term } from '#model/term'
import type { Source } from '#source/source'

type Way = 'address' | 'instance'

interface Limiter {
  readonly route: Route
  readonly ways: readonly Way[]
  /** Where the address is read, or the limiter itself. */
  readonly at: Place
}

/**
 * Vercel puts the address of the caller in place of whatever header came (https://vercel.com/docs/headers/request-headers); Netlify
 * does not say. Cloudflare adds to what came: https://developers.cloudflare.com/fundamentals/reference/http-headers/
 */
const MAY_REWRITE = /^(?:vercel|netlify)$/
const WRITTEN_BY_CALLER = /^x-forwarded-for$/i
/** Counters of the app's own, that one process keeps. */
const IN_MEMORY = /\bcall global collection\./

export default defineCheck({
  id: 'limits/evadable-limiter',
  title: 'Callers are counted by an address that they write themselves, or by each instance of the server for itself',
  why: 'A limit that a script gets round with one header stops customers behind one office address, and nobody else.',
  severity: 'low',
  refs: ['CWE-348', 'CWE-770', 'CWE-799'],
  needs: ['routes', 'app', 'source'],
  *find({ routes, app, source }) {
    const found = new Map<string, Limiter[]>()
    for (const route of routes) {
      if (!route.limiter || route.unreached) continue
      const ways = waysRound(route, app)
      const key = ways.join(' ')
      if (key) found.set(key, [...(found.get(key) ?? []), { route, ways, at: headerLine(route, source) ?? route.limiter }])
    }
    for (const [key, limiters] of found) {
      const [{ route, ways, at }, ...others] = limiters as [Limiter, ...Limiter[]]
      yield {
        at,
        certainty: 'likely',
        message: `The limiter of \`${nameOf(route)}\`${others.length ? ` and ${others.length} more` : ''} ${ways.map(way => SAYS[way]).join(', and ')}.`,
        help: ways.map(way => HELP[way]).join(' '),
        key,
        route: nameOf(route),
        trail: limiters.slice(0, 20).flatMap(trailOf),
      }
    }
  },
})

const SAYS: Record<Way, string> = {
  address: 'counts by the first address in `x-forwarded-for`, which the caller writes',
  instance: 'counts in the memory of one instance, and the platform starts as many as it likes',
}
const HELP: Record<Way, string> = {
  address: 'Count by the account, or by the address that the platform or your own proxy vouches for: the last one in the header.',
  instance: 'Keep the count in a store that all instances share: Redis, or a table.',
}

function trailOf({ route, at }: Limiter): TrailStep[] {
  const counts = refusals(route).find(one => IN_MEMORY.test(JSON.stringify(one.term)))
  return [{ at, label: `whom \`${nameOf(route)}\` counts` }, ...(counts ? [{ at: counts.at, label: 'where it counts' }] : [])]
}

/** What the route turns callers away by: the conditions of its 429. */
const refusals = (route: Route): readonly Condition[] =>
  route.effects.flatMap(effect => (effect.kind === 'respond' && effect.status === 429 ? effect.when : []))

function waysRound(route: Route, app: AppIdentity): readonly Way[] {
  const terms = refusals(route).map(one => one.term)
  const headers = terms.flatMap(headersIn)
  // Edge functions of Supabase run there, wherever the pages of the app do.
  const isEdge = route.framework === 'supabase'
  const isForged = headers.length > 0 && headers.every(isBelieved) && (isEdge || !MAY_REWRITE.test(app.host ?? ''))
  const isAlone = isEdge && terms.some(term => IN_MEMORY.test(JSON.stringify(term)))
  return [...(isForged ? (['address'] as const) : []), ...(isAlone ? (['instance'] as const) : [])]
}

/** The addresses in a condition, each with what stands in for it where it is missing: `headers['cf-connecting-ip'] || …`. */
function headersIn(term: Term): Term[] {
  const isChoice = term.kind === 'either' || (term.kind === 'computed' && /^(?:\|\||\?\?)$/.test(term.how))
  if (isChoice) return [...originsOf(term)].some(isAddress) ? [term] : []
  if (term.kind === 'computed') return term.of.flatMap(headersIn)
  if (term.kind === 'object') return term.entries.flatMap(([, value]) => headersIn(value))
  return term.kind === 'origin' && isAddress(term) ? [term] : []
}

const isAddress = (one: OriginTerm): boolean =>
  one.from === 'headers' && /forwarded-for|real-ip|connecting-ip|client-ip/i.test(one.path[0] ?? '')

/** What is taken first is what any caller may write. The last of the header's addresses is the one that our own proxy has put there. */
function isBelieved(term: Term): boolean {
  const [first] = leaves(term)
  if (!first || /"how":"(?:call pop|call at|\.-1)/.test(JSON.stringify(first))) return false
  const [origin] = originsOf(first)
  return origin?.from === 'headers' && WRITTEN_BY_CALLER.test(origin.path[0] ?? '')
}

/** Where the header is read, in the files that the way to the 429 leads through. */
function headerLine(route: Route, source: Source): Place | undefined {
  const files = new Set([
    route.limiter!.file,
    route.at.file,
    ...route.effects.flatMap(effect =>
      effect.kind === 'respond' && effect.status === 429
        ? [effect.at.file, ...effect.when.map(one => one.at.file), ...effect.trail.map(step => step.at.file)]
        : [],
    ),
  ])
  for (const path of files) {
    const lines = source.file(path)?.text().split('\n') ?? []
    const found = lines.findIndex(line => /x-forwarded-for/i.test(line) && !/^\s*(?:\/\/|\*)/.test(line))
    if (found >= 0) return { file: path, line: found + 1 }
  }
  return undefined
}
