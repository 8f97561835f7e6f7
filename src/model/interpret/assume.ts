import type { Place } from '#base/place'
import { REQUEST_ORIGINS } from '#facts/origin'
import { STAFF_TABLE } from '#plugins/staff'
import { computed, type ComputedValue, type Fact, type LibraryValue, type OriginValue, type Value } from '#plugins/value'
import { isPeople } from '../read/rows.js'
import { apart } from './apart.js'
import { compared } from './compare.js'
import { commonOfAll, together } from './join.js'
import type { Machine } from './machine.js'
import { settled } from './members.js'
import { flat, isListed, isOneOf, isRoleName, isRolePath, ofOneRole, ranked, saysRole } from './roles.js'
import { isRuledOut } from './ruled-out.js'

/** Whether a value is known to be truthy or falsy. */
export function truthiness(value: Value): boolean | undefined {
  switch (value.k) {
    case 'literal':
      return Boolean(value.value)
    case 'object':
    case 'list':
    case 'function':
    case 'native':
    case 'class':
      return true
    case 'library':
      return value.result ? truthiness(value.result) : value.path.includes('()') || value.library === 'global' ? undefined : true
    case 'either': {
      const first = value.of[0] && truthiness(value.of[0].value)
      if (first !== undefined) for (const one of value.of) if (truthiness(one.value) !== first) return undefined
      return first
    }
    case 'computed':
      if (value.how === '!') {
        const inner = truthiness(value.of[0]!)
        return inner === undefined ? undefined : !inner
      }
      if (value.how === 'template' && value.of.some(one => one.k === 'literal' && one.value !== '')) return true
      return undefined
    default:
      return undefined
  }
}

/** As `truthiness`, or as the very same value has turned out before on this path. */
export function known(m: Machine, value: Value): boolean | undefined {
  const plain = truthiness(value)
  if (plain !== undefined) return plain
  if (value.k === 'computed' && value.how === '!') {
    const inner = known(m, value.of[0]!)
    return inner === undefined ? undefined : !inner
  }
  const tested = settled(value)
  for (let index = m.facts.length - 1; index >= 0; index--) {
    const fact = m.facts[index]!
    if (fact.kind === 'condition' && fact.value === tested) return fact.truthy
  }
  return undefined
}

/** Facts that hold where a value turned out truthy, or falsy. A guard is recognised here, by what is tested. */
export function implied(m: Machine, test: Value, truthy: boolean, at: Place): readonly Fact[] {
  const value = settled(test)
  const told = value.k === 'origin' || value.k === 'computed' ? (truthy ? value.implies : value.denies) : undefined
  const own = told ?? NONE
  switch (value.k) {
    case 'origin':
      return together(own, ofOrigin(value, truthy, at))
    case 'either': {
      const possible = value.of.filter(one => truthiness(one.value) !== !truthy)
      return commonOfAll(possible.map(one => together(one.facts, implied(m, one.value, truthy, at))))
    }
    case 'computed': {
      const [a, b] = value.of
      if (value.how === '!') return together(own, implied(m, a!, !truthy, at))
      if (value.how === '&&' || value.how === '||') {
        if ((value.how === '&&') === truthy) return [...own, ...value.of.flatMap(side => implied(m, side, truthy, at))]
        // Either side may be the reason, but for one that cannot be: `isAdmin || false`.
        const possible = value.of.filter(side => !isRuledOut(m, side, truthy))
        // Which of the two it was is not known, but that it was one of them says what kind of error it is.
        const either: Fact[] = flat(value).some(one => one.from === 'error') ? [{ kind: 'condition', value, truthy, at }] : []
        return [...own, ...either, ...commonOfAll(possible.map(side => implied(m, side, truthy, at)))]
      }
      // `rows[0] ?? null`: what cannot be truthy is not the reason.
      if (value.how === '??')
        return together(own, commonOfAll([a!, b!].filter(side => truthiness(side) !== !truthy).map(side => implied(m, side, truthy, at))))
      const asked = isCount(a) && b?.k === 'literal' ? asksForOne(value.how, b.value) : undefined
      if (asked !== undefined) return together(own, implied(m, a!, asked === truthy, at))
      if (EQUALITY.has(value.how)) return together(own, compared(m, a!, b!, value.how.startsWith('!') !== truthy, at))
      const ways = apart(value)
      if (ways)
        return [
          ...own,
          ...commonOfAll(
            ways.of
              .filter(one => ways.is(one.value) !== !truthy)
              .map(one =>
                ways.asked && ways.is(one.value) === undefined
                  ? together(one.facts, ofComputed(ways.asked(one.value), truthy, at))
                  : one.facts,
              ),
          ),
          { kind: 'condition', value, truthy, at },
        ]
      if (value.how.startsWith('instanceof')) return [...own, { kind: 'condition', value, truthy, at }]
      // `rows.length`, `rows.length > 0`, `rows.length < 1`: whether there is one.
      if (value.how === '.length' && a?.k === 'list' && !truthy && a.unless) return [...own, ...a.unless]
      if (value.how === '.length' && a) return together(own, implied(m, a.k === 'list' ? (a.items[0] ?? a) : a, truthy, at))
      if (value.how === 'number' && a) return together(own, implied(m, a, truthy, at))
      if (own.length) return own
      return ofComputed(value, truthy, at)
    }
    case 'library':
      // A document is there, or it is not, as a plain row is.
      if (value.result?.k === 'origin' && value.result.from === 'row') return implied(m, value.result, truthy, at)
      return truthy ? ofStranger(value, at) : own
    default:
      return own
  }
}

