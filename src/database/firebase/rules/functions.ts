import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { UNITS } from './dates.js'
import { floatOf, numberIn, RulesError, type RulesValue, typeOf } from './value.js'

export const NAMESPACES: ReadonlySet<string> = new Set(['math', 'hashing', 'timestamp', 'duration', 'latlng', 'firestore'])

/** Functions that are called by name: conversions. `undefined`: there is none of this name. */
export function builtin(name: string, args: readonly RulesValue[]): RulesValue | undefined {
  const [value = null] = args
  switch (name) {
    case 'debug':
      return value
    case 'string':
      if (value === null || typeof value !== 'object') return String(value)
      if (value.t === 'float') return String(value.value)
      if (value.t === 'path') return `/${value.parts.join('/')}`
      break
    case 'bool':
      if (typeof value === 'boolean') return value
      if (value === 'true' || value === 'false') return value === 'true'
      break
    case 'int':
    case 'float': {
      const number = typeof value === 'string' && /^\s*[+-]?[\d.]+(?:e[+-]?\d+)?\s*$/i.test(value) ? Number(value) : numberIn(value)
      if (number !== undefined) return name === 'int' ? Math.trunc(number) : floatOf(number)
      break
    }
    case 'path':
      if (typeof value === 'string') return { t: 'path', parts: value.split('/').filter(Boolean) }
      break
    default:
      return undefined
  }
  throw new RulesError(`\`${name}()\` cannot convert a ${typeOf(value)}`)
}

/** `math.floor(x)`, `timestamp.date(2026, 1, 1)` and their kin. */
export function callNamespace(namespace: string, name: string, args: readonly RulesValue[]): RulesValue {
  switch (namespace) {
    case 'math':
      return math(name, args)
    case 'hashing':
      return hash(name, args[0] ?? null)
    case 'timestamp':
      if (name === 'value') return { t: 'timestamp', ms: number(args[0]) }
      if (name === 'date') return { t: 'timestamp', ms: Date.UTC(number(args[0]), number(args[1]) - 1, number(args[2])) }
      break
    case 'duration':
      return duration(name, args)
    case 'latlng':
      if (name === 'value') return { t: 'latlng', lat: number(args[0]), lng: number(args[1]) }
      break
  }
  throw new RulesError(`\`${namespace}\` has no \`${name}()\``)
}

function number(value: RulesValue | undefined): number {
  const found = numberIn(value ?? null)
  if (found === undefined) throw new RulesError(`expected a number and got a ${typeOf(value ?? null)}`)
  return found
}

function math(name: string, args: readonly RulesValue[]): RulesValue {
  const value = number(args[0])
  switch (name) {
    case 'abs':
      return typeof args[0] === 'number' ? Math.abs(value) : floatOf(Math.abs(value))
    case 'ceil':
      return Math.ceil(value)
    case 'floor':
      return Math.floor(value)
    case 'round':
      return Math.round(value)
    case 'isInfinite':
      return Math.abs(value) === Infinity
    case 'isNaN':
      return Number.isNaN(value)
    case 'pow':
      return floatOf(value ** number(args[1]))
    case 'sqrt':
      return floatOf(Math.sqrt(value))
    default:
      throw new RulesError(`\`math\` has no \`${name}()\``)
  }
}

function hash(name: string, value: RulesValue): RulesValue {
  const bytes =
    typeof value === 'string'
      ? new TextEncoder().encode(value)
      : value && typeof value === 'object' && value.t === 'bytes'
        ? value.bytes
        : undefined
  if (!bytes) throw new RulesError(`\`hashing.${name}()\` cannot hash a ${typeOf(value)}`)
  if (name === 'md5' || name === 'sha256') return { t: 'bytes', bytes: new Uint8Array(createHash(name).update(bytes).digest()) }
  const sum = name === 'crc32' ? crc32(bytes) : name === 'crc32c' ? castagnoli(bytes) : undefined
  if (sum === undefined) throw new RulesError(`\`hashing\` has no \`${name}()\``)
  return { t: 'bytes', bytes: new Uint8Array([24, 16, 8, 0].map(shift => (sum >>> shift) & 255)) }
}

function castagnoli(bytes: Uint8Array): number {
  let sum = 0xffffffff
  for (const byte of bytes) {
    sum ^= byte
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0x82f63b78 : 0)
  }
  return (sum ^ 0xffffffff) >>> 0
}

function duration(name: string, args: readonly RulesValue[]): RulesValue {
  if (name === 'time')
    return {
      t: 'duration',
      ms: number(args[0]) * UNITS['h']! + number(args[1]) * UNITS['m']! + number(args[2]) * UNITS['s']!,
      nanos: number(args[3] ?? 0),
    }
  if (name === 'value') {
    const unit = args[1]
    if (typeof unit !== 'string' || UNITS[unit] === undefined)
      throw new RulesError('`duration.value()` expects one of w, d, h, m, s, ms, ns')
    return { t: 'duration', ms: number(args[0]) * UNITS[unit], nanos: unit === 'ns' ? number(args[0]) : 0 }
  }
  const [of] = args
  if (name === 'abs' && of && typeof of === 'object' && of.t === 'duration')
    return { t: 'duration', ms: Math.abs(of.ms), nanos: Math.abs(of.nanos) }
  throw new RulesError(`\`duration\` has no \`${name}()\``)
}
