import { definePlugin, type LibraryCall, type Run } from '../plugin.js'
import { alters, erases } from '../erase.js'
import { newRecord, recordMember } from '../records/record.js'
import { recordStatement } from '../sql-clients/statement.js'
import {
  type ClassValue,
  computed,
  library,
  type LibraryValue,
  list,
  literal,
  object,
  textOf,
  UNDEFINED,
  UNKNOWN,
  type Value,
} from '../value.js'
import { modelCall, type ModelData, modelName, rowCall } from './model.js'

/** Sequelize 3 to 7. https://sequelize.org/docs/v6 */
export default definePlugin({
  name: 'sequelize',
  libraries: ['sequelize', 'sequelize-typescript', '@sequelize/core', 'sequelize:db', 'sequelize:model', 'sequelize:row', 'module'],
  get(of, key, run) {
    switch (of.library) {
      case 'sequelize:model':
        return modelMember(of, key)
      case 'sequelize:row':
        return key === 'dataValues' ? of : recordMember(of, key, run)
      case 'sequelize:db':
        return key === 'Op' || key === 'Sequelize'
          ? library('sequelize', key === 'Op' ? 'Op' : '')
          : key === 'models'
            ? library('sequelize:db', 'models', of.data)
            : of.path === 'models'
              ? model(key, undefined)
              : undefined
      case 'sequelize':
      case '@sequelize/core':
        return /(^|\.)Op$/.test(of.path) ? literal(`$${key}`) : undefined
      default:
        return undefined
    }
  },
  call(call) {
    switch (call.library) {
      case 'sequelize:db':
        return databaseCall(call)
      case 'sequelize:model':
        return call.isNew ? newRecord('sequelize:row', call.on, modelName(call.on), call.args[0], call.at) : modelCall(call)
      case 'sequelize:row':
        return rowCall(call)
      case 'module':
        // `require(path.join(__dirname, file))(sequelize, DataTypes)`: every file of a folder declares a model.
        return isDatabase(call.args[0]) ? model(undefined, undefined) : undefined
      default:
        return made(call)
    }
  },
})

const isDatabase = (value: Value | undefined): boolean =>
  value?.k === 'either' ? value.of.some(one => isDatabase(one.value)) : value?.k === 'library' && value.library === 'sequelize:db'

function made(call: LibraryCall): Value | undefined {
  const { method, args, isNew, on } = call
  if (call.library === 'module') return undefined
  if (isNew && (call.path === '' || method === 'Sequelize' || call.path === 'default')) return database(call.run)
  // `class User extends Model`: what is called on the class is called on the model that it is.
  const cls = on.data['cls'] as ClassValue | undefined
  if (cls && /^Model\./.test(call.path)) {
    if (method === 'init') {
      const options = args[1] ?? UNDEFINED
      const known = model(textOf(call.run.get(options, 'modelName')) ?? cls.fact.name, options, call, cls)
      cls.props.set('$model', known)
      return known
    }
    let known = cls.props.get('$model')
    if (known?.k !== 'library') cls.props.set('$model', (known = model(cls.fact.name, undefined, call, cls)))
    return modelCall({ ...call, library: 'sequelize:model', on: known as LibraryValue })
  }
  return pieces(call)
}

/** One for the app: which of several configurations it was made with makes no difference here. */
function database(run: Run): LibraryValue {
  const known = run.world.memory.get('sequelize') as LibraryValue | undefined
  if (known) return known
  const made = library('sequelize:db', 'db', {})
  run.world.memory.set('sequelize', made)
  return made
}

/** `literal(text)` goes into the statement as it is; `fn`, `col` and `where` do not. */
function pieces(call: LibraryCall): Value | undefined {
  const { method, args } = call
  switch (method) {
    case 'literal':
    case 'asIs':
      return library('sequelize:piece', 'literal', { raw: args[0]?.k === 'literal' ? undefined : args[0] }, args)
    case 'col':
      return library('sequelize:piece', 'col', { column: textOf(args[0]) })
    case 'fn':
    case 'cast': {
      const column = args.map(arg => (arg.k === 'library' ? (arg.data['column'] as string | undefined) : undefined)).find(Boolean)
      return library('sequelize:piece', 'fn', { column }, args)
    }
    case 'where':
      return library('sequelize:piece', 'where', { condition: args })
    case 'and':
      return list([...args])
    case 'or':
      return object([['$or', list([...args])]])
    default:
      return undefined
  }
}

