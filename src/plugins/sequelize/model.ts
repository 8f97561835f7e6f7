import { rowOf } from '../caller.js'
import { type LiveFilter, type LiveSort, query } from '../effect.js'
import type { LibraryCall, Run } from '../plugin.js'
import { skips, sortBy } from '../sort.js'
import { foundRecord, itself, newRecord, recordOf, writtenOf } from '../records/record.js'
import {
  type ClassValue,
  computed,
  type FunctionValue,
  type LibraryValue,
  list,
  literal,
  object,
  origin,
  textOf,
  UNDEFINED,
  type Value,
} from '../value.js'
import { attributesOf, excludedOf, literalIn, whereFilters } from './where.js'

/** What is known of a model, shared by every copy of its value. */
export interface ModelData {
  readonly name: string | undefined
  readonly table: string | undefined
  readonly hooks: Map<string, Value[]>
  /** Methods of its rows. */
  readonly methods: Value | undefined
  /** The class that is the model: its methods are those of the rows. */
  readonly cls?: ClassValue
  /** The property under which a model of unknown name was asked for. */
  readonly hint?: string
}

const READS = new Set([
  'findAll',
  'findOne',
  'find',
  'findByPk',
  'findById',
  'findByPrimary',
  'findAndCountAll',
  'findAndCount',
  'all',
  'count',
  'max',
  'min',
  'sum',
  'aggregate',
])
const NUMBERS = new Set(['count', 'max', 'min', 'sum', 'aggregate'])
const MANY = new Set(['findAll', 'all'])

export const modelName = (of: LibraryValue): string | undefined => {
  const { table, name, hint } = of.data as unknown as ModelData
  return table ?? name ?? hint
}

/** A static method of a model. */
export function modelCall(call: LibraryCall): Value | undefined {
  const { method, args, on, run, at } = call
  const table = modelName(on)
  if (READS.has(method)) return read(call, table)
  switch (method) {
    case 'create':
    case 'build': {
      const record = newRecord('sequelize:row', on, table, args[0], at)
      return method === 'create' ? save(run, record, at, args[1], ['beforeValidate', 'beforeCreate', 'beforeSave']) : record
    }
    case 'bulkCreate':
      run.emit(query('sequelize', 'create', table, { data: args[0], returning: true, transaction: inTransaction(run, args[1]) }), at)
      return list([foundRecord('sequelize:row', on, table, rowOf(table, at, []))], true)
    case 'upsert':
      run.emit(query('sequelize', 'upsert', table, { data: args[0], returning: true, transaction: inTransaction(run, args[1]) }), at)
      return list([foundRecord('sequelize:row', on, table, rowOf(table, at, [])), computed('created', [])])
    case 'findOrCreate':
    case 'findCreateFind':
    case 'findOrBuild': {
      const filters = whereFilters(run, run.get(args[0] ?? UNDEFINED, 'where'))
      const transaction = inTransaction(run, args[0])
      run.emit(query('sequelize', 'read', table, { filters, single: true, limited: true, transaction }), at)
      if (method !== 'findOrBuild')
        run.emit(query('sequelize', 'create', table, { data: run.get(args[0] ?? UNDEFINED, 'defaults'), transaction, returning: true }), at)
      return list([foundRecord('sequelize:row', on, table, rowOf(table, at, filters)), computed('created', [])])
    }
    case 'update':
    case 'increment':
    case 'decrement': {
      const filters = whereFilters(run, run.get(args[1] ?? UNDEFINED, 'where'))
      run.emit(
        query('sequelize', 'update', table, {
          filters,
          data: method === 'update' ? args[0] : computed('number', [args[0] ?? UNDEFINED]),
          sql: literalIn(args[1] ?? UNDEFINED),
          transaction: inTransaction(run, args[1]),
        }),
        at,
      )
      return list([computed('number', []), list([foundRecord('sequelize:row', on, table, rowOf(table, at, filters))], true)])
    }
    case 'destroy':
    case 'restore':
    case 'truncate': {
      const options = args[0] ?? UNDEFINED
      run.emit(
        query('sequelize', method === 'restore' ? 'update' : 'delete', table, {
          filters: whereFilters(run, run.get(options, 'where')),
          sql: literalIn(options),
          transaction: inTransaction(run, options),
        }),
        at,
      )
      return computed('number', [])
    }
    case 'scope':
    case 'unscoped':
    case 'schema':
      return on
    case 'sync':
    case 'drop':
    case 'describe':
      return UNDEFINED
    default:
      return declared(call)
  }
}

