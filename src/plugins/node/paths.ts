import type { LibraryCall } from '../plugin.js'
import { computed, literal, nowChecked, type OriginValue, textOf, type Value } from '../value.js'

/** Paths keep what they were made of; the last part of one leads nowhere else. */
export function pathCall(call: LibraryCall): Value | undefined {
  const texts = call.args.map(textOf)
  switch (call.method) {
    case 'join':
    case 'resolve':
      return texts.length && texts.every(text => text !== undefined)
        ? literal(texts.join('/').replace(/\/{2,}/g, '/'))
        : computed(`call ${call.method}`, call.args, { at: call.at })
    case 'basename':
      return mapOrigins(call.args[0], one => nowChecked(one, 'basename'))
    case 'extname':
    case 'dirname':
    case 'normalize':
    case 'relative':
    case 'format':
      return computed(`call ${call.method}`, call.args)
    default:
      return undefined
  }
}

function mapOrigins(value: Value | undefined, map: (one: OriginValue) => OriginValue): Value {
  if (!value) return literal('')
  switch (value.k) {
    case 'origin':
      return map(value)
    case 'computed':
      return { ...value, of: value.of.map(one => mapOrigins(one, map)) }
    case 'either':
      return { k: 'either', of: value.of.map(one => ({ value: mapOrigins(one.value, map), facts: one.facts })) }
    default:
      return value
  }
}
