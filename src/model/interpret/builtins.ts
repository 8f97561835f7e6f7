import type { Place } from '#base/place'
import { REQUEST_ORIGINS } from '#facts/origin'
import {
  computed,
  either,
  type FunctionValue,
  list,
  literal,
  madeText,
  type NativeValue,
  oneOf,
  origin,
  textOf,
  UNDEFINED,
  UNKNOWN,
  type Value,
} from '#plugins/value'
import { implied } from './assume.js'
import { askedOfAddress, listsAddress } from './address.js'
import { callValue } from './call.js'
import { decided } from './decided.js'
import { joinText } from './evaluate.js'
import { knownMethod } from './known.js'
import { replacedText } from './replaced.js'
import type { Machine } from './machine.js'
import { elementOf, settled } from './members.js'

const OVER_ITEMS = new Set([
  'map',
  'forEach',
  'filter',
  'find',
  'findLast',
  'some',
  'every',
  'flatMap',
  'findIndex',
  'sort',
  'toSorted',
  'reduce',
  'each',
])
const SAME_TEXT = new Set([
  'trim',
  'trimStart',
  'trimEnd',
  'toString',
  'toLowerCase',
  'toUpperCase',
  'normalize',
  'valueOf',
  'toLocaleLowerCase',
  'toLocaleUpperCase',
  'flat',
  'slice',
  'reverse',
  'toReversed',
  'entries',
  'values',
  'toJSON',
  'toObject',
  'lean',
])
/** Methods of `SAME_TEXT` that throw on an object: what comes out is a text. */
const OF_TEXT = /^(?:trim|trimStart|trimEnd|toLowerCase|toUpperCase|normalize|toLocaleLowerCase|toLocaleUpperCase)$/
const PART_OF = new Set([
  'split',
  'substring',
  'substr',
  'at',
  'pop',
  'shift',
  'charAt',
  'replace',
  'replaceAll',
  'padStart',
  'padEnd',
  'match',
  'matchAll',
  'join',
  'toFixed',
  'toISOString',
  'toLocaleString',
  'keys',
  'concat',
  'with',
])
const TESTS = new Set(['includes', 'startsWith', 'endsWith', 'indexOf', 'has', 'test', 'hasOwnProperty', 'localeCompare', 'equals'])

type Callback = FunctionValue | NativeValue

/** Methods that arrays, texts and promises have, whatever the value is. Undefined: not one of them. */
export function builtinMethod(m: Machine, receiver: Value, name: string, args: readonly Value[], at: Place): Value | undefined {
  const first = args[0]
  const callback = args.find((arg): arg is Callback => arg.k === 'function' || arg.k === 'native')
  if (name === 'then') return settle(m, receiver, args, at)
  if (name === 'catch' && callback) return caught(m, receiver, callback, at)
  if (name === 'finally' && callback) {
    callValue(m, callback, [], at)
    return receiver
  }
  const known = knownMethod(m, receiver, name, args, at) ?? replacedText(receiver, name, args)
  if (known) return known
  if (OVER_ITEMS.has(name) && (callback || name === 'sort')) return callback ? overItems(m, receiver, name, callback, args, at) : receiver
  if (receiver.k === 'list') {
    if (name === 'push' || name === 'unshift') {
      receiver.items.push(...args)
      // Only on one of two paths: how many there are is not known any more.
      if (m.logs.length) receiver.open = true
      const side = m.sides.at(-1)
      if (side && m.sides.length === (receiver.sides ?? 0) + 1)
        (receiver.unless ??= []).push(...implied(m, side.test, !side.truthy, at).filter(fact => fact.kind === 'checked'))
      return UNKNOWN
    }
    if (name === 'concat')
      return list(
        [...receiver.items, ...args.flatMap(arg => (arg.k === 'list' ? arg.items : [arg]))],
        receiver.open || args.some(arg => arg.k !== 'list'),
      )
    if (name === 'join') return joinText(receiver.items.flatMap((item, index) => (index ? [literal(textOf(first) ?? ','), item] : [item])))
  }
  if (receiver.k === 'library' && !receiver.result) return undefined
  if (SAME_TEXT.has(name)) return OF_TEXT.test(name) ? asText(settled(receiver)) : settled(receiver)
  const asked = (name === 'includes' ? listsAddress(receiver, first) : undefined) ?? askedOfAddress(name, receiver, first)
  if (asked) return asked
  if (TESTS.has(name)) return computed(`call ${name}`, [settled(receiver), ...args.filter(arg => arg.k !== 'function')])
  if (name.startsWith('replace') && first && leavesWords(name, first, args[1])) return computed('cleaned', [settled(receiver)])
  if (PART_OF.has(name) && receiver.k !== 'object')
    return name === 'concat' || name.startsWith('replace')
      ? computed(`call ${name}`, [settled(receiver), ...args])
      : computed(`call ${name}`, [settled(receiver), ...(first && textOf(first) === undefined ? [first] : [])])
  return undefined
}

