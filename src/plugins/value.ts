import type { Place } from '#base/place'
import type { ClassFact, FunctionFact } from '#facts/ir'
import type { GuardKind, OriginKind } from '#facts/origin'
import { type Inside, originsIn } from './inside.js'
import { isTwin } from './twin.js'

export { isFixed, originsIn } from './inside.js'

/** What the interpreter computes with: values that are known by where they come from rather than by what they are. */
export type Value =
  | LiteralValue
  | OriginValue
  | ObjectValue
  | ListValue
  | FunctionValue
  | NativeValue
  | ClassValue
  | LibraryValue
  | EitherValue
  | ComputedValue
  | UnknownValue

export interface LiteralValue {
  readonly k: 'literal'
  readonly value: string | number | boolean | null | undefined
}

export interface OriginValue {
  readonly k: 'origin'
  readonly from: OriginKind
  readonly path: readonly string[]
  /** For `row` the table, for `env` the variable, for `service` the service. */
  readonly name?: string
  readonly at?: Place
  readonly checked?: string
  /** For `row`: the query that read it is filtered by the caller's session, so the row is the caller's own. */
  readonly scoped?: boolean
  /** It was asked of something that may not be there (`session?.user.role`), and may so be undefined. */
  readonly optional?: true
  /** For `row`: columns that were taken out (`const { password, ...rest } = user`). */
  readonly without?: readonly string[]
  /** Facts that hold when the value is truthy (`implies`) or falsy (`denies`). */
  readonly implies?: readonly Fact[]
  readonly denies?: readonly Fact[]
  /** Kept by `originsIn`. */
  walk?: number
  key?: {
    readonly from: OriginKind
    readonly name: string | undefined
    readonly path: readonly string[]
    readonly checked: string | undefined
    readonly text: string
  }
}

export interface ObjectValue {
  readonly k: 'object'
  readonly props: Map<string, Value>
  readonly spreads: Value[]
  /** Values put under names that are not known (`models[name] = …`). */
  dynamic?: Value[]
  readonly cls?: ClassValue
  /** Kept by `originsIn`. */
  walk?: number
}

/** `open`: there may be more items than those known. */
export interface ListValue {
  readonly k: 'list'
  readonly items: Value[]
  open: boolean
  /** How many conditions were in force where it was made. */
  sides?: number
  /** What holds when nothing was put in: each test under which something is (`if (!isEmail(x)) errors.push(…)`). */
  unless?: Fact[]
  /** Kept by `originsIn`. */
  walk?: number
}

export interface Scope {
  readonly vars: Map<string, Value>
  readonly parent: Scope | undefined
  /** Names that a module's scope finds elsewhere: its imports. */
  readonly find?: (name: string) => Value | undefined
}

export interface FunctionValue {
  readonly k: 'function'
  readonly file: string
  readonly fact: FunctionFact
  readonly scope: Scope
  readonly self: Value | undefined
  readonly props: Map<string, Value>
  /** What `super` is inside a method of a class that extends another. */
  readonly above?: (self: Value | undefined) => Value
}

/** A function of ours: a callback given to the app, such as Express's `next`. */
export interface NativeValue {
  readonly k: 'native'
  readonly name: string
  readonly call: (args: readonly Value[], at: Place) => Value
}

export interface ClassValue {
  readonly k: 'class'
  readonly file: string
  readonly fact: ClassFact
  readonly scope: Scope
  readonly props: Map<string, Value>
}

/**
 * Something that a package, or the language, gave. `path` says how it was reached: `checkout.sessions.create` of library
 * `stripe`; calls add `()`. Plugins keep what they know in `data`.
 */
export interface LibraryValue {
  readonly k: 'library'
  readonly library: string
  readonly path: string
  readonly args: readonly Value[]
  readonly data: Record<string, unknown>
  /** What it is once awaited, for builders that are both (`db.select().from(x)`). */
  result?: Value
  readonly props: Map<string, Value>
  /** Kept by `originsIn`. */
  walk?: number
}

export interface EitherValue {
  readonly k: 'either'
  /** How many values are inside; kept small, see `computed`. */
  readonly size?: number
  readonly of: readonly Alternative[]
  /** Kept by `originsIn`. */
  inside?: Inside
}

export interface Alternative {
  readonly value: Value
  /** What holds when this alternative is the one. */
  readonly facts: readonly Fact[]
}

export interface ComputedValue {
  readonly k: 'computed'
  readonly size?: number
  /** `template`, `concat`, an operator, or `call name`. */
  readonly how: string
  readonly of: readonly Value[]
  /** Where a text or a path was put together, or a digest was made. */
  readonly at?: Place
  readonly implies?: readonly Fact[]
  readonly denies?: readonly Fact[]
  /** Kept by `originsIn`. */
  inside?: Inside
}

export interface UnknownValue {
  readonly k: 'unknown'
}

