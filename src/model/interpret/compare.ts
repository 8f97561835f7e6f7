import type { Place } from '#base/place'
import { REQUEST_ORIGINS } from '#facts/origin'
import { type Alternative, computed, type Fact, type OriginValue, type Value } from '#plugins/value'
import { implied, isRowCount } from './assume.js'
import { flat, isRolePath, saysRole } from './roles.js'
import { commonOfAll } from './join.js'
import type { Machine } from './machine.js'

/** Facts that follow from two values being equal (`same`) or not. */
export function compared(m: Machine, a: Value, b: Value, same: boolean, at: Place): Fact[] {
  if (a.k === 'literal') return withLiteral(m, b, a.value, same, at)
  if (b.k === 'literal') return withLiteral(m, a, b.value, same, at)
  const [left, right] = [flat(a), flat(b)]
  const facts: Fact[] = []
  for (const one of [...left, ...right])
    if (same && REQUEST_ORIGINS.has(one.from)) facts.push({ kind: 'checked', origin: one, how: 'by hand' })
  if (!same) return facts
  const held = (names: RegExp): OriginValue | undefined =>
    [...left, ...right].find(one => one.from === 'row' && names.test(one.path.at(-1) ?? ''))
  const told = [...left, ...right].find(one => REQUEST_ORIGINS.has(one.from))
  const [contact, code] = [held(CONTACT), held(CODE)]
  if (contact && told) facts.push({ kind: 'condition', value: computed('contact', [contact, told]), truthy: true, at })
  if (code && told) facts.push({ kind: 'condition', value: computed('code', [code, told]), truthy: true, at })
  const [sessionHere, sessionThere] = [personal(left), personal(right)]
  const session = sessionHere ?? sessionThere
  const others = sessionHere ? right : left
  if (session && !(sessionHere && sessionThere && sessionHere === sessionThere)) {
    const row = others.find(one => one.from === 'row')
    const asked = others.find(one => REQUEST_ORIGINS.has(one.from))
    const held = others.find(one => one.from === 'env')
    if (held)
      facts.push({
        kind: 'guard',
        guard: 'role',
        at,
        how: `\`${session.path.at(-1) ?? 'user'}\` is \`${held.name}\``,
        name: session.path.at(-1) ?? 'user',
        on: session,
      })
    else if (isRolePath(session.path))
      facts.push({
        kind: 'guard',
        guard: 'role',
        at,
        how: `\`${session.path.at(-1)}\` of the signed-in user`,
        name: session.path.at(-1)!,
        on: session,
      })
    else if (isSideIssue(session)) facts.push({ kind: 'guard', guard: 'session', at, how: 'a session is required', on: session })
    else if (row)
      facts.push({
        kind: 'guard',
        guard: 'owner',
        at,
        how: `\`${row.path.at(-1) ?? 'owner'}\` is compared with the signed-in user`,
        ...(row.name ? { name: row.name } : {}),
        on: row,
      })
    else if (asked)
      facts.push({
        kind: 'guard',
        guard: 'owner',
        at,
        how: `\`${asked.path.at(-1) ?? asked.from}\` is compared with the signed-in user`,
        on: asked,
      })
    else facts.push({ kind: 'guard', guard: 'session', at, how: 'a session is required', on: session })
  }
  // What is told to be known only to a partner: a variable, or a digest made with one.
  const asked = [...left, ...right].find(
    one => one.from === 'headers' || one.from === 'query' || one.from === 'body' || one.from === 'cookies',
  )
  const secret = [...left, ...right].find(one => one.from === 'env')
  if (asked && secret) {
    if (/anon|publishable|^NEXT_PUBLIC_|^VITE_|^REACT_APP_|^EXPO_PUBLIC_|PUBLIC_KEY$/i.test(secret.name ?? ''))
      return [
        ...facts,
        { kind: 'guard', guard: 'weak', at, how: `the public key \`${secret.name}\` is compared, which every browser has`, on: asked },
      ]
    const digest = madeBy(a, /hmac|digest|createHmac|sign/i) || madeBy(b, /hmac|digest|createHmac|sign/i)
    facts.push({
      kind: 'guard',
      guard: digest ? 'signature' : 'secret',
      at,
      how: digest ? 'the signature is compared' : `the secret \`${secret.name}\` is compared`,
      ...(secret.name ? { name: secret.name } : {}),
      on: asked,
    })
  }
  return facts
}

/** The role of everybody who signs up: whoever has another one is staff. */
const PLAIN_ROLE = /^(?:role_)?(?:user|customer|client|buyer|shopper|guest|visitor)$/i

/** What a guest gives besides the number of the order. */
const CONTACT = /e-?mail|phone|mobile|post_?code|zip/i

/** What was sent to one person, and lets whoever has it in. */
const CODE =
  /otp|one_?time|(?:verif\w*|activat\w*|confirm\w*|reset\w*|invit\w*|magic|access|login|e?mail|phone|sms|share|edit)_?(?:code|token|pin|key)|^(?:code|token|pin)$/i

/** One of several things of the caller's that names nobody: the kind of a linked account, the state of a subscription. */
const isSideIssue = (one: OriginValue): boolean =>
  one.path.includes('*') && !/(^|_)(id|sub|uid|uuid|email|slug|name)$|Id$|^\*$/.test(one.path.at(-1) ?? '')