/** `name.replace(/[^a-z0-9]/gi, '')`: letters, digits, dots and dashes are left of all of it, and nothing else comes in. */
const leavesWords = (name: string, pattern: Value, by: Value | undefined): boolean =>
  pattern.k === 'library' &&
  pattern.library === 'regexp' &&
  (name === 'replaceAll' || String(pattern.data['flags']).includes('g')) &&
  /^[\w-]*$/.test(textOf(by) ?? '?') &&
  // A dash between two others is a range: from the dot to the underscore stands the slash.
  /^\[\^(?:a-z|A-Z|0-9|[a-zA-Z0-9_]|\\[wd.-]|\.(?!-[^\]])|-(?=\]))+\]\+?$/.test(String(pattern.data['pattern']))

const asText = (value: Value): Value => (value.k === 'origin' && REQUEST_ORIGINS.has(value.from) ? madeText(value) : value)

function settle(m: Machine, receiver: Value, args: readonly Value[], at: Place): Value {
  const [done, failed] = args
  // A row that can save itself is handed on as it is.
  const value = receiver.k === 'library' && receiver.data['itself'] === true ? receiver : settled(receiver)
  let result: Value = value
  if (done && (done.k === 'function' || done.k === 'native')) result = callValue(m, done, [value], at)
  if (m.thrown) m.thrown = false
  if (failed?.k === 'function') caught(m, receiver, failed, at)
  return result
}

function caught(m: Machine, receiver: Value, callback: Callback, at: Place): Value {
  const first = m.effects.length
  m.branch([], () => void callValue(m, callback, [origin('error', [], { at })], at))
  const answers = m.effects.slice(first)
  // `.catch(() => {})`: the effect just before it is swallowed.
  const isSilent =
    callback.k === 'function' && !callback.fact.body.some(step => step.s === 'throw') && !answers.some(effect => effect.kind === 'respond')
  const last = m.effects[first - 1]
  if (isSilent && last && last.at.file === at.file && Math.abs(last.at.line - at.line) <= 12) last.swallowedBy ??= at
  return receiver
}

function overItems(m: Machine, receiver: Value, name: string, callback: Callback, args: readonly Value[], at: Place): Value {
  const over = settled(receiver)
  // A known list at a module's top level is walked for real: it registers things.
  if (over.k === 'list' && !over.open && m.frames.length <= 1 && over.items.length <= 64 && (name === 'forEach' || name === 'map')) {
    return list(over.items.map((item, index) => callValue(m, callback, [item, { k: 'literal', value: index }], at)))
  }
  const known = decided(m, name, over, callback, at)
  if (known) return known
  const item = elementOf(m, over)
  const passed = name === 'reduce' ? [args[1] ?? item, item] : name === 'sort' ? [item, item] : [item, UNKNOWN, over]
  const result = m.callInLoop(callback, passed, over, at)
  if (m.thrown) m.thrown = false
  switch (name) {
    case 'map':
    case 'flatMap':
      return list([result], true)
    case 'filter':
    case 'sort':
    case 'toSorted':
      return over
    case 'find':
    case 'findLast':
      // The one that is found is one of which the callback said yes.
      return either([
        { value: item, facts: implied(m, result, true, at) },
        { value: UNDEFINED, facts: [] },
      ])
    case 'reduce':
      return oneOf([args[1] ?? UNKNOWN, result])
    case 'some':
    case 'every':
      return computed(`call ${name}`, [over, result], { implies: implied(m, result, true, at) })
    default:
      return UNDEFINED
  }
}