/** Something that holds on the path taken. */
export type Fact =
  | {
      readonly kind: 'guard'
      readonly guard: GuardKind
      readonly at: Place
      readonly how: string
      readonly name?: string
      readonly on?: Value
      /** It takes the place of an owner's guard: whoever is of this kind is let past that. */
      readonly past?: true
    }
  | { readonly kind: 'checked'; readonly origin: OriginValue; readonly how: string }
  | { readonly kind: 'condition'; readonly value: Value; readonly truthy: boolean; readonly at: Place }

export const UNKNOWN: UnknownValue = { k: 'unknown' }
export const UNDEFINED: LiteralValue = { k: 'literal', value: undefined }
export const literal = (value: LiteralValue['value']): LiteralValue => ({ k: 'literal', value })
export const origin = (from: OriginKind, path: readonly string[] = [], more: Partial<OriginValue> = {}): OriginValue => ({
  k: 'origin',
  from,
  path,
  ...more,
})
export const computed = (how: string, of: readonly Value[], more: Partial<ComputedValue> = {}): ComputedValue => {
  let size = 1
  for (const value of of) size += sizeOf(value)
  // A value made from itself, over and over, doubles each time. What it was made from is all that anybody asks.
  return size > MOST
    ? { k: 'computed', how: /^(call |template|tagged|raw)/.test(how) ? how : 'made from', of: originsIn(of), size: 1, ...more }
    : { k: 'computed', how, of, size, ...more }
}
export const object = (entries: Iterable<readonly [string, Value]> = [], spreads: Value[] = []): ObjectValue => ({
  k: 'object',
  props: new Map(entries),
  spreads,
})
export const list = (items: Value[], open = false): ListValue => ({ k: 'list', items, open })
export const native = (name: string, call: NativeValue['call']): NativeValue => ({ k: 'native', name, call })
export const library = (name: string, path: string, data: Record<string, unknown> = {}, args: readonly Value[] = []): LibraryValue => ({
  k: 'library',
  library: name,
  path,
  args,
  data,
  props: new Map(),
})

/** One of several; nested alternatives are flattened, and their number is bounded. */
export function either(alternatives: readonly Alternative[]): Value {
  const unique: Alternative[] = []
  for (const one of alternatives) {
    if (one.value.k !== 'either') addAlternative(unique, one)
    else
      for (const inner of one.value.of)
        addAlternative(unique, one.facts.length ? { value: inner.value, facts: union(one.facts, inner.facts) } : inner)
  }
  if (unique.length === 1 && !unique[0]!.facts.length) return unique[0]!.value
  return fitting(unique) ?? fitting(withoutTwins(unique)) ?? computed('made from', originsIn(unique.map(one => one.value)))
}

/** Each fact once: what is asked over and over would say the same thing again each time. */
const union = (a: readonly Fact[], b: readonly Fact[]): readonly Fact[] => (b.length ? [...new Set([...a, ...b])] : a)

/** Too many to keep apart: nothing is known of which one it is. */
function fitting(unique: readonly Alternative[]): Value | undefined {
  if (unique.length > 12) return undefined
  const size = unique.reduce((sum, one) => sum + sizeOf(one.value), 1)
  return size > MOST ? undefined : { k: 'either', of: unique, size }
}

/** `if (!client) client = new Client()`: each request that comes by makes it again, under what held for that one. */
function withoutTwins(unique: readonly Alternative[]): Alternative[] {
  const few: Alternative[] = []
  for (const one of unique) {
    const index = few.findIndex(other => isTwin(other.value, one.value))
    const twin = few[index]
    if (twin) few[index] = { value: twin.value, facts: twin.facts.filter(fact => one.facts.includes(fact)) }
    else few.push(one)
  }
  return few
}

function addAlternative(unique: Alternative[], added: Alternative): void {
  for (const one of unique) if (one.value === added.value && sameFacts(one.facts, added.facts)) return
  unique.push(added)
}

function sameFacts(a: readonly Fact[], b: readonly Fact[]): boolean {
  if (a.length !== b.length) return false
  for (let index = 0; index < a.length; index++) if (a[index] !== b[index]) return false
  return true
}

const MOST = 120

const sizeOf = (value: Value): number => (value.k === 'computed' || value.k === 'either' ? (value.size ?? 1) : 1)

export const oneOf = (values: readonly Value[]): Value => (values.length ? either(values.map(value => ({ value, facts: [] }))) : UNDEFINED)

/** A text of whatever it was: no object comes out, and nothing is known of what it says. */
export const madeText = (value: Value): Value => (value.k === 'origin' ? { ...value, checked: value.checked ?? 'text' } : value)

/** What is asked of a value counts for more than that it is there, or that it is a text. */
export const nowChecked = (value: OriginValue, how: string): OriginValue => ({
  ...value,
  checked: value.checked === undefined || value.checked === 'presence' || value.checked === 'text' ? how : value.checked,
})

/** The text of a literal string, else nothing. */
export const numberOf = (value: Value | undefined): number | undefined =>
  value?.k === 'literal' && typeof value.value === 'number' ? value.value : undefined
export const textOf = (value: Value | undefined): string | undefined =>
  value?.k === 'literal' && typeof value.value === 'string' ? value.value : undefined
