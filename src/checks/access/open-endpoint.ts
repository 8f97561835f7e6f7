import type { TrailStep } from '#base/place'
import { defineCheck } from '#checks/check'
import type { EdgeFunction, Effect, Route } from '#model/app-model'
import { deedsOf, isCountedCall, setsRole } from '#model/read/deeds'
import { isGuarded, nameOf, trailTo } from '#model/read/route'
import { tablesByName } from '#model/read/tables'
import { chosen, samePlace } from '#model/read/terms'
import { originsOf, type Term } from '#model/term'
import type { Source } from '#source/source'

export default defineCheck({
  id: 'access/open-endpoint',
  title: 'An endpoint acts on private data for anyone who finds it',
  why: 'Without signing in, anyone on the internet can read or change what belongs to your customers.',
  severity: 'high',
  refs: ['CWE-862', 'CWE-306', 'OWASP-API5:2023'],
  needs: ['routes', 'tables', 'edge', 'source'],
  *find({ routes, tables, edge, source }) {
    const byName = tablesByName(tables)
    for (const route of routes) {
      // What a webhook must ask for is a signature: the webhook checks say so.
      if (route.auth !== 'open' || route.kind === 'webhook' || route.unreached) continue
      const deeds = deedsOf(
        route.effects.filter(effect => !isGuarded(effect)),
        route.effects,
        byName,
      )
      // That anyone has something run is told, at its line, as what it is: the guard is not what is missing there.
      const [worst] = deeds.filter(({ effect }) => effect.kind !== 'run' || isFixedCommand(effect))
      if (!worst || isCountedCall(route, worst)) continue
      const name = nameOf(route)
      yield {
        at: route.at,
        certainty: 'certain',
        severity: worst.severity,
        message: `\`${name}\` ${worst.says} for anyone: nothing asks who is calling.`,
        help: 'Reject the request with status 401 before anything else happens, unless a verified session says who is calling.',
        key: name,
        route: name,
        trail: [
          ...trailTo(
            route,
            deeds.map(deed => deed.effect),
            'done for anyone',
          ),
          ...subjectOf(worst.effect, route),
          ...saidIn(worst.effect, route, source),
        ],
        ...(worst.effect.kind === 'query' && worst.effect.table ? { table: worst.effect.table } : {}),
      }
      const configured = openedBy(route, edge)
      if (configured?.configuredAt && route.effects.some(actsForAll)) {
        yield {
          at: configured.configuredAt,
          certainty: 'certain',
          severity: worst.severity === 'critical' ? 'high' : worst.severity,
          message: `\`verify_jwt = false\` lets anyone call \`${configured.name}\`, which ${route.effects.some(hasServiceKey) ? 'acts with the service key' : worst.says} and asks nobody.`,
          help: 'Remove the line, and check in the function who is calling.',
          key: `verify_jwt ${configured.name}`,
          route: name,
          trail: [{ at: route.at, label: 'the function' }],
        }
      }
    }
  },
})

/** Where the handler takes from the request what decides about rights. */
function saidIn(effect: Route['effects'][number], route: Route, source: Source): TrailStep[] {
  const role = effect.kind === 'query' ? setsRole(effect) : undefined
  if (!role || effect.at.file !== route.at.file || !chosen(role[1])) return []
  const lines = source.file(route.at.file)?.text().split('\n') ?? []
  const line = lines.findIndex(
    (text, index) => index >= route.at.line && index < effect.at.line - 1 && new RegExp(`\\b${role[0]}\\b`).test(text),
  )
  return line === -1 ? [] : [{ at: { file: route.at.file, line: line + 1 }, label: 'taken from the request' }]
}

/** The row that a message or a call is about, where the request names it. */
function subjectOf(effect: Route['effects'][number], route: Route): TrailStep[] {
  const rows = effect.kind === 'send' ? originsOf(effect.input).filter(one => one.from === 'row') : []
  const query = route.effects.find(
    one =>
      one.kind === 'query' &&
      one.does === 'read' &&
      one.filters.some(filter => chosen(filter.value)) &&
      rows.some(row => row.at && samePlace(row.at, one.at)),
  )
  return query ? [{ at: query.at, label: 'about the row that the request names' }] : []
}

/** The edge function of a route, where its configuration turned the platform's own check off. */
function openedBy(route: Route, edge: readonly EdgeFunction[]): EdgeFunction | undefined {
  return route.kind === 'edge-function' ? edge.find(one => !one.verifyJwt && one.at.file === route.at.file) : undefined
}

const hasServiceKey = (effect: Route['effects'][number]): boolean =>
  (effect.kind === 'query' && effect.rights === 'service') || (effect.kind === 'send' && effect.service === 'auth')

const actsForAll = (effect: Route['effects'][number]): boolean =>
  hasServiceKey(effect) || (effect.kind === 'send' && (effect.service === 'mail' || effect.service === 'sms'))

/** A whole line for the shell that nobody else has a word in: what a program is handed besides its name is not known here. */
const isFixedCommand = ({ what, input }: Effect & { kind: 'run' }): boolean =>
  what === 'shell' && !chosen(input) && /\S\s/.test(wordsOf(input))

const wordsOf = (term: Term): string =>
  term.kind === 'literal' ? String(term.value) : term.kind === 'computed' || term.kind === 'either' ? term.of.map(wordsOf).join('') : ''
