import { defineCheck } from '#checks/check'
import type { CompareEffect, SendEffect } from '#model/app-model'
import { nameOf, trailTo } from '#model/read/route'
import { fieldsOf } from '#model/read/terms'
import { withoutNodeCrypto } from '#model/read/web-crypto'
import { originsOf, type OriginTerm, REQUEST_ORIGINS, type Term } from '#model/term'

export default defineCheck({
  id: 'secrets/blank-secret',
  title: 'Where the secret is not set, an empty one is right',
  why: 'A deployment without the variable lets in whoever sends nothing at all, as the machine that the secret was made for.',
  severity: 'high',
  refs: ['CWE-306', 'CWE-287', 'CWE-1188'],
  needs: ['routes', 'edge', 'source'],
  *find({ routes, edge, source }) {
    for (const route of routes) {
      if (route.unreached) continue
      const said = new Set<string>()
      for (const effect of route.effects) {
        const secret =
          effect.kind === 'compare'
            ? blankIn(effect)
            : effect.kind === 'send' && !withoutNodeCrypto(route, edge, source)
              ? blankKey(effect)
              : undefined
        if (!secret?.name || said.has(secret.name)) continue
        said.add(secret.name)
        const name = nameOf(route)
        yield {
          at: effect.at,
          certainty: 'certain',
          message:
            effect.kind === 'send'
              ? `\`${name}\` believes events that are signed with an empty text where \`${secret.name}\` is not set.`
              : `\`${name}\` takes an empty text for \`${secret.name}\` where that is not set.`,
          help: `Leave out the \`''\` that \`${secret.name}\` falls back to, and answer 500 where it is unset before anything is ${effect.kind === 'send' ? 'checked' : 'compared'}.`,
          key: `${name} ${secret.name}`,
          route: name,
          trail: trailTo(route, [effect], effect.kind === 'send' ? 'checked here' : 'compared here'),
        }
      }
    }
  },
})

/** What the platform sets itself is there. */
const GIVEN = /^SUPABASE_/
const SECRET = /secret|token|key|passw|credential/i

/** The variable that may be an empty text when it is compared with what the request holds, and nothing asked whether either is there. */
function blankIn({ left, right, when }: CompareEffect): OriginTerm | undefined {
  const [held, told] = isBlank(left) ? [left, right] : [right, left]
  const secret = secretIn(held)
  const asked = [...originsOf(told)].filter(one => REQUEST_ORIGINS.has(one.from))
  if (!secret || !asked.length || asked.some(one => one.checked)) return undefined
  const sure = when.some(
    ({ term, truthy }) =>
      truthy && [...originsOf(term)].some(one => (one.from === 'env' ? one.name === secret.name : asked.some(other => same(one, other)))),
  )
  return sure ? undefined : secret
}

/** Stripe's own check on Node reckons with whatever key it is given, an empty one too; that of Web Crypto refuses it. */
function blankKey({ service, operation, input, when }: SendEffect): OriginTerm | undefined {
  if (service !== 'stripe' || !/(?:^|\.)(?:constructEvent|verifyHeader)$/.test(operation)) return undefined
  const secret = [...fieldsOf(input)].flatMap(([field, value]) => (field === 'secret' ? (secretIn(value) ?? []) : []))[0]
  return when.some(({ term, truthy }) => truthy && namesEnv(term, secret)) ? undefined : secret
}

const namesEnv = (term: Term, secret: OriginTerm | undefined): boolean =>
  [...originsOf(term)].some(one => one.from === 'env' && one.name === secret?.name)

const secretIn = (held: Term): OriginTerm | undefined =>
  isBlank(held)
    ? [...originsOf(held)].find(one => one.from === 'env' && SECRET.test(one.name ?? '') && !GIVEN.test(one.name ?? ''))
    : undefined

const same = (a: OriginTerm, b: OriginTerm): boolean => a.from === b.from && a.path.join('.') === b.path.join('.')

/** `process.env.SECRET ?? ''` */
const isBlank = (term: Term): boolean => {
  const parts = term.kind === 'either' || (term.kind === 'computed' && /^(?:\|\||\?\?)$/.test(term.how)) ? term.of : []
  return (
    parts.some(part => part.kind === 'literal' && part.value === '') && parts.some(part => part.kind === 'origin' && part.from === 'env')
  )
}
