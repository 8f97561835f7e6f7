import type { Place } from '#base/place'
import { defineCheck } from '#checks/check'
import type { Effect, Guard, Route } from '#model/app-model'
import { nameOf } from '#model/read/route'
import { termsOf } from '#model/routes/inputs'
import { originsOf } from '#model/term'

interface Believed {
  readonly at: Place
  readonly acts: { readonly route: Route; readonly effect: Effect }[]
  byRole: boolean
}

export default defineCheck({
  id: 'sessions/unverified-session',
  title: 'The server believes the user that a cookie names',
  why: 'Whoever edits the cookie in their own browser is any user they like, or an administrator, and nothing notices.',
  severity: 'high',
  refs: ['CWE-287', 'CWE-345', 'CWE-565', 'OWASP-A07:2021'],
  needs: ['routes'],
  *find({ routes }) {
    const found = new Map<string, Believed>()
    for (const route of routes) {
      if (route.unreached) continue
      for (const effect of route.effects) {
        const guards = effect.guards.filter(isIdentity)
        if (!actsForAll(effect) || !guards.length || !guards.every(isUnverified)) continue
        const [first] = guards
        const at = placeOf(guards) ?? first!.at
        const key = `${at.file}:${at.line}`
        const known = found.get(key) ?? { at, acts: [], byRole: false }
        known.acts.push({ route, effect })
        known.byRole ||= guards.some(guard => guard.kind === 'role')
        found.set(key, known)
      }
    }
    for (const { at, acts, byRole } of found.values()) {
      const [first] = acts
      const names = [...new Set(acts.map(act => nameOf(act.route)))]
      const others = names.length > 1 ? ` and ${names.length - 1} more` : ''
      yield {
        at,
        certainty: 'certain',
        severity: byRole ? 'critical' : 'high',
        message: `\`${names[0]}\`${others} ${names.length > 1 ? 'know' : 'knows'} the caller only from \`getSession()\`, which does not verify the cookie${byRole ? ', and asks it for a role' : ''}.`,
        help: 'Ask `supabase.auth.getUser()`, which has the token verified, and use the user that it gives.',
        key: `${names[0]} getSession`,
        route: nameOf(first!.route),
        trail: [...new Map(acts.map(act => [`${act.effect.at.file}:${act.effect.at.line}`, act])).values()]
          .slice(0, 12)
          .map(act => ({ at: act.effect.at, label: `\`${nameOf(act.route)}\` acts on it` })),
      }
    }
  },
})

const isIdentity = (guard: Guard): boolean => /^(?:session|owner|role)$/.test(guard.kind)

const UNVERIFIED = 'as the cookie says'

const isUnverified = (guard: Guard): boolean =>
  guard.kind === 'session' && !guard.on
    ? /auth\.getSession\(\)/.test(guard.how)
    : guard.on !== undefined && [...originsOf(guard.on)].filter(one => one.from === 'session').some(one => one.name === UNVERIFIED)

/** Where the cookie was read. */
const placeOf = (guards: readonly Guard[]): Place | undefined =>
  guards.flatMap(guard => (guard.on ? [...originsOf(guard.on)] : [])).find(one => one.name === UNVERIFIED)?.at ??
  guards.find(guard => /auth\.getSession\(\)/.test(guard.how))?.at

/** Done with rights of the server: with the caller's own token, the database verifies whose it is. */
function actsForAll(effect: Effect): boolean {
  if (effect.kind === 'query') return effect.rights !== 'user' && usesCaller(effect)
  return effect.kind === 'send' && effect.service === 'auth' && effect.operation.startsWith('admin.')
}

/** Something private is touched, or the caller's id decides which rows: a catalogue that anybody may see is no matter. */
const usesCaller = (effect: Effect): boolean =>
  effect.kind === 'query' &&
  (effect.does !== 'read' || [...termsOf(effect)].some(term => [...originsOf(term)].some(one => one.name === UNVERIFIED)))
