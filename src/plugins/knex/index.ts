import { definePlugin, type LibraryCall } from '../plugin.js'
import { recordStatement, resultOf } from '../sql-clients/statement.js'
import { library, UNDEFINED, UNKNOWN, type Value } from '../value.js'
import { builderCall, startBuilder } from './builder.js'

/** Knex. https://knexjs.org */
export default definePlugin({
  name: 'knex',
  libraries: ['knex', 'knex:db', 'knex:query', 'knex:raw'],
  get(of, key) {
    return of.library === 'knex:raw' && key === 'rows' ? of.props.get('rows') : undefined
  },
  call(call) {
    switch (call.library) {
      case 'knex:db':
        return databaseCall(call)
      case 'knex:query':
        return builderCall(call)
      case 'knex:raw':
        return call.on
      default:
        return call.path === '' || call.method === 'knex' || call.method === 'default' ? library('knex:db', 'db', {}) : undefined
    }
  },
})

function databaseCall(call: LibraryCall): Value | undefined {
  const { run, at, method, args, on } = call
  const transaction = on.data['transaction'] === true
  if (call.path === 'db') return startBuilder(run, at, args[0], transaction)
  switch (method) {
    case 'table':
    case 'from':
    case 'into':
      return startBuilder(run, at, args[0], transaction)
    case 'select':
    case 'insert':
    case 'with':
    case 'first': {
      const builder = startBuilder(run, at, undefined, transaction)
      return method === 'with' ? builder : builderCall({ ...call, on: builder })
    }
    case 'raw':
      return raw(call, transaction)
    case 'transaction': {
      const inside = library('knex:db', 'db', { ...on.data, transaction: true })
      const work = args.find(arg => arg.k === 'function')
      return work ? run.call(work, [inside], at) : inside
    }
    case 'ref':
    case 'column':
      return library('knex:raw', 'ref', {})
    case 'commit':
    case 'rollback':
    case 'destroy':
      return UNDEFINED
    case 'withSchema':
    case 'queryBuilder':
      return on
    default:
      return undefined
  }
}

/** A whole statement runs; a piece of one (`knex.raw('now()')`) stands in another. */
function raw(call: LibraryCall, transaction: boolean): Value {
  const [text = UNKNOWN, bindings] = call.args
  const isWhole = /^\s*(select|insert|update|delete|with|truncate)\b/i.test(startOf(text))
  if (!isWhole) return library('knex:raw', 'raw', { raw: text }, bindings ? [bindings] : [])
  const found = recordStatement(
    call.run,
    call.at,
    'knex',
    text,
    bindings?.k === 'object' ? { named: bindings } : bindings ? { list: bindings } : {},
    { transaction },
  )
  const answer = library('knex:raw', 'raw', {})
  answer.result = found.rows
  answer.props.set('rows', call.run.get(resultOf(found), 'rows'))
  return answer
}

const startOf = (text: Value): string =>
  text.k === 'literal' ? String(text.value) : text.k === 'computed' ? startOf(text.of[0] ?? UNDEFINED) : ''
