import { defineCheck } from '#checks/check'
import type { Effect, SessionEffect } from '#model/app-model'
import { nameOf, trailTo } from '#model/read/route'
import { samePlace } from '#model/read/terms'
import { originsOf } from '#model/term'

export default defineCheck({
  id: 'sessions/session-fixation',
  title: 'The session keeps its id when somebody signs in',
  why: 'Whoever planted a session id in a browser before is signed in as its owner afterwards.',
  severity: 'medium',
  refs: ['CWE-384', 'OWASP-A07:2021'],
  needs: ['routes', 'setups'],
  *find({ routes, setups }) {
    if (!setups.some(setup => setup.what === 'session' && setup.library === 'express-session')) return
    for (const route of routes) {
      const sets = route.effects.filter(
        effect => isSignIn(effect) && !setups.some(setup => setup.what === 'auth' && samePlace(setup.at, effect.at)),
      )
      const first = sets.find(effect => !route.effects.slice(0, route.effects.indexOf(effect)).some(isNewId))
      if (!first || route.unreached) continue
      const name = nameOf(route)
      yield {
        at: first.at,
        certainty: 'certain',
        message: `\`${name}\` writes who is signed in into the session without a new session id.`,
        help: 'Call `req.session.regenerate` and write the user into the session in its callback.',
        key: name,
        route: name,
        trail: trailTo(route, [first], 'the session is signed in'),
      }
    }
  },
})

/** `req.session.userId = user.id`: what a row says is put into the session under a name. */
function isSignIn(effect: Effect): effect is SessionEffect {
  if (effect.kind !== 'session' || effect.does !== 'create' || effect.input.kind !== 'object') return false
  return effect.input.entries.some(
    ([key, value]) =>
      /user|account|admin|login|logged|auth|uid|^id$|member|customer|role/i.test(key) &&
      ([...originsOf(value)].some(one => one.from === 'row') || value.kind === 'literal' || value.kind === 'unknown'),
  )
}

const isNewId = (effect: Effect): boolean => effect.kind === 'session' && effect.does === 'regenerate'
