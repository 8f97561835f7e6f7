import { defineCheck } from '#checks/check'
import type { QueryEffect, Route } from '#model/app-model'
import { nameOf, trailTo } from '#model/read/route'
import { isPeople } from '#model/read/rows'
import { chosen, fieldsOf, leaves, spelled } from '#model/read/terms'
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
      if (route.unreached || !/^(?:public|weak)$/.test(route.auth) || route.gaps.length || asksForProof(route)) continue
      const found = route.effects.flatMap(effect => takes(effect) ?? [])[0]
      if (!found) continue
      const name = nameOf(route)
      yield {
        at: found.write.at,
        certainty: 'certain',
        message: `\`${name}\` sets a new password for the account that \`${spelled(found.by)}\` names, and asks for no proof.`,
        help: 'Send a link with a random token that ends soon to the address, store its hash, and ask for it here.',
        key: name,
        route: name,
        ...(found.write.table ? { table: found.write.table } : {}),
        trail: trailTo(route, [found.write], 'the password is stored'),
      }
    }
  },
})

function takes(effect: Route['effects'][number]): { readonly write: QueryEffect; readonly by: OriginTerm } | undefined {
  if (effect.kind !== 'query' || effect.does !== 'update' || !isPeople(effect.table ?? '')) return undefined
  if (effect.guards.some(guard => guard.kind !== 'weak')) return undefined
  const sets = [...fieldsOf(effect.data)].some(
    ([field, value]) =>
      PASSWORD.test(field) && [...leaves(value)].some(leaf => [...originsOf(leaf)].some(one => REQUEST_ORIGINS.has(one.from))),
  )
  const by = sets ? namedBy(effect) : undefined
  return by && { write: effect, by }
}

/** By what the request says alone, be it by way of a row that it found. */
function namedBy({ filters }: QueryEffect): OriginTerm | undefined {
  const values = filters.map(filter => chosen(filter.value))
  return filters.length > 0 && values.every(value => value !== undefined && value.from !== 'cookies' && value.from !== 'headers')
    ? values[0]
    : undefined
}

/** Whether it is checked rightly is for others to say. */
const asksForProof = ({ effects, inputs, path }: Route): boolean =>
  PROOF.test(path.replaceAll(/\/:\w*id\b/gi, '').replace(/verif\w*|reset/gi, '')) ||
  inputs.some(input => input.path.some(part => PROOF.test(part))) ||
  effects.some(
    effect =>
      effect.kind === 'compare' ||
      (effect.kind === 'query' && effect.filters.some(filter => PROOF.test(filter.column))) ||
      effect.when.some(({ term }) => [...originsOf(term)].some(one => one.from === 'session' || one.path.some(part => PROOF.test(part)))),
  )
