import type { Place } from '#base/place'
import { literal, UNDEFINED, type Value } from '#plugins/value'
import { truthiness } from './assume.js'
import { callValue } from './call.js'
import type { Machine } from './machine.js'

const ASKS = new Set(['some', 'every', 'find', 'findIndex'])

/**
 * `RULES.find(rule => path.startsWith(rule.prefix))`, where the list is written out and each answer is known: the answer.
 * So rules that stand in a table hold for the addresses that they name, and for no others.
 */
export function decided(m: Machine, name: string, over: Value, callback: Value, at: Place): Value | undefined {
  if (!ASKS.has(name) || over.k !== 'list' || over.open || !over.items.length || over.items.length > 64) return undefined
  if (callback.k !== 'function' || !over.items.every(isWritten)) return undefined
  const facts = m.facts
  const effects = m.effects.length
  for (const [index, item] of over.items.entries()) {
    const answer = truthiness(callValue(m, callback, [item, literal(index), over], at))
    m.facts = facts
    if (answer === undefined || m.thrown || m.effects.length > effects) {
      m.thrown = false
      return undefined
    }
    if (answer && name !== 'every') return name === 'find' ? item : literal(name === 'some' ? true : index)
    if (!answer && name === 'every') return literal(false)
  }
  return name === 'find' ? UNDEFINED : literal(name === 'findIndex' ? -1 : name === 'every')
}

const isWritten = (item: Value): boolean =>
  (item.k === 'literal' && typeof item.value === 'string') ||
  (item.k === 'library' && item.library === 'regexp') ||
  (item.k === 'object' && !item.spreads.length && !item.dynamic && [...item.props.values()].some(isWritten))
