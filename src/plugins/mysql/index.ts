import { definePlugin, type LibraryCall } from '../plugin.js'
import { failure, goOn, withoutCallback } from '../sql-clients/callback.js'
import { recordStatement } from '../sql-clients/statement.js'
import { computed, library, list, literal, object, textOf, UNDEFINED, UNKNOWN, type Value } from '../value.js'

/** MySQL and MariaDB. https://sidorares.github.io/node-mysql2/docs https://github.com/mysqljs/mysql */
export default definePlugin({
  name: 'mysql',
  libraries: ['mysql', 'mysql2', 'mysql2/promise', 'promise-mysql', 'mariadb', 'mysql:client', '@planetscale/database', 'serverless-mysql'],
  call(call) {
    return call.library === 'mysql:client' ? clientCall(call) : made(call)
  },
})

function made(call: LibraryCall): Value | undefined {
  const isFunction = (call.path === '' || call.path === 'default') && call.library === 'serverless-mysql'
  if (isFunction || ['createConnection', 'createPool', 'createPoolCluster', 'Client', 'connect'].includes(call.method)) {
    // The shape of an answer differs: `[rows, fields]`, or the rows themselves.
    const shape = call.library.startsWith('mysql2') ? 'pair' : call.library === '@planetscale/database' ? 'result' : 'rows'
    return library('mysql:client', call.method, { shape, state: {} })
  }
  if (call.method === 'escape' || call.method === 'escapeId' || call.method === 'format') return computed(`call ${call.method}`, call.args)
  return undefined
}

interface ClientState {
  open?: boolean
}

function clientCall(call: LibraryCall): Value | undefined {
  const { run, at, method } = call
  const { args, callback } = withoutCallback(call.args)
  const state = call.on.data['state'] as ClientState
  switch (method) {
    case 'query':
    case 'execute':
      return runs(call, args, callback, state)
    case 'getConnection':
    case 'connect': {
      const client = library('mysql:client', 'connection', { ...call.on.data, state: {} })
      goOn(run, callback, [literal(null), client], at)
      return client
    }
    case 'promise':
      return { ...call.on, data: { ...call.on.data, shape: 'pair' } }
    case 'connection':
    case 'bind':
      return call.on
    case 'beginTransaction':
      state.open = true
      goOn(run, callback, [literal(null)], at)
      return UNDEFINED
    case 'commit':
    case 'rollback':
      state.open = false
      goOn(run, callback, [literal(null)], at)
      return UNDEFINED
    case 'transaction': {
      const work = callback ?? args[0]
      return work?.k === 'function'
        ? run.call(work, [library('mysql:client', 'tx', { ...call.on.data, state: { open: true } })], at)
        : undefined
    }
    case 'escape':
    case 'escapeId':
    case 'format':
      return computed(`call ${method}`, args)
    case 'release':
    case 'end':
    case 'destroy':
    case 'on':
    case 'quit':
      return UNDEFINED
    default:
      return undefined
  }
}

function runs(
  call: LibraryCall,
  args: readonly Value[],
  callback: ReturnType<typeof withoutCallback>['callback'],
  state: ClientState,
): Value {
  const { run, at } = call
  const [first, second] = args
  const isOptions = first?.k === 'object'
  const text = isOptions ? run.get(first, 'sql') : (first ?? UNKNOWN)
  const values = second ?? (isOptions ? run.get(first, 'values') : undefined)
  const hasNames = values?.k === 'object' && /[:@]\w/.test(textOf(text) ?? '')
  const parameters = hasNames
    ? { named: values }
    : values
      ? { list: values.k === 'list' || values.k === 'origin' ? values : list([values]) }
      : {}
  const found = recordStatement(run, at, 'mysql', text, parameters, { transaction: state.open === true })
  if (found.does === 'control') state.open = /begin|start/i.test(textOf(text) ?? '')
  const header = object([
    ['insertId', computed('number', [])],
    ['affectedRows', computed('number', [])],
    ['changedRows', computed('number', [])],
  ])
  const rows = found.does === 'read' || found.does === 'raw' ? found.rows : header
  const fields = list([], true)
  goOn(run, callback, [failure(at), rows, fields], at)
  if (callback) return UNDEFINED
  return call.on.data['shape'] === 'pair'
    ? list([rows, fields])
    : call.on.data['shape'] === 'result'
      ? object([
          ['rows', rows],
          ['insertId', computed('number', [])],
        ])
      : rows
}
