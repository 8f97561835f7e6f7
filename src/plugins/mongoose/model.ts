import { type LiveFilter, type LiveQuery, query } from '../effect.js'
import type { LibraryCall, Run } from '../plugin.js'
import { isNothing, matched } from '../mongodb/collection.js'
import { mongoFilters, mongoUpdate } from '../mongodb/filters.js'
import { itself, newRecord, recordOf, writtenOf } from '../records/record.js'
import { answer, failure, goOn, withoutCallback } from '../sql-clients/callback.js'
import { computed, type LibraryValue, list, literal, native, object, textOf, UNDEFINED, type Value } from '../value.js'
import { queryBuilder, type QueryData, selects } from './query.js'
import type { SchemaData } from './schema.js'

/** What is known of a model. */
export interface ModelData {
  readonly name: string
  readonly schema: SchemaData
}

const dataOf = (model: LibraryValue): ModelData => model.data as unknown as ModelData

const GIVES: Readonly<Record<string, readonly [LiveQuery['does'], QueryData['gives']]>> = {
  find: ['read', 'rows'],
  findOne: ['read', 'row'],
  findById: ['read', 'row'],
  exists: ['read', 'row'],
  where: ['read', 'rows'],
  distinct: ['read', 'rows'],
  countDocuments: ['read', 'number'],
  count: ['read', 'number'],
  estimatedDocumentCount: ['read', 'number'],
  updateOne: ['update', 'result'],
  updateMany: ['update', 'result'],
  update: ['update', 'result'],
  replaceOne: ['update', 'result'],
  findOneAndUpdate: ['update', 'row'],
  findByIdAndUpdate: ['update', 'row'],
  findOneAndReplace: ['update', 'row'],
  deleteOne: ['delete', 'result'],
  deleteMany: ['delete', 'result'],
  remove: ['delete', 'result'],
  findOneAndDelete: ['delete', 'row'],
  findByIdAndDelete: ['delete', 'row'],
  findOneAndRemove: ['delete', 'row'],
  findByIdAndRemove: ['delete', 'row'],
}

/** A static method of a model. https://mongoosejs.com/docs/api/model.html */
export function modelCall(call: LibraryCall): Value | undefined {
  const { run, at, method, on } = call
  const { args, callback } = withoutCallback(call.args)
  const { name, schema } = dataOf(on)
  const [first, second, third] = args
  if (method === 'create' || method === 'insertMany') return created(call, args, callback)
  if (method === 'aggregate') {
    const effect = run.emit(
      query('mongoose', 'read', name, {
        filters: matched(first),
        limited:
          first?.k === 'list' &&
          first.items.some(stage => stage.k === 'object' && (stage.props.has('$limit') || stage.props.has('$count'))),
        columns: regrouped(first) ? [] : undefined,
      }),
      at,
    )
    return queryBuilder({ model: on, effect, schema, gives: 'rows', lean: true })
  }
  if (method === 'bulkWrite') return undefined
  const known = GIVES[method]
  if (!known) return declared(call, schema)
  const [does, gives] = known
  const byId = method.startsWith('findById')
  const filters: LiveFilter[] = byId
    ? [{ column: '_id', op: '=', value: first ?? UNDEFINED }]
    : method === 'distinct'
      ? mongoFilters(second)
      : method === 'where'
        ? []
        : mongoFilters(first)
  const options = does === 'update' ? third : gives === 'rows' || gives === 'row' ? third : second
  const size = does === 'read' && options ? run.get(options, 'limit') : UNDEFINED
  const effect = run.emit(
    query('mongoose', does === 'update' && options && isTrue(run.get(options, 'upsert')) ? 'upsert' : does, name, {
      filters,
      single: gives === 'row' || gives === 'number',
      limited: does === 'read' && (gives !== 'rows' || !isNothing(size)),
      ...(isNothing(size) ? {} : { limit: size }),
      data: does === 'update' ? mongoUpdate(second) : undefined,
      columns: gives === 'number' || method === 'exists' ? [] : undefined,
      returning: does !== 'read' && gives === 'row',
      transaction: options !== undefined && !isNothing(run.get(options, 'session')),
    }),
    at,
  )
  const data: QueryData = { model: on, effect, schema, gives, lean: options !== undefined && isTrue(run.get(options, 'lean')) }
  const built = queryBuilder(data)
  if (does === 'read' && method !== 'distinct' && second) selects(data, second)
  if (method === 'where') (built.data as unknown as { field?: string }).field = textOf(first) ?? ''
  goOn(run, callback, [failure(at), built.result ?? UNDEFINED], at)
  return built
}

