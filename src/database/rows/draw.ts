import { literal } from './shape.js'

/** Where a column's values come from: hash arithmetic on the row's number, so that a seed gives the same rows again. */
export interface Draw {
  /** The row's number, unlike any other in its table. */
  readonly i: string
  /** When the row came to be. */
  readonly at: string
  /** A number from 0 up to 1, another one for each tag. */
  uniform(tag: string): string
  /** 32 hexadecimal digits. */
  hash(tag: string): string
}

export function drawFor(seed: number, table: string, column: string, at: string): Draw {
  const key = (tag: string) => `${seed}/${table}/${column}/${tag}`
  return {
    i: 'r.i',
    at,
    uniform: tag => uniform(key(tag)),
    hash: tag => `md5(${literal(`${key(tag)}/`)} || r.i)`,
  }
}

export const uniform = (key: string): string => `((hashint8extended(r.i, ${saltOf(key)}) & 1073741823) / 1073741824.0::float8)`

/** FNV-1a: a number for a name. */
function saltOf(text: string): number {
  let hash = 2166136261
  for (const letter of text) hash = Math.imul(hash ^ letter.codePointAt(0)!, 16777619)
  return hash >>> 1
}

/** One of a list, those in front more often the more `skew` is above 1. */
export const oneOf = (draw: Draw, tag: string, values: readonly string[], skew = 1): string =>
  values.length === 1
    ? literal(values[0]!)
    : `(${list(values)}::text[])[1 + floor(${skew === 1 ? draw.uniform(tag) : `power(${draw.uniform(tag)}, ${skew})`} * ${values.length})::int]`

/** A whole number between two, low ones more often the more `skew` is above 1. */
export const whole = (draw: Draw, low: number, high: number, skew = 1): string =>
  `(${low} + floor(power(${draw.uniform('n')}, ${skew}) * ${high - low + 1})::bigint)`

/** An array as one literal: a tenth of the time to plan of `array[…]`. */
const list = (values: readonly string[]): string =>
  literal(`{${values.map(value => `"${value.replaceAll('\\', String.raw`\\`).replaceAll('"', String.raw`\"`)}"`).join(',')}}`)
