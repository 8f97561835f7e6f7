import type { Value } from '#plugins/value'
import { truthiness } from './assume.js'
import type { Machine } from './machine.js'

/** `userId && role && row.userId !== userId`: whoever has got this far is signed in, so that the first two say nothing. */
export function isRuledOut(m: Machine, value: Value, truthy: boolean): boolean {
  if (truthiness(value) === !truthy) return true
  if (value.k === 'computed' && value.how === '!') return isRuledOut(m, value.of[0]!, !truthy)
  if (value.k === 'computed' && (value.how === '&&' || value.how === '||'))
    return (value.how === '&&') === truthy
      ? value.of.some(side => isRuledOut(m, side, truthy))
      : value.of.every(side => isRuledOut(m, side, truthy))
  return (
    !truthy &&
    value.k === 'origin' &&
    value.from === 'session' &&
    NAMES_CALLER.test(value.path.at(-1) ?? 'id') &&
    m.facts.some(fact => fact.kind === 'guard' && (fact.guard === 'session' || fact.guard === 'role'))
  )
}

const NAMES_CALLER = /^(?:_?id|sub|uid|user_?id|email|role)$/i
