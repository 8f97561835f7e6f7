import type { TrailStep } from '#base/place'
import { defineCheck } from '#checks/check'
import type { Route, Setup } from '#model/app-model'
import { nameOf } from '#model/read/route'
import type { Source } from '#source/source'

export default defineCheck({
  id: 'sessions/csrf-unprotected',
  title: 'Another site can send forms in the name of whoever is signed in',
  why: 'A customer who opens a prepared page while signed in changes their password or orders without knowing.',
  severity: 'medium',
  refs: ['CWE-352', 'OWASP-A01:2021'],
  needs: ['routes', 'setups', 'source'],
  *find({ routes, setups, source }) {
    const session = setups.find(
      setup => setup.what === 'session' && (setup.library === 'express-session' || setup.library === 'cookie-session'),
    )
    if (!session || setups.some(setup => setup.what === 'csrf') || limitsSite(session)) return
    // A page of another site can send a form; it cannot send JSON without being asked first.
    if (!setups.some(setup => setup.what === 'body-parser' && /urlencoded/.test(setup.library))) return
    const changes = routes
      .filter(route => !route.unreached && changesInSession(route))
      .toSorted((a, b) => Number(a.method === 'GET') - Number(b.method === 'GET'))
    const [first] = changes
    if (!first) return
    const steps: TrailStep[] = [
      ...changes.slice(0, 12).map(route => ({ at: route.at, label: `\`${nameOf(route)}\` takes a form` })),
      ...cookieLine(session, source),
      ...switchedOff(session, source),
    ]
    yield {
      at: session.at,
      certainty: 'certain',
      message: `\`${nameOf(first)}\`${changes.length > 1 ? ` and ${changes.length - 1} more take` : ' takes'} a form from any site: the session cookie comes along, and no token is asked for.`,
      help: "Set `sameSite: 'lax'` on the session cookie, and ask for a CSRF token in every form.",
      key: session.library,
      trail: steps,
    }
  },
})

function limitsSite(session: Setup): boolean {
  if (session.options.kind !== 'object') return true
  const cookie = session.library === 'cookie-session' ? session.options : session.options.entries.find(([key]) => key === 'cookie')?.[1]
  if (!cookie) return false
  if (cookie.kind !== 'object' || cookie.spread.length) return true
  const site = cookie.entries.find(([key]) => key.toLowerCase() === 'samesite')?.[1]
  return site !== undefined && !(site.kind === 'literal' && (site.value === 'none' || site.value === false))
}

/** A form that does something for the signed-in, or a link that signs them out. */
function changesInSession(route: Route): boolean {
  if (route.method === 'GET')
    return route.effects.some(effect => effect.kind === 'session' && effect.does === 'destroy') && route.auth !== 'open'
  return (route.auth === 'session' || route.auth === 'owner' || route.auth === 'role') && route.kind === 'http'
}

/** Where the cookie is described, without a word of other sites. */
function cookieLine(session: Setup, source: Source): TrailStep[] {
  const lines = source.file(session.at.file)?.text().split('\n') ?? []
  const line = lines.findIndex(text => /\bcookie:\s*\{/.test(text)) + 1
  return line ? [{ at: { file: session.at.file, line }, label: 'the cookie goes along from any site' }] : []
}

/** The protection that was there and is commented out. */
function switchedOff(session: Setup, source: Source): TrailStep[] {
  const lines = source.file(session.at.file)?.text().split('\n') ?? []
  const index = lines.findIndex(line => /^\s*(?:\/\/|\/?\*)\s*.*\bcsrf|^\s*\/\/.*csurf/i.test(line))
  return index === -1 ? [] : [{ at: { file: session.at.file, line: index + 1 }, label: 'switched off' }]
}
