import type { Actor } from '#base/evidence'
import type { Names } from './rules/evaluate.js'
import { evaluate } from './rules/evaluate.js'
import { mapOf, RulesError, type RulesMap, type RulesValue, valueOf } from './rules/value.js'
import type { Lookup, Survey } from './survey.js'

/** A caller of the trial, as its token says. */
export interface Caller {
  readonly actor: Actor
  readonly uid: string
  readonly token: Readonly<Record<string, unknown>>
}

export const SIGNED_IN = ['a', 'b', 'seller', 'admin'] as const

const ADMIN = /admin|owner|super|root|staff|manager|moderator|developer/i
const SELLER = /seller|vendor|merchant|host|driver|instructor|teacher|creator|provider|partner|editor|doctor/i

const ORDINARY = /^(?:users?|customers?|buyers?|clients?|students?|members?|patients?|free|basic|normal|regular|pending|active)$/i
/** What every account in good standing has. */
const STANDING = /^(?:is_?)?(?:active|enabled|approved|complete|completed|status|onboarded)$/i

/** Who asks. The admin has every claim that rules ask for; the others have what each account has. */
export function callersFor({ claims, people }: Pick<Survey, 'claims' | 'people'>): ReadonlyMap<Actor, Caller> {
  return new Map(
    SIGNED_IN.map(actor => {
      const email = `${actor}@example.com`
      const token: Record<string, unknown> = {
        email,
        email_verified: true,
        name: actor,
        picture: 'https://example.com/face.png',
        firebase: { sign_in_provider: 'password', identities: {} },
      }
      for (const [claim, values] of claims) {
        const [name] = claim.split('.')
        if (!name || STANDARD.has(name) || claim.includes('.')) {
          if (actor === 'admin' && name === 'email' && typeof values[0] === 'string') token['email'] = values[0]
          continue
        }
        const value =
          actor === 'admin'
            ? grant(values)
            : values.length === 0 && !ADMIN.test(name)
              ? tenantOf(actor)
              : actor === 'seller'
                ? values.find(each => typeof each === 'string' && SELLER.test(each))
                : undefined
        if (value !== undefined) token[name] = value
      }
      return [actor, { actor, uid: actor === 'admin' && people[0] ? people[0] : `uid-${actor}`, token }] as const
    }),
  )
}

const STANDARD = new Set(['email', 'email_verified', 'name', 'picture', 'firebase', 'sub', 'user_id', 'phone_number', 'aud', 'iss'])

/** Of values that a rule compares with, the one that grants most. */
const grant = (values: readonly unknown[]): unknown =>
  values.find(value => typeof value === 'string' && ADMIN.test(value)) ?? values[0] ?? true

/** Documents that rules look up: each caller's own, as their role has it, and those of A. */
export function storedFor(
  lookups: readonly Lookup[],
  callers: Iterable<Caller>,
  namesOf: (caller: Caller) => Names,
): Map<string, RulesMap> {
  const found = new Map<string, Map<string, RulesValue>>()
  for (const caller of callers) {
    for (const lookup of lookups) {
      const path = pathOf(lookup, namesOf(caller))
      if (path === undefined) continue
      const own = path.split('/').includes(caller.uid) || path.split('/').some(part => part.includes(caller.uid))
      const parts = path.split('/')
      // Being listed among the admins, or as a member of what is A's, is what only some are.
      const listed =
        lookup.exists &&
        own &&
        (ADMIN.test(parts.slice(0, -1).join('/')) ? caller.actor === 'admin' : parts.length > 2 ? caller.actor === 'a' : true)
      if (lookup.exists && own && !listed) continue
      // A document under somebody's name among the admins is there only for admins.
      if (own && !lookup.exists && ADMIN.test(parts.slice(0, -1).join('/')) && caller.actor !== 'admin') continue
      if (own && !lookup.exists && parts.length > 2 && parts[1] !== caller.uid && caller.actor !== 'a') continue
      const document = found.get(path) ?? new Map<string, RulesValue>()
      found.set(path, document)
      const [name, ...deeper] = lookup.field
      if (name === undefined) continue
      const value = lookup.caller ? belongs(lookup) : own ? has(caller, lookup) : neutral(lookup.values)
      if (deeper.length === 0) {
        if (!document.has(name) || lookup.caller) document.set(name, value)
      } else if (lookup.caller || own) {
        document.set(name, mapOf([...entriesOf(document.get(name)), [deeper[0]!, value]]))
      }
    }
  }
  return new Map([...found].map(([path, data]) => [path, mapOf(data)]))
}

const entriesOf = (value: RulesValue | undefined): (readonly [string, RulesValue])[] =>
  value && typeof value === 'object' && value.t === 'map' ? [...value.entries] : []

/** What is looked up by its relation to the caller is A's. */
const belongs = ({ values }: Lookup): RulesValue => (Array.isArray(values[0]) ? valueOf(['uid-a']) : 'uid-a')

function has(caller: Caller, { field, values }: Lookup): RulesValue {
  const flat = values.flat()
  const name = field.at(-1) ?? ''
  // Compared with nothing that is written out: a yes or no, or the place that the caller belongs to.
  if (flat.length === 0 && !ADMIN.test(name) && !/^(?:is|can|has)(?:[A-Z_]|$)/.test(name) && !STANDING.test(name))
    return neutral(values, caller.actor)
  if (caller.actor === 'admin') return valueOf(Array.isArray(values[0]) ? flat : grant(flat))
  const seller = caller.actor === 'seller' ? flat.find(value => typeof value === 'string' && SELLER.test(value)) : undefined
  if (seller !== undefined) return valueOf(seller)
  if (STANDING.test(field.at(-1) ?? '') && !flat.some(value => typeof value === 'string' && ADMIN.test(value)))
    return valueOf(flat[0] ?? true)
  const ordinary = flat.find(value => typeof value === 'string' && ORDINARY.test(value))
  return ordinary !== undefined ? valueOf(ordinary) : neutral(values, caller.actor)
}

/** A value that grants nothing. */
export function neutral(values: readonly unknown[], actor: Actor = 'a'): RulesValue {
  const [first] = values
  if (Array.isArray(first)) return valueOf([])
  if (typeof first === 'boolean') return false
  if (typeof first === 'number') return 0
  return tenantOf(actor)
}

/** What stands where rules compare two things that nobody named: a company, a team, a status. A's are the same everywhere, and nobody else's. */
export const tenantOf = (actor: Actor): string => (actor === 'a' ? 'ordinary' : `ordinary-${actor}`)

function pathOf(lookup: Lookup, names: Names): string | undefined {
  try {
    const value = evaluate(lookup.at, names, { documents: new Map(), after: new Map(), expressions: 0, read: new Set() })
    if (value === null || typeof value !== 'object' || value.t !== 'path') return undefined
    return value.parts.slice(value.parts[0] === 'databases' ? 3 : 0).join('/')
  } catch (error) {
    if (error instanceof RulesError) return undefined
    throw error
  }
}
