import { defineCheck } from '#checks/check'
import type { Effect, Route, SendEffect, Setup } from '#model/app-model'
import { chosenHost } from '#model/read/address'
import { nameOf, trailTo } from '#model/read/route'
import { fieldsOf, spelled } from '#model/read/terms'
import { originsOf } from '#model/term'
import { holdsToken } from '#facts/origin'

export default defineCheck({
  id: 'sessions/key-from-token',
  title: 'A token says itself with whose key it is checked',
  why: 'Anyone signs a token with a key of their own, names their own server as its issuer, and is let in as whoever they like.',
  severity: 'critical',
  refs: ['CWE-347', 'CWE-345', 'OWASP-A07:2021'],
  needs: ['routes', 'setups'],
  *find({ routes, setups }) {
    for (const setup of setups) {
      if (!isCheckedByAnswer(setup)) continue
      const found = routes.flatMap(route => route.effects.flatMap(effect => askedIssuer(route, effect, setup) ?? []))
      const [first] = found
      if (!first) continue
      const others = new Set(found.map(one => one.route)).size - 1
      yield {
        at: first.effect.at,
        certainty: 'certain',
        message: `\`${nameOf(first.route)}\`${others ? ` and ${others} more ${others === 1 ? 'route' : 'routes'} take` : ' takes'} the key that a token is checked with from the address in the token itself, \`${spelled(first.host)}\`.`,
        help: 'Write the issuer down in a setting, refuse every token that names another, and fetch keys from that address only.',
        key: `${setup.at.file} key`,
        route: nameOf(first.route),
        trail: [...trailTo(first.route, [first.effect], 'asked for the key'), { at: setup.at, label: 'the token is checked with it' }],
      }
    }
  },
})

/** The key comes out of an answer of another server. */
const isCheckedByAnswer = ({ what, options }: Setup): boolean =>
  what === 'auth' &&
  [...fieldsOf(options)].some(([field, value]) => field === 'secret' && [...originsOf(value)].some(one => one.from === 'service'))

/** The request for the key, where the token that has not been checked yet says to whom it goes. */
function askedIssuer(route: Route, effect: Effect, setup: Setup): { route: Route; effect: SendEffect; host: Host } | undefined {
  if (effect.kind !== 'send' || effect.service !== 'http' || route.unreached) return undefined
  const near = effect.at.file === setup.at.file || effect.trail.some(step => step.at.file === setup.at.file)
  const host = near
    ? [...fieldsOf(effect.input)].flatMap(([field, value]) => (field === 'url' ? (chosenHost(value) ?? []) : []))[0]
    : undefined
  return host && holdsToken(host) ? { route, effect, host } : undefined
}

type Host = NonNullable<ReturnType<typeof chosenHost>>
