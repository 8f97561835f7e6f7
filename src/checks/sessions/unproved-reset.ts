import { defineCheck } from '#checks/check'
import type { Effect, QueryEffect, Route } from '#model/app-model'
import { nameOf, trailTo } from '#model/read/route'
import { isPeople } from '#model/read/rows'
import { chosen, fieldsOf, leaves, samePlace, spelled } from '#model/read/terms'
import { originsOf, REQUEST_ORIGINS, type OriginTerm } from '#model/term'

const PASSWORD = /^(?:user_?)?(?:new_?)?(?:passw(?:or)?d|pwd|pass)(?:_?hash(?:ed)?)?$|^hash(?:ed)?_?passw(?:or)?d$/i
/** Something that only the owner of the account has been given, or knows. */
const PROOF =
  /token|otp|code|pin$|answer|(?:^|_)old|current|secret|signature|signed|jwt|key|state|hash|proof|nonce|challenge|verif|expir|reset_?id/i

export default defineCheck({
  id: 'sessions/unproved-reset',
  title: 'A new password is set for whoever is named, without any proof',
  why: 'Whoever knows an address sets a password of their own for that account, the administrator’s as well, and signs in with it.',
  severity: 'critical',
  refs: ['CWE-640', 'CWE-287', 'CWE-620', 'OWASP-A07:2021'],
  needs: ['routes'],
  *find({ routes }) {
    for (const route of routes) {
      // An open door that nothing claims to guard is told as that.
      if (route.unreached || !/^(?:public|weak)$/.test(route.auth) || route.gaps.length) continue
      const asked = asksForProof(route)
      const found = route.effects
        .flatMap(effect => takes(effect, route.effects) ?? [])
        .find(({ by }) => !asked || (isInsideToken(by) && !comparesProof(route)))
      if (!found) continue
      const name = nameOf(route)
      const unread = isInsideToken(found.by)
      yield {
        at: found.write.at,
        certainty: 'certain',
        message: unread
          ? `\`${name}\` sets a new password for the account that is written in \`${spelled({ ...found.by, path: found.by.path.slice(0, -1) })}\`, and nobody checks who signed that token.`
          : `\`${name}\` sets a new password for the account that \`${spelled(found.by)}\` names, and asks for no proof.`,
        help: unread
          ? 'Verify the token with its key before anything in it is believed: decoding it proves nothing.'
          : 'Send a link with a random token that ends soon to the address, store its hash, and ask for it here.',
        key: name,
        route: name,
        ...(found.write.table ? { table: found.write.table } : {}),
        trail: trailTo(route, [...route.effects.filter(believes), found.write], 'the password is stored'),
      }
    }
  },
})

function takes(effect: Effect, effects: readonly Effect[]): { readonly write: QueryEffect; readonly by: OriginTerm } | undefined {
  if (effect.kind !== 'query' || effect.does !== 'update' || !isPeople(effect.table ?? '')) return undefined
  if (effect.guards.some(guard => guard.kind !== 'weak')) return undefined
  const sets = [...fieldsOf(effect.data)].some(
    ([field, value]) =>
      PASSWORD.test(field) && [...leaves(value)].some(leaf => [...originsOf(leaf)].some(one => REQUEST_ORIGINS.has(one.from))),
  )
  const by = sets ? namedBy(effect, effects) : undefined
  return by && { write: effect, by }
}

/** By what the request says alone, be it by way of a row that it found. */
function namedBy({ filters }: QueryEffect, effects: readonly Effect[], deep = 0): OriginTerm | undefined {
  const values = filters.map(({ value }) => {
    const row = value.kind === 'origin' && value.from === 'row' ? value.at : undefined
    const found = row && deep < 2 ? effects.find(one => one.kind === 'query' && one.does === 'read' && samePlace(one.at, row)) : undefined
    return found?.kind === 'query' ? namedBy(found, effects, deep + 1) : chosen(value)
  })
  return filters.length > 0 && values.every(value => value !== undefined && value.from !== 'cookies' && value.from !== 'headers')
    ? values[0]
    : undefined
}

/** A field of a token is there only once somebody has decoded it; what was verified is a caller, and no longer the request's. */
const isInsideToken = ({ path }: OriginTerm): boolean => /token|jwt/i.test(path.at(-2) ?? '')

/** A row is looked up by what such a token says. */
const believes = (effect: Effect): effect is QueryEffect =>
  effect.kind === 'query' && effect.does === 'read' && effect.filters.some(({ value }) => [...originsOf(value)].some(isInsideToken))

/** Whether it is checked rightly is for others to say. */
const asksForProof = (route: Route): boolean =>
  PROOF.test(route.path.replaceAll(/\/:\w*id\b/gi, '').replace(/verif\w*|reset/gi, '')) ||
  route.inputs.some(input => input.path.some(part => PROOF.test(part))) ||
  comparesProof(route) ||
  route.effects.some(effect => effect.when.some(({ term }) => [...originsOf(term)].some(one => one.path.some(part => PROOF.test(part)))))

/** What was kept for this is looked up or compared. */
const comparesProof = ({ effects }: Route): boolean =>
  effects.some(
    effect =>
      effect.kind === 'compare' ||
      (effect.kind === 'query' && effect.filters.some(filter => PROOF.test(filter.column))) ||
      effect.when.some(({ term }) =>
        [...originsOf(term)].some(
          one => one.from === 'session' || (one.from === 'row' && one.path.some(part => PROOF.test(part) || PASSWORD.test(part))),
        ),
      ),
  )
