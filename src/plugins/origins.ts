import { REQUEST_ORIGINS } from '#facts/origin'
import type { OriginValue, Value } from './value.js'

const DEPTH = 6

/** Every origin inside a value. */
export function originsIn(value: Value, depth = 0): OriginValue[] {
  if (depth > DEPTH) return []
  const inner = (one: Value): OriginValue[] => originsIn(one, depth + 1)
  switch (value.k) {
    case 'origin':
      return [value]
    case 'computed':
      return value.of.flatMap(inner)
    case 'either':
      return value.of.flatMap(one => inner(one.value))
    case 'object':
      return [...value.props.values(), ...value.spreads, ...(value.dynamic ?? [])].flatMap(inner)
    case 'list':
      return value.items.flatMap(inner)
    case 'library':
      return value.result ? inner(value.result) : value.args.flatMap(inner)
    default:
      return []
  }
}

/** The value of whoever calls that something was made from. */
export const sentBy = (value: Value): OriginValue | undefined => originsIn(value).find(one => REQUEST_ORIGINS.has(one.from))