function model(name: string | undefined, options: Value | undefined, call?: LibraryCall, cls?: ClassValue): LibraryValue {
  const given = options && call ? call.run.get(options, 'hooks') : undefined
  const hooks = new Map<string, Value[]>(given?.k === 'object' ? [...given.props].map(([key, value]) => [key, [value]]) : [])
  const table = options && call ? textOf(call.run.get(options, 'tableName')) : undefined
  const data: ModelData = { name, table, hooks, methods: object(), ...(cls ? { cls } : {}) }
  return library('sequelize:model', 'model', data as unknown as Record<string, unknown>)
}

function modelMember(of: LibraryValue, key: string): Value | undefined {
  const data = of.data as unknown as ModelData
  if (key === 'name') return data.name === undefined ? UNKNOWN : literal(data.name)
  if (key === 'tableName') return modelName(of) === undefined ? UNKNOWN : literal(modelName(of)!)
  // `User.prototype.checkPassword = function …` and `User.associate = function …`
  if (key === 'prototype') return data.methods
  if (key === 'associate') return UNDEFINED
  return undefined
}

/** `sequelize.import('./user')`, `sequelize.import(path.join(__dirname, 'user'))`: what the file exports. */
function definition({ run, args: [given] }: LibraryCall): Value | undefined {
  const parts = given?.k === 'computed' ? given.of.map(textOf) : [textOf(given)]
  const last = parts.findLast(part => part !== undefined)
  const file = last === undefined ? undefined : run.world.resolve(run.file, /^\.{0,2}\//.test(last) ? last : `./${last}`)
  const exports = file === undefined ? undefined : run.world.load(file)
  return exports?.k === 'object' ? exports.props.get('default') : exports
}

function databaseCall(call: LibraryCall): Value | undefined {
  const { run, at, method, args } = call
  switch (method) {
    case 'define':
      return model(textOf(args[0]), args[2] ?? object(), call)
    case 'import': {
      const define = args.find(arg => arg.k === 'function') ?? definition(call)
      return define?.k === 'function' ? run.call(define, [call.on, library('sequelize', 'DataTypes')], at) : model(undefined, undefined)
    }
    case 'model':
      return model(textOf(args[0]), undefined)
    case 'query':
      return queried(call)
    case 'transaction': {
      const work = args.find(arg => arg.k === 'function')
      const transaction = library('sequelize:db', 'transaction', {})
      return work ? run.call(work, [transaction], at) : transaction
    }
    case 'drop':
      erases(call, 'sequelize.drop()')
      return UNDEFINED
    case 'sync': {
      const force = run.get(args[0] ?? UNDEFINED, 'force')
      const alter = run.get(args[0] ?? UNDEFINED, 'alter')
      if (force.k === 'literal' && force.value === true) erases(call, 'sync({ force: true })')
      else if ((alter.k === 'literal' && alter.value === true) || alter.k === 'object') alters(call, 'sync({ alter: true })')
      return UNDEFINED
    }
    case 'authenticate':
    case 'close':
    case 'commit':
    case 'rollback':
    case 'addModels':
      return UNDEFINED
    default:
      return pieces(call)
  }
}

/** https://sequelize.org/docs/v6/core-concepts/raw-queries */
function queried(call: LibraryCall): Value {
  const { run, at, args } = call
  const isObject = args[0]?.k === 'object'
  const text = isObject ? run.get(args[0]!, 'query') : (args[0] ?? UNKNOWN)
  const options = args[1] ?? UNDEFINED
  // Values in place of options are a slip; what they were meant for is plain.
  const values =
    options.k === 'list'
      ? options
      : [run.get(options, 'replacements'), run.get(options, 'bind'), ...(isObject ? [run.get(args[0]!, 'values')] : [])].find(
          value => value.k !== 'literal' && value.k !== 'unknown',
        )
  const transaction = run.get(options, 'transaction')
  const found = recordStatement(run, at, 'sequelize', text, values?.k === 'object' ? { named: values } : values ? { list: values } : {}, {
    transaction: transaction.k !== 'literal' && transaction.k !== 'unknown',
  })
  const plain = run.get(options, 'plain')
  if (plain.k === 'literal' && plain.value === true) return found.row
  const isRows = [run.get(options, 'type'), run.get(options, 'model')].some(value => value.k !== 'literal' && value.k !== 'unknown')
  return isRows ? found.rows : list([found.rows, computed('number', [])])
}