const personal = (origins: readonly OriginValue[]): OriginValue | undefined =>
  origins.find(one => one.from === 'session' || (one.from === 'row' && one.scoped === true))

function withLiteral(m: Machine, value: Value, other: string | number | boolean | null | undefined, same: boolean, at: Place): Fact[] {
  // `x == null`, `x === undefined`, `x === false`: the question is whether there is one.
  if (other === null || other === undefined || other === false || other === '')
    return [...implied(m, value, !same, at)].filter(fact => !(fact.kind === 'condition'))
  // `list.indexOf(x) !== -1` asks what `list.includes(x)` does.
  if (other === -1 && value.k === 'computed' && value.how === 'call indexOf')
    return [...implied(m, { ...value, how: 'call includes' }, !same, at)]
  const counted = emptiness(value, other, same)
  const told = counted ? implied(m, counted.of, counted.some, at).filter(fact => fact.kind !== 'condition') : []
  if (counted && value.k !== 'origin') return told
  if (other === true) return [...implied(m, value, same, at)]
  const chosen = value.k === 'either' ? ofAlternatives(m, value.of, other, same, at) : undefined
  if (chosen) return chosen
  const facts: Fact[] = [...told]
  if (value.k === 'computed' && value.how === 'typeof') {
    // `typeof user.id === 'number'`: there is one.
    const is = (other === 'undefined') !== same
    for (const one of is ? flat(value) : []) if (REQUEST_ORIGINS.has(one.from)) facts.push({ kind: 'checked', origin: one, how: 'type' })
    if (is && value.of[0]) facts.push(...implied(m, value.of[0], true, at).filter(fact => fact.kind === 'guard' && fact.guard !== 'weak'))
    facts.push({ kind: 'condition', value: { k: 'computed', how: '===', of: [value, { k: 'literal', value: other }] }, truthy: same, at })
    return facts
  }
  for (const one of flat(value)) {
    const last = one.path.at(-1)
    if (one.from === 'session' || (one.from === 'row' && one.scoped)) {
      // `if (session?.user.role === 'USER') return …` keeps out users, and lets in whoever is not signed in.
      if (!same && one.optional && !m.facts.some(fact => fact.kind === 'guard' && fact.guard !== 'weak')) continue
      const isPlainRole = isRolePath(one.path) && typeof other === 'string' && PLAIN_ROLE.test(other)
      if (saysRole(one) || (one.from === 'session' && typeof other === 'string' && !isSideIssue(one)))
        facts.push({
          kind: 'guard',
          guard: same || isPlainRole ? 'role' : 'session',
          at,
          how: `\`${last ?? 'user'}\` is ${same ? '' : 'not '}\`${String(other)}\``,
          ...(same || isPlainRole ? { name: last ?? String(other) } : {}),
          on: one,
        })
    } else if (same && REQUEST_ORIGINS.has(one.from)) {
      facts.push({ kind: 'checked', origin: one, how: 'enum' })
      if (one.from === 'headers' || one.from === 'query' || one.from === 'cookies')
        facts.push({
          kind: 'guard',
          guard: 'weak',
          at,
          how: `\`${last ?? one.from}\` is \`${String(other)}\`, which whoever calls can send`,
          on: one,
        })
    } else if (same && one.from === 'row' && isRolePath(one.path)) facts.push({ kind: 'condition', value: one, truthy: true, at })
  }
  facts.push({ kind: 'condition', value: { k: 'computed', how: '===', of: [value, { k: 'literal', value: other }] }, truthy: same, at })
  return facts
}

/** `status(user) === 'active'`: of what a function may return, only what fits; what holds on each of those ways holds here. */
function ofAlternatives(
  m: Machine,
  alternatives: readonly Alternative[],
  other: string | number | boolean,
  same: boolean,
  at: Place,
): Fact[] | undefined {
  if (!alternatives.some(one => one.value.k === 'literal')) return undefined
  const fitting = alternatives.filter(one => one.value.k !== 'literal' || (one.value.value === other) === same)
  if (!fitting.length || fitting.length === alternatives.length) return undefined
  return commonOfAll(fitting.map(one => [...one.facts, ...(one.value.k === 'literal' ? [] : withLiteral(m, one.value, other, same, at))]))
}

/** `rows.length === 0`: the question is whether there is one. */
function emptiness(value: Value, other: unknown, same: boolean): { of: Value; some: boolean } | undefined {
  if (other !== 0) return undefined
  if (value.k === 'origin') return isRowCount(value) ? { of: { ...value, path: value.path.slice(0, -1) }, some: !same } : undefined
  if (value.k !== 'computed' || (value.how !== '.length' && value.how !== '.rowCount' && value.how !== '.count')) return undefined
  const of = value.of[0]
  const one = of?.k === 'list' ? of.items[0] : of
  return one && { of: one, some: !same }
}

function madeBy(value: Value, how: RegExp): boolean {
  if (value.k === 'computed') return how.test(value.how) || value.of.some(one => madeBy(one, how))
  if (value.k === 'library') return how.test(value.path) || value.args.some(one => madeBy(one, how))
  return value.k === 'either' && value.of.some(one => madeBy(one.value, how))
}
