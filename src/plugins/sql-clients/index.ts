import { definePlugin, type LibraryCall } from '../plugin.js'
import { library, list, literal, textOf, UNDEFINED, UNKNOWN, type Value } from '../value.js'
import { answer, goOn, withoutCallback } from './callback.js'
import { recordStatement, resultOf } from './statement.js'
import { callTag, runTag } from './tag.js'

/**
 * Clients that take Postgres statements as text.
 * https://node-postgres.com/apis/pool https://github.com/porsager/postgres https://neon.com/docs/serverless/serverless-driver
 */
export default definePlugin({
  name: 'sql-clients',
  libraries: [
    'pg',
    'pg-pool',
    '@neondatabase/serverless',
    '@vercel/postgres',
    'postgres',
    'bun',
    'pg-promise',
    'pg:client',
    'pg:promise',
    'sql:tag',
    'sql:fragment',
  ],
  get(of, key) {
    if (of.library === 'sql:tag' && (key === 'sql' || key === 'begin' || key === 'unsafe')) return key === 'sql' ? of : undefined
    if (of.library === 'pg:client' && key === 'sql') return library('sql:tag', 'sql', { ...of.data, shape: 'result' })
    if (of.library === '@vercel/postgres' && (key === 'db' || key === 'sql'))
      return key === 'sql' ? library('sql:tag', 'sql', { shape: 'result', state: {} }) : library('pg:client', 'pool', { state: {} })
    if (of.library === 'bun' && key === 'sql') return library('sql:tag', 'sql', { shape: 'rows', state: {} })
    return undefined
  },
  call(call) {
    switch (call.library) {
      case 'sql:tag':
        return callTag(call)
      case 'pg:client':
        return clientCall(call)
      case 'pg:promise':
        return promiseCall(call)
      case 'pg-promise':
        return call.path === ''
          ? { ...library('pg-promise', 'root'), data: {} }
          : call.path === 'root'
            ? library('pg:promise', 'db', { state: {} })
            : undefined
      case 'sql:fragment':
        return call.on
      case 'postgres':
        return call.path === '' || call.path === 'default' ? library('sql:tag', 'sql', { shape: 'rows', state: {} }) : undefined
      case 'bun':
        return call.isNew && call.method === 'SQL' ? library('sql:tag', 'sql', { shape: 'rows', state: {} }) : undefined
      default:
        return made(call)
    }
  },
  tag(call) {
    return call.library === 'sql:tag' ? runTag(call, call.quasis) : undefined
  },
})

function made(call: LibraryCall): Value | undefined {
  if (
    call.method === 'Pool' ||
    call.method === 'Client' ||
    call.method === 'createPool' ||
    call.method === 'createClient' ||
    (call.library === 'pg-pool' && call.isNew)
  )
    return library('pg:client', call.method, { state: {} })
  if (call.method === 'neon') {
    const full = call.args[1] ? call.run.get(call.args[1], 'fullResults') : UNDEFINED
    return library('sql:tag', 'sql', { shape: full.k === 'literal' && full.value === true ? 'result' : 'rows', state: {} })
  }
  return undefined
}

/** Whether a client is between BEGIN and COMMIT. Copies of a client share it. */
interface ClientState {
  open?: boolean
}

function clientCall(call: LibraryCall): Value | undefined {
  const { run, at } = call
  const { args, callback } = withoutCallback(call.args)
  switch (call.method) {
    case 'connect': {
      const client = library('pg:client', 'client', { state: {} })
      goOn(run, callback, [literal(null), client, library('pg:client', 'release', {})], at)
      return callback ? UNDEFINED : client
    }
    case 'query': {
      const [first, second] = args
      const isConfig = first?.k === 'object'
      const text = isConfig ? run.get(first, 'text') : (first ?? UNKNOWN)
      const values = isConfig && !second ? run.get(first, 'values') : second
      const state = call.on.data['state'] as ClientState | undefined
      const found = recordStatement(run, at, 'pg', text, values ? { list: values } : {}, { transaction: state?.open === true })
      if (found.does === 'control' && state && call.on.path !== 'Pool') state.open = /begin|start/i.test(textOf(text) ?? '')
      return answer(call, callback, resultOf(found))
    }
    case 'release':
    case 'end':
    case 'on':
    case 'once':
      goOn(run, callback, [UNKNOWN], at)
      return UNDEFINED
    case 'bind':
      return call.on
    default:
      return undefined
  }
}

const SINGLE = new Set(['one', 'oneOrNone'])
const MANY = new Set(['any', 'many', 'manyOrNone', 'query', 'each', 'map'])

/** https://vitaly-t.github.io/pg-promise/Database.html */
function promiseCall(call: LibraryCall): Value | undefined {
  const { run, at, method, args } = call
  if (method === 'tx' || method === 'task' || method === 'taskIf' || method === 'txIf') {
    const work = args.find(arg => arg.k === 'function')
    const state: ClientState = { open: method.startsWith('tx') }
    return work ? run.call(work, [library('pg:promise', 'db', { state })], at) : undefined
  }
  if (!SINGLE.has(method) && !MANY.has(method) && method !== 'none' && method !== 'result') return undefined
  const values = args[1]
  const state = call.on.data['state'] as ClientState | undefined
  const parameters = values?.k === 'object' ? { named: values } : values ? { list: values.k === 'list' ? values : list([values]) } : {}
  const found = recordStatement(run, at, 'pg', args[0] ?? UNKNOWN, parameters, {
    transaction: state?.open === true,
    ...(SINGLE.has(method) ? { limited: true, single: true } : {}),
  })
  return SINGLE.has(method) ? found.row : MANY.has(method) ? found.rows : method === 'result' ? resultOf(found) : literal(null)
}
