import { definePlugin, type LibraryCall } from '../plugin.js'
import { answer, failure, goOn, withoutCallback } from '../sql-clients/callback.js'
import { type Answer, type Parameters, recordStatement } from '../sql-clients/statement.js'
import { computed, library, list, literal, object, UNDEFINED, UNKNOWN, type Value } from '../value.js'

/**
 * SQLite by callbacks, by promises and without either.
 * https://github.com/TryGhost/node-sqlite3/wiki/API https://github.com/WiseLibs/better-sqlite3/blob/master/docs/api.md https://docs.turso.tech/sdk/ts/reference
 */
export default definePlugin({
  name: 'sqlite',
  libraries: [
    'sqlite3',
    'better-sqlite3',
    'sqlite',
    'bun:sqlite',
    'sqlite:database',
    'sqlite:statement',
    'sqlite:work',
    '@libsql/client',
    'libsql',
    '@vscode/sqlite3',
    '@vlcn.io/better-sqlite3',
  ],
  call(call) {
    switch (call.library) {
      case 'sqlite:database':
        return databaseCall(call)
      case 'sqlite:statement':
        return statementCall(call)
      case 'sqlite:work':
        return workCall(call)
      default:
        return made(call)
    }
  },
})

function made(call: LibraryCall): Value | undefined {
  const { run, at, method } = call
  if (method === 'verbose') return library(call.library, '')
  const isRoot = call.path === '' || call.path === 'default'
  const opens =
    method === 'Database' ||
    method === 'DatabaseSync' ||
    method === 'cached' ||
    method === 'createClient' ||
    (call.isNew && isRoot) ||
    (isRoot && /better|libsql/.test(call.library)) ||
    (call.library === 'sqlite' && method === 'open')
  if (!opens) return undefined
  const database = library('sqlite:database', 'database', { state: {} })
  goOn(run, withoutCallback(call.args).callback, [literal(null), database], at, database)
  return database
}

interface DatabaseState {
  open?: boolean
}

/** `(a, b)`, `([a, b])`, `({ name })`: every way to hand over parameters. */
function parametersOf(args: readonly Value[]): Parameters {
  const [first] = args
  if (!first) return {}
  if (args.length > 1 || first.k === 'literal') return { list: list([...args]) }
  if (first.k === 'object') return { named: first }
  return first.k === 'list' || (first.k === 'origin' && !first.path.length) ? { list: first } : { list: list([first]), named: first }
}

const WRITTEN = (): Value =>
  object([
    ['lastID', computed('number', [])],
    ['lastInsertRowid', computed('number', [])],
    ['changes', computed('number', [])],
    ['rowsAffected', computed('number', [])],
  ])

function runs(call: LibraryCall, text: Value, parameters: Parameters, how: string): Answer {
  const state = call.on.data['state'] as DatabaseState | undefined
  const isSingle = how === 'get'
  const found = recordStatement(call.run, call.at, 'sqlite', text, parameters, {
    transaction: state?.open === true,
    ...(isSingle ? { single: true, limited: true } : {}),
  })
  if (found.does === 'control' && state) state.open = text.k === 'literal' && /begin/i.test(String(text.value))
  return found
}

const given = (how: string, found: Answer): Value =>
  how === 'get'
    ? found.row
    : how === 'all' || how === 'values' || how === 'raw' || how === 'iterate' || how === 'each'
      ? found.rows
      : WRITTEN()