/** `[['createdAt', 'DESC']]`, `['createdAt', 'name']`. */
const orderOf = (order: Value): LiveSort[] =>
  order.k === 'list'
    ? order.items.flatMap(item =>
        item.k === 'list' && item.items.length === 2 ? sortBy(item.items[0], item.items[1]) : sortBy(item, undefined),
      )
    : []

/** Hooks and associations: `User.beforeCreate(fn)`, `User.hasMany(Order)`. */
function declared(call: LibraryCall): Value | undefined {
  const { method, args, on } = call
  const { hooks } = on.data as unknown as ModelData
  const hook = args.find((arg): arg is FunctionValue => arg.k === 'function')
  if (/^(before|after)[A-Z]/.test(method) || method === 'addHook' || method === 'hook') {
    const name = method === 'addHook' || method === 'hook' ? String(args[0]?.k === 'literal' ? args[0].value : '') : method
    if (hook) hooks.set(name, [...(hooks.get(name) ?? []), hook])
    return on
  }
  return /^(hasMany|hasOne|belongsTo|belongsToMany|addScope|removeAttribute)$/.test(method) ? on : undefined
}

function read(call: LibraryCall, table: string | undefined): Value {
  const { run, at, method, args, on } = call
  const byKey = /^find(ByPk|ById|ByPrimary)$/.test(method)
  const options = (byKey || ['max', 'min', 'sum', 'aggregate'].includes(method) ? args[1] : args[0]) ?? UNDEFINED
  const key: LiveFilter[] = byKey ? [{ column: 'id', op: '=', value: args[0] ?? UNDEFINED }] : []
  const filters = [...key, ...whereFilters(run, run.get(options, 'where')), ...included(run, run.get(options, 'include'))]
  const single = !MANY.has(method) && !method.startsWith('findAndCount')
  run.emit(
    query('sequelize', 'read', table, {
      filters,
      single,
      limited: single || !isNothing(run.get(options, 'limit')),
      ...(isNothing(run.get(options, 'limit')) ? {} : { limit: run.get(options, 'limit') }),
      columns: NUMBERS.has(method) ? [] : attributesOf(run, options),
      sql: literalIn(options),
      transaction: inTransaction(run, options),
      omits: excludedOf(run, options),
      includes: wholeRows(run, run.get(options, 'include')),
      sort: orderOf(run.get(options, 'order')),
      offset: skips(run.get(options, 'offset')),
    }),
    at,
  )
  const row = rowOf(table, at, filters)
  if (NUMBERS.has(method)) return computed('number', [origin('row', [method], { at, ...(table ? { name: table } : {}) })])
  const raw = run.get(options, 'raw')
  const one = row.from === 'row' && !(raw.k === 'literal' && raw.value === true) ? foundRecord('sequelize:row', on, table, row) : row
  if (method.startsWith('findAndCount'))
    return object([
      ['rows', list([one], true)],
      ['count', computed('number', [])],
    ])
  return single ? one : list([one], true)
}

/** Filters on joined models narrow as the query's own do. */
function included(run: Run, include: Value): LiveFilter[] {
  return (include.k === 'list' ? include.items : [include]).flatMap(item => {
    if (item.k !== 'object') return []
    const model = run.get(item, 'model')
    const name = model.k === 'library' && model.library === 'sequelize:model' ? modelName(model) : undefined
    return whereFilters(run, run.get(item, 'where')).map(filter => ({ ...filter, column: `${name ?? 'joined'}.${filter.column}` }))
  })
}

