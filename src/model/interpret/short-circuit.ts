import type { Place } from '#base/place'
import type { Expr } from '#facts/ir'
import { isTwin } from '#plugins/twin'
import { computed, either, type Fact, isFixed, type Scope, UNKNOWN, type Value } from '#plugins/value'
import { implied, known } from './assume.js'
import { evaluate } from './evaluate.js'
import { isInert } from './inert.js'
import { joinWrites, together } from './join.js'
import { type Machine, NOTHING_WRITTEN, withLog } from './machine.js'
import { isNothing } from './operate.js'

/** `a && b`, `a || b`, `a ?? b`: the right side under what the left one says. */
export function shortCircuit(m: Machine, o: string, left: Value, at: Place, right: Expr, scope: Scope): Value {
  const outcome = known(m, left)
  if (o === '&&' && outcome === false) return left
  if (o !== '&&' && outcome === true) return left
  if (o === '??' && left.k === 'literal' && left.value !== null && left.value !== undefined) return left
  if (outcome !== undefined || (o !== '&&' && isOwnGlobal(left))) return evaluate(right, scope, m)
  const rightward = (): readonly Fact[] => implied(m, left, o === '&&', at)
  const opposite = (): readonly Fact[] => implied(m, left, o !== '&&', at)
  // What may change meanwhile is asked before.
  const waits = isInert(right) || isFixed(left)
  const value = sometimes(m, right, rightward, () =>
    under(m, waits ? rightward : always(rightward()), waits ? opposite : always(opposite()), () => evaluate(right, scope, m)),
  )
  return (o === '&&' ? undefined : madeBefore(left, value)) ?? computed(o, [left, value])
}

/** `client ??= create()`: whoever asks later finds what the one before has made, and not one more. */
function madeBefore(left: Value, right: Value): Value | undefined {
  if (right.k !== 'library' || left.k !== 'either') return undefined
  const made = left.of.map(one => one.value).filter(one => !isNothing(one))
  return made.length && made.every(one => isTwin(one, right)) ? made[0] : undefined
}

/** Evaluates what is reached on one of two ways only: what it writes is one of the ways in which things may be. */
function sometimes(m: Machine, e: Expr, facts: () => readonly Fact[], run: () => Value): Value {
  if (isInert(e)) return run()
  let value: Value = UNKNOWN
  const writes = withLog(m, () => void (value = run()))
  if (writes.size) joinWrites(m, writes, facts(), NOTHING_WRITTEN, [])
  return value
}

/** `test ? a : b` where neither way is known to be the one. */
export function eitherWay(m: Machine, test: Value, at: Place, [yes, no]: readonly [Expr, Expr], scope: Scope): Value {
  const [factsYes, factsNo] = [implied(m, test, true, at), implied(m, test, false, at)]
  const onYes = (): Value => under(m, always(factsYes), always(factsNo), () => evaluate(yes, scope, m))
  const onNo = (): Value => under(m, always(factsNo), always(factsYes), () => evaluate(no, scope, m))
  let [valueYes, valueNo]: Value[] = [UNKNOWN, UNKNOWN]
  if (isInert(yes) && isInert(no)) [valueYes, valueNo] = [onYes(), onNo()]
  else {
    const writesYes = withLog(m, () => void (valueYes = onYes()))
    const writesNo = withLog(m, () => void (valueNo = onNo()))
    joinWrites(m, writesYes, factsYes, writesNo, factsNo)
  }
  return either([
    { value: valueYes!, facts: factsYes },
    { value: valueNo!, facts: factsNo },
  ])
}

/** `globalThis.db ?? create()`: a name that the app itself put there, and only after it was made. */
const isOwnGlobal = (value: Value): boolean =>
  value.k === 'library' &&
  value.library === 'global' &&
  /^[\w$]+$/.test(value.path) &&
  !(value.path in globalThis) &&
  !/^(Deno|window|document|navigator|localStorage|require|module)$/.test(value.path)

/** What is known already, where what may be asked later is taken. */
const always =
  <Result>(result: Result): (() => Result) =>
  () =>
    result

/** Evaluates with facts that hold only here. When it never returns, the opposite holds from now on. */
function under(m: Machine, facts: () => readonly Fact[], opposite: () => readonly Fact[], run: () => Value): Value {
  const before = m.facts
  m.assumeLater(facts)
  const value = run()
  m.facts = before
  if (m.thrown) {
    m.thrown = false
    m.facts = together(before, opposite())
  }
  return value
}