const NONE: readonly Fact[] = []

const EQUALITY = new Set(['==', '!=', '===', '!=='])

function isCount(value: Value | undefined): boolean {
  if (value?.k === 'either') return value.of.every(one => isCount(one.value))
  if (value?.k === 'origin') return isRowCount(value)
  return value?.k === 'computed' && (value.how === '.length' || value.how === 'number')
}

/** Rows that a statement gave are known as one: `rows.length` is a part of it. */
export const isRowCount = (value: OriginValue): boolean => value.from === 'row' && value.path.at(-1) === 'length'

/** `> 0`, `>= 1`, `!== 0` ask whether there is one; `< 1`, `=== 0` whether there is none. */
function asksForOne(how: string, than: unknown): boolean | undefined {
  if (than === 0) return how === '>' || how.startsWith('!') ? true : how.startsWith('==') ? false : undefined
  return than === 1 ? (how === '>=' ? true : how === '<' ? false : undefined) : undefined
}

const ASKS = /auth|session|currentUser|getUser|clerk|kinde|workos|stytch|descope|logto|permission|verifyToken/i

/** What a package that no plugin knows answered, and the code goes on only when it did: taken at its word, by its name. */
function ofStranger(value: LibraryValue, at: Place): Fact[] {
  const name = `${value.library}.${value.path.replace(/\(\)/g, '')}`
  const isOurs = /^(global|web:|http:|express|regexp|fs|path|crypto|supabase:|prisma:|drizzle)/.test(value.library)
  if (isOurs || !value.path.includes('()')) return []
  return ASKS.test(name)
    ? [{ kind: 'guard', guard: 'session', at, how: `\`${name}\`, by its name: Seaworthy does not know the package` }]
    : [{ kind: 'condition', value: computed(`call ${name}`, value.args), truthy: true, at }]
}

