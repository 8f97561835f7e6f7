import { type Alternative, UNKNOWN, type Value } from '#plugins/value'
import { joinWrites } from './join.js'
import { type Machine, withLog } from './machine.js'

/** Methods that are given a listener. */
export const LISTENS = /^(?:on|once|addListener|addEventListener)$/

/** What stands in a listener happens later, or never: what it writes is one of the ways in which things may be. */
export function later(m: Machine, body: () => Value): Value {
  let value: Value = UNKNOWN
  joinWrites(
    m,
    withLog(m, () => void (value = body())),
    [],
    new Map(),
    [],
  )
  return value
}

/** A stand-in of the app's own, for development, says nothing of what runs where the real thing is connected. */
export function real(of: readonly Alternative[]): readonly Alternative[] {
  const kept = of.filter(
    ({ value }) => !(value.k === 'object' && value.cls && /mock|fake|stub|dummy|in_?memory/i.test(value.cls.fact.name)),
  )
  return kept.some(({ value }) => value.k === 'library') ? kept : of
}
