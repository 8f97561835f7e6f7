import type { BinaryOperator } from './ast.js'
import { areEqual, floatOf, holds, listOf, numberIn, RulesError, type RulesValue, setOf, typeOf } from './value.js'

/** Every binary operator but `&&` and `||`, which look at their sides one at a time. */
export function operate(op: BinaryOperator, a: RulesValue, b: RulesValue): RulesValue {
  switch (op) {
    case '==':
      return areEqual(a, b)
    case '!=':
      return !areEqual(a, b)
    case 'in':
      return isIn(a, b)
    case '<':
      return compare(a, b) < 0
    case '<=':
      return compare(a, b) <= 0
    case '>':
      return compare(a, b) > 0
    case '>=':
      return compare(a, b) >= 0
    default:
      return calculate(op, a, b)
  }
}

function isIn(item: RulesValue, of: RulesValue): boolean {
  if (of !== null && typeof of === 'object') {
    if (of.t === 'list' || of.t === 'set') return holds(of.items, item)
    if (of.t === 'map') return typeof item === 'string' && of.entries.has(item)
  }
  throw new RulesError(`\`in\` expects a list, a set or a map and got a ${typeOf(of)}`)
}

function compare(a: RulesValue, b: RulesValue): number {
  const [left, right] = [numberIn(a), numberIn(b)]
  if (left !== undefined && right !== undefined) return left - right
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0
  if (a && b && typeof a === 'object' && typeof b === 'object') {
    if (a.t === 'timestamp' && b.t === 'timestamp') return a.ms - b.ms
    if (a.t === 'duration' && b.t === 'duration') return a.ms - b.ms || a.nanos - b.nanos
  }
  throw new RulesError(`a ${typeOf(a)} and a ${typeOf(b)} have no order`)
}

function calculate(op: BinaryOperator, a: RulesValue, b: RulesValue): RulesValue {
  if (typeof a === 'string' && typeof b === 'string' && op === '+') return a + b
  if (a && b && typeof a === 'object' && typeof b === 'object') {
    const sum = ofObjects(op, a, b)
    if (sum !== undefined) return sum
  }
  const [left, right] = [numberIn(a), numberIn(b)]
  if (left === undefined || right === undefined) throw new RulesError(`\`${op}\` cannot join a ${typeOf(a)} and a ${typeOf(b)}`)
  const whole = typeof a === 'number' && typeof b === 'number'
  if (whole && right === 0 && (op === '/' || op === '%')) throw new RulesError('division by zero')
  const result =
    op === '+' ? left + right : op === '-' ? left - right : op === '*' ? left * right : op === '/' ? left / right : left % right
  return whole ? Math.trunc(result) : floatOf(result)
}

function ofObjects(op: BinaryOperator, a: RulesValue & object, b: RulesValue & object): RulesValue | undefined {
  const sign = op === '+' ? 1 : -1
  if (op !== '+' && op !== '-') return undefined
  if (a.t === 'list' && b.t === 'list' && op === '+') return listOf([...a.items, ...b.items])
  if (a.t === 'set' && b.t === 'set') return setOf(op === '+' ? [...a.items, ...b.items] : a.items.filter(item => !holds(b.items, item)))
  if (b.t === 'duration') {
    if (a.t === 'timestamp') return { t: 'timestamp', ms: a.ms + sign * b.ms }
    if (a.t === 'duration') return { t: 'duration', ms: a.ms + sign * b.ms, nanos: a.nanos + sign * b.nanos }
  }
  if (a.t === 'duration' && b.t === 'timestamp' && op === '+') return { t: 'timestamp', ms: a.ms + b.ms }
  if (a.t === 'timestamp' && b.t === 'timestamp' && op === '-') return { t: 'duration', ms: a.ms - b.ms, nanos: 0 }
  return undefined
}