function ofOrigin(value: OriginValue, truthy: boolean, at: Place): Fact[] {
  const last = value.path.at(-1)
  const facts: Fact[] = [{ kind: 'condition', value, truthy, at }]
  if (REQUEST_ORIGINS.has(value.from)) {
    if (truthy && (value.from === 'headers' || value.from === 'cookies'))
      facts.push({
        kind: 'guard',
        guard: 'weak',
        at,
        how: `the presence of ${value.from === 'cookies' ? 'a cookie' : `the \`${last ?? ''}\` header`}`,
        on: value,
      })
    if (truthy) facts.push({ kind: 'checked', origin: value, how: 'presence' })
    return facts
  }
  if (!truthy) return facts
  if (value.from === 'session') {
    facts.push(
      isRolePath(value.path)
        ? { kind: 'guard', guard: 'role', at, how: `\`${last}\` of the signed-in user`, name: last!, on: value }
        : { kind: 'guard', guard: 'session', at, how: 'a session is required', on: value },
    )
  } else if (value.from === 'event') facts.push({ kind: 'guard', guard: 'signature', at, how: 'the signature is checked', on: value })
  // The caller's own account says no more than that there is one.
  else if (
    value.from === 'row' &&
    value.scoped &&
    isPeople(value.name ?? '') &&
    !STAFF_TABLE.test(value.name ?? '') &&
    !isRolePath(value.path)
  )
    facts.push({ kind: 'guard', guard: 'session', at, how: `the account in \`${value.name}\``, on: value })
  else if (value.from === 'row' && value.scoped)
    facts.push(
      isRolePath(value.path) || STAFF_TABLE.test(value.name ?? '') || isRoleName(value.name?.split('_').at(-1))
        ? {
            kind: 'guard',
            guard: 'role',
            at,
            how: `${last === undefined ? 'a row' : `\`${last}\``} in \`${value.name}\``,
            name: last ?? value.name!,
            on: value,
          }
        : {
            kind: 'guard',
            guard: 'owner',
            at,
            how: `the row of \`${value.name}\` is the caller's own`,
            ...(value.name ? { name: value.name } : {}),
            on: value,
          },
    )
  return facts
}

/** `hasRole(user)`, `roles.includes(user.role)`, `/^\d+$/.test(body.id)`: something made from values was truthy. */
function ofComputed(value: Value & { k: 'computed' }, truthy: boolean, at: Place): Fact[] {
  const origins = flat(value)
  const facts: Fact[] = [{ kind: 'condition', value, truthy, at }]
  const session = origins.find(one => one.from === 'session' || (one.from === 'row' && one.scoped))
  if (session && truthy && !/^(===|!==|<|>|typeof)/.test(value.how)) {
    const isRole =
      saysRole(session) ||
      isListed(value, session) ||
      isOneOf(value, session) ||
      /admin|role|permission|authoriz|can|allow/i.test(value.how)
    facts.push({
      kind: 'guard',
      guard: isRole ? 'role' : 'session',
      at,
      how: isRole ? (ofOneRole(value, session) ?? `\`${value.how.replace(/^call /, '')}\` of the signed-in user`) : 'a session is required',
      ...(isRole ? { name: session.path.at(-1) ?? value.how } : {}),
      on: value,
    })
  }
  const rank = ranked(value, truthy)
  if (rank)
    facts.push({
      kind: 'guard',
      guard: 'role',
      at,
      how: `\`${rank.path.at(-1)}\` of the signed-in user is high enough`,
      name: rank.path.at(-1)!,
      on: rank,
    })
  for (const one of origins)
    if (REQUEST_ORIGINS.has(one.from))
      facts.push({ kind: 'checked', origin: one, how: holdsPart(value, one) ? 'part' : checkOf(value.how) })
  return facts
}

/** `url.includes('shop.com')`: a text that holds a part may hold anything besides; a list that holds the text is another thing. */
const holdsPart = ({ how, of }: ComputedValue, asked: OriginValue): boolean => /^call (?:includes|indexOf)$/.test(how) && of[0] === asked

function checkOf(how: string): string {
  if (how.startsWith('typeof')) return 'type'
  if (/^[<>]=?$/.test(how)) return 'range'
  if (/includes|has|in$|indexOf/.test(how)) return 'enum'
  if (/test|match/.test(how)) return 'pattern'
  if (/isNaN|isInteger|isFinite|Number/.test(how)) return 'number'
  if (/^\.length/.test(how)) return 'presence'
  return 'by hand'
}
