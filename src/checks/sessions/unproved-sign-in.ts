import { defineCheck } from '#checks/check'
import type { Effect, QueryEffect, Route, SessionEffect } from '#model/app-model'
import { handsOutToken } from '#model/read/handed-out'
import { isMessage } from '#model/read/messages'
import { nameOf, trailTo } from '#model/read/route'
import { isPeople } from '#model/read/rows'
import { chosen, samePlace, spelled } from '#model/read/terms'
import { isAfterTest } from '#model/read/tested'
import { type OriginTerm, originsOf } from '#model/term'

export default defineCheck({
  id: 'sessions/unproved-sign-in',
  title: 'Anybody is signed in as whoever they name',
  why: 'Naming a customer, or an administrator, is enough to act as them: no password and no code is asked for.',
  severity: 'critical',
  refs: ['CWE-287', 'CWE-306', 'OWASP-API2:2023'],
  needs: ['routes', 'setups'],
  *find({ routes, setups }) {
    const signs = setups.filter(setup => setup.what === 'auth')
    for (const route of routes) {
      if (route.unreached || asksForProof(route)) continue
      const isToken = (effect: Effect): boolean => signs.some(({ at }) => samePlace(at, effect.at))
      const taken = route.effects
        .filter(effect => !isToken(effect) || isHandedOut(route))
        .flatMap(effect => takenOver(effect, route) ?? [])[0]
      if (!taken) continue
      const name = nameOf(route)
      yield {
        at: taken.session.at,
        certainty: 'certain',
        message: `\`${name}\` signs whoever calls it in as the user that \`${spelled(taken.value)}\` names, and asks for no proof.`,
        help: 'Ask for the password or a code that only they have; where support staff may do this, ask for their role, and note who did.',
        key: name,
        route: name,
        trail: trailTo(route, [taken.found, taken.session], 'signed in as the user who was named'),
      }
    }
  },
})

interface TakenOver {
  readonly session: SessionEffect
  /** Reads the user. */
  readonly found: QueryEffect
  /** By what the request says. */
  readonly value: OriginTerm
}

const PROOF =
  /passw|passcode|passphrase|\bpwd?\b|\bpin\b|otp|code|token|secret|credential|assertion|signature|signed|nonce|challenge|attestation|jwt|key|state|hash|proof|answer/i

/** Something that only its owner can send: whether it is checked rightly is for others to say. */
const asksForProof = ({ effects, inputs }: Route): boolean =>
  effects.some(effect => effect.kind === 'compare') || inputs.some(({ path }) => path.some(part => PROOF.test(part)))

/** A token that goes out by mail reaches only whose address it is. */
const isHandedOut = ({ effects }: Route): boolean => effects.some(handsOutToken) && !effects.some(isMessage)

/** A user is read by what the request says, and written into the session as who is signed in. */
function takenOver(session: Effect, { effects }: Route): TakenOver | undefined {
  if (session.kind !== 'session' || session.does !== 'create' || session.input.kind !== 'object') return undefined
  if (session.guards.some(guard => guard.kind !== 'session' && guard.kind !== 'weak') || isAfterTest(session)) return undefined
  for (const [name, term] of session.input.entries) {
    if (!/user|account|login|logged|auth|uid|^id$|member|customer|sub$/i.test(name)) continue
    for (const row of originsOf(term)) {
      if (row.from !== 'row' || row.scoped || !row.at || !isPeople(row.name ?? '')) continue
      const found = effects.find((one): one is QueryEffect => one.kind === 'query' && one.does === 'read' && samePlace(one.at, row.at!))
      const value = found && named(found)
      if (value) return { session, found, value }
    }
  }
  return undefined
}

/** What alone a user is read by: where something else is asked for in the same query, that may be the proof. */
function named({ filters }: QueryEffect): OriginTerm | undefined {
  const values = filters.map(filter => chosen(filter.value))
  return filters.every(({ column }) => !PROOF.test(column)) && values.every(value => value !== undefined && value.from !== 'cookies')
    ? values[0]
    : undefined
}