/** What a pipeline regroups is no longer rows. */
const regrouped = (pipeline: Value | undefined): boolean =>
  pipeline?.k === 'list' && pipeline.items.some(stage => stage.k === 'object' && (stage.props.has('$group') || stage.props.has('$count')))

function declared(call: LibraryCall, schema: SchemaData): Value | undefined {
  const { run, method, args, on, at } = call
  const own = run.get(schema.statics, method)
  if (own.k === 'function') return run.call(own, args, at, on)
  if (method === 'hydrate') return newRecord('mongoose:row', on, dataOf(on).name, args[0], at)
  if (method === 'startSession') return object()
  return /^(ensureIndexes|createIndexes|syncIndexes|init|watch|createCollection)$/.test(method)
    ? UNDEFINED
    : method === 'discriminator'
      ? on
      : undefined
}

function created(call: LibraryCall, args: readonly Value[], callback: ReturnType<typeof withoutCallback>['callback']): Value {
  const { run, at, on, method } = call
  const [first, options] = args
  const many = first?.k === 'list' || method === 'insertMany'
  const each = first?.k === 'list' ? first.items : first ? [first] : []
  const records = each.map(item => newRecord('mongoose:row', on, dataOf(on).name, item, at))
  if (method === 'create') for (const record of records) hook(run, record, 'save', at)
  const data = records.map(writtenOf)
  for (const record of records) recordOf(record).isNew = false
  const transaction = options !== undefined && !isNothing(run.get(options, 'session'))
  run.emit(
    query('mongoose', 'create', dataOf(on).name, {
      data: many ? (first?.k === 'list' ? list(data, first.open) : first) : (data[0] ?? first),
      returning: true,
      transaction,
    }),
    at,
  )
  return answer(call, callback, many ? list([...records], true) : (records[0] ?? UNDEFINED))
}

/** `schema.pre('save', …)` runs before a document is written: it is where passwords are hashed. */
function hook(run: Run, record: LibraryValue, event: string, at: LibraryCall['at']): void {
  const { schema } = dataOf(recordOf(record).model)
  const next = native('next', () => UNDEFINED)
  for (const work of [...(schema.hooks.get('pre validate') ?? []), ...(schema.hooks.get(`pre ${event}`) ?? [])]) {
    const before = run.facts
    run.call(work, [next], at, record)
    run.facts = before
  }
}

/** A method of a document. https://mongoosejs.com/docs/api/document.html */
export function rowCall(call: LibraryCall): Value | undefined {
  const { run, at, method, on } = call
  const { args, callback } = withoutCallback(call.args)
  const state = recordOf(on)
  const { table, model, row } = state
  const own = run.get(dataOf(model).schema.methods, method)
  if (own.k === 'function') return run.call(own, call.args, at, on)
  const [first, second] = args
  const session = first ? run.get(first, 'session') : UNDEFINED
  switch (method) {
    case 'save': {
      hook(run, on, 'save', at)
      run.emit(
        query('mongoose', state.isNew ? 'create' : 'update', table, {
          filters: state.isNew ? [] : [itself(on, '_id')],
          data: writtenOf(on),
          returning: true,
          transaction: !isNothing(session),
        }),
        at,
      )
      state.isNew = false
      return answer(call, callback, on)
    }
    case 'updateOne':
    case 'update':
      run.emit(query('mongoose', 'update', table, { filters: [itself(on, '_id')], data: mongoUpdate(first) }), at)
      return answer(call, callback, computed('written', []))
    case 'deleteOne':
    case 'remove':
    case 'delete':
      run.emit(query('mongoose', 'delete', table, { filters: [itself(on, '_id')] }), at)
      return answer(call, callback, on)
    case 'set':
      if (textOf(first) !== undefined && second) run.set(on, textOf(first)!, second)
      else if (first?.k === 'object') for (const [key, value] of first.props) run.set(on, key, value)
      else if (first) run.set(on, '*', first)
      return on
    case 'get':
      return run.get(on, textOf(first) ?? '*')
    case 'toObject':
    case 'toJSON':
      return on.result ?? row
    case 'populate':
    case 'execPopulate':
    case 'depopulate':
    case '$session':
      return on
    // Whatever changed: what follows is the way that writes.
    case 'isModified':
    case 'isDirectModified':
      return literal(true)
    case 'validate':
    case 'validateSync':
    case 'markModified':
    case 'increment':
      return UNDEFINED
    default:
      return undefined
  }
}

const isTrue = (value: Value): boolean => value.k === 'literal' && value.value === true
