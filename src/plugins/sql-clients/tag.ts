import { readStatement } from '#database/sql'
import type { LibraryCall } from '../plugin.js'
import { library, list, textOf, UNDEFINED, UNKNOWN, type Value } from '../value.js'
import { bound, fragment, identifier, taggedParts } from './parts.js'
import { readable } from './readable.js'
import { recordStatement, resultOf } from './statement.js'

interface TagState {
  readonly shape?: 'rows' | 'result'
  readonly transaction?: boolean
}

/** A tagged statement. One that is only a piece (`where id = ${id}`) runs when it stands in another. */
export function runTag(call: LibraryCall, quasis: readonly string[]): Value {
  const parts = taggedParts(quasis, call.args)
  const { text } = readable(parts)
  if (!/^\s*(begin|commit|rollback|start)/i.test(text) && !readStatement(text)) return fragment('sql:fragment', parts)
  return run(call, fragment('sql:fragment', parts), undefined)
}

function run(call: LibraryCall, text: Value, values: Value | undefined): Value {
  const state = call.on.data as TagState
  const found = recordStatement(call.run, call.at, 'pg', text, values ? { list: values } : {}, { transaction: state.transaction === true })
  return state.shape === 'result' ? resultOf(found) : found.rows
}

export function callTag(call: LibraryCall): Value | undefined {
  const { method, args, at } = call
  const [first, second] = args
  switch (method) {
    case 'query':
      return run(call, first ?? UNKNOWN, second)
    case 'unsafe':
      // With Neon it makes a piece of a statement, with postgres.js it runs one.
      return second || readStatement(textOf(first) ?? '')
        ? run(call, first ?? UNKNOWN, second)
        : first?.k === 'literal'
          ? identifier(String(first.value))
          : run(call, first ?? UNKNOWN, undefined)
    case 'begin':
    case 'transaction': {
      const work = args.find(arg => arg.k === 'function')
      if (work) return call.run.call(work, [library('sql:tag', 'sql', { ...call.on.data, transaction: true })], at)
      for (const effect of call.run.effects)
        if (effect.kind === 'query' && effect.at.file === at.file && Math.abs(effect.at.line - at.line) < 30) effect.transaction = true
      return first?.k === 'list' ? list(first.items) : (first ?? UNDEFINED)
    }
    case 'array':
    case 'json':
    case 'typed':
      return first ?? UNDEFINED
    case 'end':
    case 'listen':
    case 'notify':
    case 'close':
      return UNDEFINED
    case 'reserve':
    case 'connect':
      return call.on
    default:
      return call.path === 'sql' ? helper(call) : undefined
  }
}

/** `sql('name')` is a name, `sql(order, 'total')` a row to write, `sql(text, values)` an older way to run a statement. */
function helper(call: LibraryCall): Value {
  const [first, second] = call.args
  const text = textOf(first)
  if (text !== undefined) return /\s/.test(text.trim()) ? run(call, first!, second) : identifier(text)
  if (first?.k === 'computed' && first.how === 'template') return run(call, first, second)
  const columns = call.args
    .slice(1)
    .flatMap(arg => (arg.k === 'list' ? arg.items : [arg]))
    .flatMap(arg => textOf(arg) ?? [])
  const written = first?.k === 'list' ? first.items[0] : first
  const narrowed =
    written?.k === 'object' && columns.length
      ? { ...written, props: new Map([...written.props].filter(([key]) => columns.includes(key))) }
      : written
  const whole = library('sql:written', 'written', { written: narrowed ?? UNKNOWN })
  if (first) whole.result = first
  return bound(whole)
}
