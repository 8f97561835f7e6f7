/** A value of the rules language. Integers are numbers; floats are kept apart, since `is int` tells them apart. */
export type RulesValue =
  | null
  | boolean
  | number
  | string
  | { readonly t: 'float'; readonly value: number }
  | { readonly t: 'list'; readonly items: readonly RulesValue[] }
  | { readonly t: 'set'; readonly items: readonly RulesValue[] }
  | RulesMap
  | { readonly t: 'diff'; readonly now: RulesMap; readonly before: RulesMap }
  | { readonly t: 'path'; readonly parts: readonly string[] }
  | { readonly t: 'timestamp'; readonly ms: number }
  | { readonly t: 'duration'; readonly ms: number; readonly nanos: number }
  | { readonly t: 'latlng'; readonly lat: number; readonly lng: number }
  | { readonly t: 'bytes'; readonly bytes: Uint8Array }
  | { readonly t: 'namespace'; readonly name: string }

export interface RulesMap {
  readonly t: 'map'
  readonly entries: ReadonlyMap<string, RulesValue>
}

/** Evaluation failed: what the condition says is then neither true nor false. `fatal`: a limit, which nothing absorbs. */
export class RulesError extends Error {
  readonly fatal: boolean
  constructor(message: string, fatal = false) {
    super(message)
    this.name = 'RulesError'
    this.fatal = fatal
  }
}

export const mapOf = (entries: Iterable<readonly [string, RulesValue]>): RulesMap => ({ t: 'map', entries: new Map(entries) })
export const listOf = (items: readonly RulesValue[]): RulesValue => ({ t: 'list', items })
export const floatOf = (value: number): RulesValue => ({ t: 'float', value })
export const setOf = (items: readonly RulesValue[]): RulesValue => ({
  t: 'set',
  items: items.filter((item, index) => items.findIndex(other => areEqual(other, item)) === index),
})

/** Plain data as Firestore would store it: whole numbers become integers, dates timestamps. */
export function valueOf(data: unknown): RulesValue {
  if (data === null || data === undefined) return null
  if (typeof data === 'boolean' || typeof data === 'string') return data
  if (typeof data === 'number') return Number.isInteger(data) ? data : floatOf(data)
  if (data instanceof Date) return { t: 'timestamp', ms: data.getTime() }
  if (data instanceof Uint8Array) return { t: 'bytes', bytes: data }
  if (Array.isArray(data)) return listOf(data.map(valueOf))
  return mapOf(Object.entries(data).map(([key, value]) => [key, valueOf(value)] as const))
}

export function typeOf(value: RulesValue): string {
  if (value === null) return 'null'
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'number') return 'int'
  if (typeof value === 'string') return 'string'
  return value.t === 'diff' ? 'map_diff' : value.t
}

export const isType = (value: RulesValue, type: string): boolean =>
  type === 'number' ? ['int', 'float'].includes(typeOf(value)) : typeOf(value) === type

export const numberIn = (value: RulesValue): number | undefined =>
  typeof value === 'number' ? value : value !== null && typeof value === 'object' && value.t === 'float' ? value.value : undefined

/** Values of different types are different; whole and broken numbers compare by value. */
export function areEqual(a: RulesValue, b: RulesValue): boolean {
  const [left, right] = [numberIn(a), numberIn(b)]
  if (left !== undefined && right !== undefined) return left === right
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return a === b
  switch (a.t) {
    case 'list':
      return b.t === 'list' && a.items.length === b.items.length && a.items.every((item, index) => areEqual(item, b.items[index]!))
    case 'set':
      return b.t === 'set' && a.items.length === b.items.length && a.items.every(item => holds(b.items, item))
    case 'map':
      return (
        b.t === 'map' &&
        a.entries.size === b.entries.size &&
        [...a.entries].every(([key, value]) => b.entries.has(key) && areEqual(value, b.entries.get(key)!))
      )
    case 'path':
      return b.t === 'path' && a.parts.join('/') === b.parts.join('/')
    case 'timestamp':
      return b.t === 'timestamp' && a.ms === b.ms
    case 'duration':
      return b.t === 'duration' && a.ms === b.ms && a.nanos === b.nanos
    case 'latlng':
      return b.t === 'latlng' && a.lat === b.lat && a.lng === b.lng
    case 'bytes':
      return b.t === 'bytes' && Buffer.from(a.bytes).equals(Buffer.from(b.bytes))
    default:
      return a === b
  }
}

export const holds = (items: readonly RulesValue[], item: RulesValue): boolean => items.some(each => areEqual(each, item))
