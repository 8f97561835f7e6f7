import type { Value } from './value.js'

/** The same literal, or two of a library's objects that were made in the same way. */
export function isTwin(a: Value, b: Value): boolean {
  if (a === b) return true
  if (a.k === 'literal') return b.k === 'literal' && a.value === b.value
  if (a.k !== 'library' || b.k !== 'library') return false
  return (
    a.library === b.library &&
    a.path === b.path &&
    !a.props.size &&
    !b.props.size &&
    a.args.length === b.args.length &&
    a.args.every((arg, index) => isSameSetting(arg, b.args[index]!)) &&
    sameEntries(Object.entries(a.data), Object.entries(b.data))
  )
}

const sameEntries = (a: readonly (readonly [string, unknown])[], b: readonly (readonly [string, unknown])[]): boolean =>
  a.length === b.length && a.every(([key, value], index) => b[index]![0] === key && b[index]![1] === value)

/** What a client is made with: texts, variables, and objects of them. */
function isSameSetting(a: Value, b: Value): boolean {
  if (a === b) return true
  switch (a.k) {
    case 'literal':
      return b.k === 'literal' && a.value === b.value
    case 'origin':
      return b.k === 'origin' && a.from === 'env' && b.from === 'env' && a.name === b.name
    case 'object':
      return (
        b.k === 'object' &&
        !a.spreads.length &&
        !b.spreads.length &&
        a.props.size === b.props.size &&
        [...a.props].every(([key, value]) => b.props.has(key) && isSameSetting(value, b.props.get(key)!))
      )
    case 'computed':
      return (
        b.k === 'computed' && a.how === b.how && a.of.length === b.of.length && a.of.every((one, index) => isSameSetting(one, b.of[index]!))
      )
    default:
      return false
  }
}