function databaseCall(call: LibraryCall): Value | undefined {
  const { run, at, method } = call
  const { args, callback } = withoutCallback(call.args)
  const [text, ...rest] = args
  switch (method) {
    case 'run':
    case 'get':
    case 'all': {
      const found = runs(call, text ?? UNKNOWN, parametersOf(rest), method)
      if (method === 'run') {
        goOn(run, callback, [failure(at)], at, WRITTEN())
        return callback ? call.on : WRITTEN()
      }
      answer(call, callback, given(method, found))
      return callback ? call.on : given(method, found)
    }
    case 'each': {
      const row = [...call.args].filter(arg => arg.k === 'function')
      const found = runs(call, text ?? UNKNOWN, parametersOf(rest.filter(arg => arg.k !== 'function')), method)
      if (row[0]) run.callInLoop(row[0], [failure(at), found.row], found.rows, at)
      if (row[1]) run.branch([], () => void run.call(row[1]!, [failure(at), computed('number', [])], at))
      return call.on
    }
    case 'exec':
      runs(call, text ?? UNKNOWN, {}, method)
      goOn(run, callback, [failure(at)], at)
      return call.on
    case 'prepare':
    case 'query':
      return library('sqlite:statement', 'statement', { ...call.on.data, text: text ?? UNKNOWN, bound: rest })
    case 'execute':
      return executed(call, text ?? UNKNOWN, rest[0])
    case 'batch': {
      const items = text?.k === 'list' ? text.items : []
      return list(items.map(item => executed(call, item, undefined, true)))
    }
    case 'transaction': {
      const [work] = call.args
      return work?.k === 'function' ? library('sqlite:work', 'work', { work, state: call.on.data['state'] }) : call.on
    }
    case 'serialize':
    case 'parallelize': {
      const [work] = call.args
      if (work) run.call(work, [], at)
      return call.on
    }
    case 'configure':
    case 'pragma':
    case 'function':
    case 'on':
    case 'bind':
      return call.on
    case 'close':
      goOn(run, callback, [literal(null)], at)
      return UNDEFINED
    case 'commit':
    case 'rollback':
      return UNDEFINED
    default:
      return undefined
  }
}

/** libSQL: `execute(text, args)` or `execute({ sql, args })`, answered by `{ rows }`. */
function executed(call: LibraryCall, statement: Value, values: Value | undefined, transaction = false): Value {
  const { run, at } = call
  const isObject = statement.k === 'object'
  const text = isObject ? run.get(statement, 'sql') : statement
  const given = isObject ? run.get(statement, 'args') : values
  const found = recordStatement(run, at, 'sqlite', text, given?.k === 'object' ? { named: given } : given ? { list: given } : {}, {
    transaction,
  })
  return object([['rows', found.rows], ...(WRITTEN() as ReturnType<typeof object>).props])
}

const RUNS = new Set(['run', 'get', 'all', 'iterate', 'each', 'values'])

function statementCall(call: LibraryCall): Value | undefined {
  const { run, at, method } = call
  const { args, callback } = withoutCallback(call.args)
  if (RUNS.has(method)) {
    const { text, bound } = call.on.data as { text: Value; bound: readonly Value[] }
    const found = runs(call, text, parametersOf(args.length ? args : bound), method)
    const result = given(method, found)
    const plucked = call.on.data['plucked'] === true && method === 'get' ? computed('column', [result]) : result
    if (method === 'run') goOn(run, callback, [failure(at)], at, WRITTEN())
    else answer(call, callback, plucked)
    return callback ? call.on : plucked
  }
  switch (method) {
    case 'bind':
      return { ...call.on, data: { ...call.on.data, bound: args } }
    case 'pluck':
      return { ...call.on, data: { ...call.on.data, plucked: true } }
    case 'raw':
    case 'expand':
    case 'safeIntegers':
    case 'as':
      return call.on
    case 'finalize':
    case 'reset':
      goOn(run, callback, [], at)
      return UNDEFINED
    default:
      return undefined
  }
}

/** `db.transaction(fn)` makes a function that runs in one: `fn(…)`, `fn.immediate(…)`. */
function workCall(call: LibraryCall): Value {
  const { work, state } = call.on.data as { work: Value; state: DatabaseState }
  const before = state.open
  state.open = true
  const value = call.run.call(work, call.args, call.at)
  state.open = before ?? false
  return value
}
