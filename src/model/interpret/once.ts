import type { Alternative, Value } from '#plugins/value'

const MODULES = new WeakSet<Map<string, Value>>()

/** Marks the variables of a module: they stay from one request to the next. */
export function ofModule(variables: Map<string, Value>): Map<string, Value> {
  MODULES.add(variables)
  return variables
}

/**
 * `let client` of a module, made by whoever asks first, where it was made on one of two ways: whoever asks later makes it or
 * finds it. It is that client, and not one more each time.
 */
export function keptOnce(into: Map<string, Value>, old: Value, ways: readonly Alternative[]): Value | undefined {
  if (!MODULES.has(into)) return undefined
  if (ways.every(one => one.value === old)) return old
  const [first, ...rest] = [old, ...ways.map(one => one.value)].flatMap(parts).filter(one => !isNothing(one))
  return first?.k === 'library' && rest.every(one => one.k === 'library' && one.library === first.library && one.path === first.path)
    ? first
    : undefined
}

/** What a value may be: `client ?? create()` is the one or the other. */
function parts(value: Value): readonly Value[] {
  if (value.k === 'either') return value.of.flatMap(one => parts(one.value))
  return value.k === 'computed' && (value.how === '??' || value.how === '||') ? value.of.flatMap(parts) : [value]
}

const isNothing = (value: Value): boolean => value.k === 'literal' && (value.value === undefined || value.value === null)