/** Joined rows that come with all their columns. */
function wholeRows(run: Run, include: Value, path = ''): string[] {
  return (include.k === 'list' ? include.items : [include]).flatMap(item => {
    const isModel = item.k === 'library' && item.library === 'sequelize:model'
    const model = item.k === 'object' ? run.get(item, 'model') : item
    const alias = item.k === 'object' ? textOf(run.get(item, 'as')) : textOf(item)
    const name = alias ?? (model.k === 'library' && model.library === 'sequelize:model' ? modelName(model) : undefined)
    if (name === undefined) return []
    const isWhole = isModel || item.k === 'literal' || (item.k === 'object' && isNothing(run.get(item, 'attributes')))
    return [...(isWhole ? [path + name] : []), ...(item.k === 'object' ? wholeRows(run, run.get(item, 'include'), `${path}${name}.`) : [])]
  })
}

/** A method of a row. */
export function rowCall(call: LibraryCall): Value | undefined {
  const { run, at, method, args, on } = call
  const { table, model, row } = recordOf(on)
  const data = model.data as unknown as ModelData
  const own = run.get(data.cls ? { k: 'object', props: new Map(), spreads: [], cls: data.cls } : (data.methods ?? UNDEFINED), method)
  if (own.k === 'function') return run.call(own, args, at, on)
  switch (method) {
    case 'save':
      return save(
        run,
        on,
        at,
        args[0],
        recordOf(on).isNew ? ['beforeValidate', 'beforeCreate', 'beforeSave'] : ['beforeValidate', 'beforeUpdate', 'beforeSave'],
      )
    case 'update':
    case 'updateAttributes':
      run.emit(
        query('sequelize', 'update', table, {
          filters: [itself(on, 'id')],
          data: args[0],
          returning: true,
          transaction: inTransaction(run, args[1]),
        }),
        at,
      )
      return on
    case 'increment':
    case 'decrement':
      run.emit(
        query('sequelize', 'update', table, {
          filters: [itself(on, 'id')],
          data: computed('number', [args[0] ?? UNDEFINED]),
          transaction: inTransaction(run, args[1]),
        }),
        at,
      )
      return on
    case 'destroy':
      run.emit(query('sequelize', 'delete', table, { filters: [itself(on, 'id')], transaction: inTransaction(run, args[0]) }), at)
      return UNDEFINED
    case 'set':
    case 'setDataValue':
      if (args[0]?.k === 'literal' && args[1]) run.set(on, String(args[0].value), args[1])
      else if (args[0]?.k === 'object') for (const [key, value] of args[0].props) run.set(on, key, value)
      return on
    case 'get':
    case 'getDataValue':
      return args[0]?.k === 'literal' ? run.get(on, String(args[0].value)) : (on.result ?? row)
    case 'toJSON':
      return on.result ?? row
    case 'reload':
    case 'validate':
      return on
    case 'changed':
      return literal(true)
    default:
      return undefined
  }
}

function save(run: Run, record: LibraryValue, at: LibraryCall['at'], options: Value | undefined, hooks: readonly string[]): Value {
  const state = recordOf(record)
  const data = state.model.data as unknown as ModelData
  for (const hook of hooks.flatMap(name => data.hooks.get(name) ?? [])) run.call(hook, [record, options ?? UNDEFINED], at)
  run.emit(
    query('sequelize', state.isNew ? 'create' : 'update', state.table, {
      filters: state.isNew ? [] : [itself(record, 'id')],
      data: writtenOf(record),
      returning: true,
      transaction: inTransaction(run, options),
    }),
    at,
  )
  state.isNew = false
  return record
}

const inTransaction = (run: Run, options: Value | undefined): boolean =>
  options !== undefined && !isNothing(run.get(options, 'transaction'))
const isNothing = (value: Value): boolean =>
  value.k === 'unknown' || (value.k === 'literal' && (value.value === undefined || value.value === null))
