import type { Place } from '#base/place'
import { isMatch } from '#plugins/pattern'
import { type FunctionValue, list, literal, type LiteralValue, type NativeValue, type Value } from '#plugins/value'
import { callValue } from './call.js'
import type { Machine } from './machine.js'

const TEXT = new Set([
  'startsWith',
  'endsWith',
  'includes',
  'indexOf',
  'toLowerCase',
  'toUpperCase',
  'trim',
  'slice',
  'substring',
  'replace',
  'split',
  'match',
])

/**
 * A method of a text or a list that is known whole: what the engine itself would answer. Middleware asks so whether the
 * address of a route is one of those that need a session.
 */
export function knownMethod(m: Machine, receiver: Value, name: string, args: readonly Value[], at: Place): Value | undefined {
  if (receiver.k === 'literal' && typeof receiver.value === 'string' && TEXT.has(name)) return ofText(receiver.value, name, args)
  if (receiver.k !== 'list' || receiver.open || receiver.items.length > 64) return undefined
  const [first] = args
  if (name === 'includes' && first && isPlain(first) && receiver.items.every(isPlain))
    return literal(receiver.items.some(item => (item as LiteralValue).value === first.value))
  if (name === 'indexOf' && first && isPlain(first) && receiver.items.every(isPlain))
    return literal(receiver.items.findIndex(item => (item as LiteralValue).value === first.value))
  if (
    (name === 'some' || name === 'every') &&
    (first?.k === 'function' || first?.k === 'native') &&
    receiver.items.every(item => isPlain(item) || isPattern(item))
  )
    return overAll(m, receiver.items, name, first, at)
  if (name === 'reduce' && first?.k === 'function' && args[1] && receiver.items.length <= 16 && receiver.items.every(isPlain))
    return receiver.items.reduce<Value>((sum, item, index) => callValue(m, first, [sum, item, literal(index)], at), args[1])
  return undefined
}

const isPlain = (value: Value): value is LiteralValue => value.k === 'literal'
const isPattern = (value: Value): value is Value & { k: 'library' } => value.k === 'library' && value.library === 'regexp'

function ofText(text: string, name: string, args: readonly Value[]): Value | undefined {
  const [first] = args
  if (name === 'match' && first && isPattern(first)) {
    const found = isMatch(String(first.data['pattern']), text)
    return found === undefined ? undefined : found ? list([literal(text)], true) : literal(null)
  }
  if (name === 'match' || !args.every(isPlain)) return undefined
  const method = text[name as 'slice'] as (...values: unknown[]) => unknown
  const result = method.apply(
    text,
    args.map(arg => arg.value),
  )
  if (Array.isArray(result)) return list(result.map(part => literal(String(part))))
  return literal(result as string)
}

/** The answer where every item gives one that is known. */
function overAll(
  m: Machine,
  items: readonly Value[],
  name: 'some' | 'every',
  callback: FunctionValue | NativeValue,
  at: Place,
): Value | undefined {
  const answers: Value[] = []
  for (const [index, item] of items.entries()) m.branch([], () => void answers.push(callValue(m, callback, [item, literal(index)], at)))
  if (!answers.every(isPlain)) return undefined
  return literal(name === 'some' ? answers.some(answer => Boolean(answer.value)) : answers.every(answer => Boolean(answer.value)))
}
