import { defineCheck } from '#checks/check'
import type { Effect, Route, SessionEffect, Setup } from '#model/app-model'
import { nameOf, trailTo } from '#model/read/route'
import { fieldsOf, samePlace } from '#model/read/terms'
import type { Term } from '#model/term'

export default defineCheck({
  id: 'sessions/endless-token',
  title: 'A token that signs somebody in never ends',
  why: 'Whoever gets hold of one, from a log, an old phone or a script in the page, is signed in for ever, and signing out does not help.',
  severity: 'medium',
  refs: ['CWE-613', 'OWASP-A07:2021'],
  needs: ['routes', 'setups'],
  *find({ routes, setups }) {
    for (const setup of setups) {
      if (!isSigning(setup)) continue
      const days = daysOf(option(setup.options, 'options'))
      if (days === undefined && hasEnd(option(setup.options, 'options'))) continue
      const found = routes.flatMap(route => route.effects.flatMap(effect => signedIn(route, effect, setup) ?? []))
      const [first] = found
      if (!first) continue
      yield {
        at: setup.at,
        certainty: 'certain',
        message: `\`${nameOf(first.route)}\` ${days === undefined ? 'signs somebody in with a token that never expires' : `gives a number of milliseconds where seconds are meant: its token lives ${days} days`}.`,
        help: 'Give it `expiresIn`, of an hour or a day, and renew it with a refresh token that the server can take back.',
        key: `${setup.at.file} ${nameOf(first.route)}`,
        route: nameOf(first.route),
        trail: trailTo(first.route, [first.effect], 'signed here'),
      }
    }
  },
})

/** `expiresIn: 3600000`: numbers are seconds, and whole hours of milliseconds are no time that anybody means. https://github.com/auth0/node-jsonwebtoken#usage */
function daysOf(options: Term | undefined): number | undefined {
  const given = options && option(options, 'expiresIn')
  const seconds = given && [...numbersIn(given)].find(one => one >= HOUR && one % HOUR === 0)
  return seconds === undefined ? undefined : Math.floor(seconds / 86_400)
}

const HOUR = 3_600_000

function* numbersIn(term: Term, isNumber = false): Generator<number> {
  if (term.kind === 'literal' && (typeof term.value === 'number' || (isNumber && /^\d+$/.test(String(term.value)))))
    yield Number(term.value)
  // A text of digits is a number only where it is made one: the library reads it as milliseconds.
  else if (term.kind === 'either' || term.kind === 'computed')
    for (const part of term.of)
      yield* numbersIn(part, isNumber || (term.kind === 'computed' && /^(?:number|call (?:Number|parseInt|parseFloat))$/.test(term.how)))
}

const option = (options: Term, name: string): Term | undefined => [...fieldsOf(options)].find(([field]) => field === name)?.[1]

const isSigning = ({ what, library, options }: Setup): boolean => {
  const operation = option(options, 'operation')
  return what === 'auth' && library === 'jsonwebtoken' && operation?.kind === 'literal' && operation.value === 'sign'
}

/** The options say when it ends, or could not be read. */
const hasEnd = (options: Term | undefined): boolean =>
  options !== undefined &&
  !(options.kind === 'literal' && !options.value) &&
  !(options.kind === 'object' && !options.spread.length && !options.entries.some(([key]) => key === 'expiresIn'))

/** What is signed is who somebody is, and says nothing of an end either. */
function signedIn(route: Route, effect: Effect, setup: Setup): { route: Route; effect: SessionEffect } | undefined {
  if (route.unreached || effect.kind !== 'session' || effect.does !== 'create' || !samePlace(effect.at, setup.at)) return undefined
  const { input } = effect
  const isKnown =
    (input.kind === 'object' && !input.spread.length && !input.entries.some(([key]) => key === 'exp')) ||
    (input.kind === 'origin' && input.from === 'row' && !input.path.length)
  return isKnown ? { route, effect } : undefined
}
