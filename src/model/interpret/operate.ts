import { computed, literal, type LiteralValue, type Value } from '#plugins/value'
import { askedOfAddress } from './address.js'
import { truthiness } from './assume.js'
import { joinText } from './evaluate.js'

/** An operator on values: computed where they are known, remembered where not. `elsewhere`: modes that what is deployed does not run in. */
export function operate(o: string, x: readonly Value[], elsewhere: ReadonlySet<unknown>): Value {
  const [a, b] = x as [Value, Value | undefined]
  if (o === '!') {
    const known = truthiness(a)
    return known === undefined ? computed('!', [a]) : literal(!known)
  }
  if (o === '+' && b)
    return a.k === 'literal' && b.k === 'literal' && typeof a.value === 'number' && typeof b.value === 'number'
      ? literal(a.value + b.value)
      : plus(a, b)
  if (!b && o.trim() === '-' && a.k === 'literal' && typeof a.value === 'number') return literal(-a.value)
  if (o === 'typeof ') return a.k === 'literal' ? literal(typeof a.value) : computed('typeof', [a])
  if (b && a.k === 'literal' && b.k === 'literal' && (o === '===' || o === '==' || o === '!==' || o === '!=')) {
    const same = o.length === 2 ? isAlike(a.value, b.value) : a.value === b.value
    return literal(o.startsWith('!') ? !same : same)
  }
  if (b && a.k === 'literal' && b.k === 'literal' && typeof a.value === 'number' && typeof b.value === 'number')
    return literal(arithmetic(o, a.value, b.value))
  const isElsewhere = (value: Value): boolean => value.k === 'literal' && elsewhere.has(value.value)
  const isEquality = o.length >= 2 && o.length <= 3 && /^[!=]==?$/.test(o)
  const same = b && isEquality ? (askedOfAddress('===', a, b) ?? askedOfAddress('===', b, a)) : undefined
  if (same?.k === 'literal') return literal(o.startsWith('!') ? !same.value : Boolean(same.value))
  if (b && isEquality && ((isMode(a) && isElsewhere(b)) || (isMode(b) && isElsewhere(a)))) return literal(o.startsWith('!'))
  // `undefined === something that exists` is known as well.
  if (b && isEquality && isNothing(b) && isSomething(a)) return literal(o.startsWith('!'))
  if (o === '++' || o === '--') return computed('number', [a])
  if (o === '+ ') return computed('call Number', [a])
  if (o === 'instanceof' && b) return computed(`instanceof ${className(b)}`, [a])
  if (o === 'keys') return computed('keys', [a])
  return computed(o.trim(), x)
}

function className(value: Value): string {
  if (value.k === 'class' || value.k === 'function') return value.fact.name || 'class'
  return value.k === 'library' ? value.path.split('.').at(-1) || 'class' : 'class'
}

const isMode = (value: Value): boolean => value.k === 'origin' && value.from === 'env' && value.name === 'NODE_ENV'
export const isNothing = (value: Value): boolean => value.k === 'literal' && (value.value === undefined || value.value === null)
const isSomething = (value: Value): boolean => value.k === 'object' || value.k === 'list' || value.k === 'function' || value.k === 'class'

function plus(a: Value, b: Value): Value {
  const text = (value: Value): boolean =>
    (value.k === 'literal' && typeof value.value === 'string') || (value.k === 'computed' && value.how === 'template')
  return text(a) || text(b) ? joinText([a, b]) : computed('+', [a, b])
}

function arithmetic(o: string, a: number, b: number): number | boolean | undefined {
  switch (o) {
    case '-':
      return a - b
    case '*':
      return a * b
    case '/':
      return a / b
    case '%':
      return a % b
    case '<':
      return a < b
    case '>':
      return a > b
    case '<=':
      return a <= b
    case '>=':
      return a >= b
    default:
      return undefined
  }
}

/** `==`, for the values that code compares: nothing equals nothing, and a number equals its digits. */
function isAlike(a: LiteralValue['value'], b: LiteralValue['value']): boolean {
  const [isNone, isNoneThere] = [a === undefined || a === null, b === undefined || b === null]
  return isNone || isNoneThere ? isNone === isNoneThere : a === b || String(a) === String(b)
}
