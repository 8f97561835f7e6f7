import type { Severity } from '#base/certainty'
import type { Place } from '#base/place'
import { defineCheck } from '#checks/check'
import type { Guard, Route } from '#model/app-model'
import { type Deed, deedsOf, isCountedCall } from '#model/read/deeds'
import { isGuarded, nameOf } from '#model/read/route'
import { tablesByName } from '#model/read/tables'
import { chosen } from '#model/read/terms'
import { termsOf } from '#model/routes/inputs'
import type { Term } from '#model/term'
import type { Source } from '#source/source'

interface Weak {
  readonly guard: Guard
  readonly routes: Route[]
  worst: Deed
}

export default defineCheck({
  id: 'access/weak-guard',
  title: 'A guard believes what whoever calls says of themselves',
  why: 'The check looks like protection, and anyone who reads a request in their browser can pass it as any user.',
  severity: 'high',
  refs: ['CWE-287', 'CWE-290', 'CWE-863', 'OWASP-API2:2023'],
  needs: ['routes', 'tables', 'source'],
  *find({ routes, tables, source }) {
    const byName = tablesByName(tables)
    const found = new Map<string, Weak>()
    for (const route of routes) {
      const [guard] = route.guards
      if (route.auth !== 'weak' || !guard || route.kind === 'webhook' || route.unreached) continue
      const [worst] = deedsOf(
        route.effects.filter(effect => !isGuarded(effect)),
        route.effects,
        byName,
      )
      if (!worst || isCountedCall(route, worst)) continue
      const key = `${guard.at.file}:${guard.at.line}`
      const known = found.get(key)
      if (!known) found.set(key, { guard, routes: [route], worst })
      else {
        known.routes.push(route)
        if (graver(worst, known.worst)) known.worst = worst
      }
    }
    for (const { guard, routes: covered, worst } of found.values()) {
      const first = covered[0]!
      const others = covered.length > 1 ? ` and ${covered.length - 1} more` : ''
      const rely = covered.length > 1 ? 'rely' : 'relies'
      const name = nameOf(first)
      const missing = /which nothing provides/.test(guard.how)
      const asks = covered.length === 1 && asksBesides(guard, first)
      yield {
        at: (missing && mountLine(first, source)) || placeOf(guard, covered),
        certainty: asks ? 'possible' : 'certain',
        severity: asks ? 'medium' : severityOf(guard, worst),
        message: missing
          ? `\`${name}\`${others} ${rely} on ${guard.how}: the set-up of the library is never called.`
          : asks
            ? `\`${name}\` asks who is calling, and as far as could be read not on every way: with the public key alone it ${worst.says}.`
            : `What keeps \`${name}\`${others} from everyone is this alone: ${guard.how}; it ${worst.says}.`,
        help: /layout around it/.test(guard.how)
          ? 'Ask in this loader itself who is calling, or in middleware: loaders run side by side, and any of them can be asked for alone.'
          : missing
            ? 'Call the set-up of the sign-in library before the routes are registered.'
            : 'Take the identity from a session or a token whose signature is verified on the server.',
        key: `${name} ${guard.how.replaceAll(/\d+/g, '')}`,
        route: name,
        trail: [
          ...covered.slice(0, 12).map(route => ({ at: route.at, label: `\`${nameOf(route)}\`` })),
          { at: guard.at, label: 'the guard' },
          { at: worst.effect.at, label: worst.says.replaceAll('`', '') },
        ],
      }
    }
  },
})

/** Behind the platform's token the function itself refuses whoever has not signed in, under conditions of its own. */
const asksBesides = (guard: Guard, { effects }: Route): boolean =>
  /the public key is one$/.test(guard.how) &&
  effects.some(isGuarded) &&
  effects.some(effect => effect.kind === 'respond' && (effect.status === 401 || effect.status === 403))

/** A role that can be claimed opens what only staff may do; a job that takes nothing from the request can only be started. */
function severityOf(guard: Guard, worst: Deed): Severity {
  if (/role|admin/i.test(guard.how) && graver(worst, { ...worst, severity: 'medium' })) return 'critical'
  const { effect } = worst
  const isAnswer = effect.kind === 'query' && effect.does === 'read'
  return isAnswer || chosen(whatOf(effect)) ? worst.severity : 'medium'
}

/** What goes into an effect, as one term. */
const whatOf = (effect: Deed['effect']): Term => ({ kind: 'list', items: [...termsOf(effect)] })

const ORDER = ['critical', 'high', 'medium', 'low', 'info']
const graver = (a: Deed, b: Deed): boolean => ORDER.indexOf(a.severity) < ORDER.indexOf(b.severity)

/** A guard in the handler is reported where it stands; one that the configuration makes, at the route. */
function placeOf(guard: Guard, routes: readonly Route[]): Place {
  return /\.toml$/.test(guard.at.file) ? routes[0]!.at : guard.at
}

/** The commented-out line that would have mounted the library. */
function mountLine(route: Route, source: Source): Place | undefined {
  const lines = source.file(route.at.file)?.text().split('\n') ?? []
  const index = lines.findIndex(line =>
    /^\s*(?:\/\/|\*|#)\s*(?:await\s+)?[\w.]*(?:(?:setup|init|configure|use|register)\w*auth\w*|passport\.(?:initialize|session)|\.use\(\s*session|auth\w*setup)\s*\(/i.test(
      line,
    ),
  )
  return index === -1 ? undefined : { file: route.at.file, line: index + 1 }
}
