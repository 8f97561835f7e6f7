import { type Alternative, computed, type ComputedValue, type LiteralValue, type Value } from '#plugins/value'

const isLiteral = (value: Value): value is LiteralValue => value.k === 'literal'

/** What a value may be, and whether it then passes the test; where that is not known, `asked` is the test of that one alone. */
interface Apart {
  readonly of: readonly Alternative[]
  readonly is: (one: Value) => boolean | undefined
  readonly asked?: (one: Value) => ComputedValue
}

/** `'error' in result`, `result instanceof Response`: what a function may have returned, told apart by what it is. */
export function apart(value: ComputedValue): Apart | undefined {
  const [a, b] = value.of
  if (value.how === 'in' && a?.k === 'literal' && b?.k === 'either') {
    const key = String(a.value)
    return { of: b.of, is: one => (one.k === 'object' && !one.spreads.length && !one.dynamic ? one.props.has(key) : undefined) }
  }
  // `needed.includes(user.isAdmin ? 'admin' : 'user')`: which of them is in the list says what was asked.
  if (
    value.how === 'call includes' &&
    a?.k === 'list' &&
    !a.open &&
    a.items.every(isLiteral) &&
    b?.k === 'either' &&
    b.of.some(one => isLiteral(one.value))
  )
    return {
      of: b.of,
      is: one => (isLiteral(one) ? a.items.some(item => isLiteral(item) && item.value === one.value) : undefined),
      asked: one => computed(value.how, [a, one]),
    }
  if (/^instanceof (?:Next)?Response$/.test(value.how) && a?.k === 'either')
    return {
      of: a.of,
      is: one =>
        one.k === 'library'
          ? /^(?:web:response|http:response|next\/server)$/.test(one.library)
          : one.k === 'unknown' || one.k === 'computed'
            ? undefined
            : false,
    }
  return undefined
}
