import { rowOf } from '../caller.js'
import { type LiveEffect, type LiveQuery, query } from '../effect.js'
import type { LibraryCall } from '../plugin.js'
import { answer, failure, goOn, withoutCallback } from '../sql-clients/callback.js'
import { computed, library, list, literal, object, oneOf, origin, UNDEFINED, type Value } from '../value.js'
import { mongoFilters, mongoUpdate, projected } from './filters.js'

const DOES: Readonly<Record<string, LiveQuery['does']>> = {
  find: 'read',
  findOne: 'read',
  count: 'read',
  countDocuments: 'read',
  estimatedDocumentCount: 'read',
  distinct: 'read',
  aggregate: 'read',
  watch: 'read',
  insert: 'create',
  insertOne: 'create',
  insertMany: 'create',
  save: 'upsert',
  update: 'update',
  updateOne: 'update',
  updateMany: 'update',
  replaceOne: 'update',
  findOneAndUpdate: 'update',
  findOneAndReplace: 'update',
  findAndModify: 'update',
  findByIdAndUpdate: 'update',
  remove: 'delete',
  deleteOne: 'delete',
  deleteMany: 'delete',
  findOneAndDelete: 'delete',
  findAndRemove: 'delete',
}
const COUNTS = new Set(['count', 'countDocuments', 'estimatedDocumentCount'])

type Running = LiveQuery & LiveEffect

/** A method of `db.collection('orders')`. https://mongodb.github.io/node-mongodb-native */
export function collectionCall(call: LibraryCall): Value | undefined {
  const { run, at, method } = call
  const name = call.on.data['collection'] as string | undefined
  if (method === 'bulkWrite') return bulk(call, name)
  const does = DOES[method]
  if (!does) return /^(create|drop|ensure)Index|^indexes$|^drop$|^initialize/.test(method) ? literal(null) : undefined
  const { args, callback } = withoutCallback(call.args)
  const [first, second] = args
  const options = method === 'findAndModify' ? args[3] : does === 'update' ? args[2] : second
  const session = options ? run.get(options, 'session') : UNDEFINED
  const filters =
    does === 'create' || method === 'save'
      ? []
      : method === 'aggregate'
        ? matched(first)
        : method === 'distinct'
          ? mongoFilters(second)
          : mongoFilters(first)
  const upserts = does === 'update' && options !== undefined && isTrue(run.get(options, 'upsert'))
  const single = method === 'findOne' || COUNTS.has(method) || method.startsWith('findOneAnd')
  const data =
    does === 'create' || method === 'save'
      ? first
      : does === 'update'
        ? mongoUpdate(method === 'findAndModify' ? args[2] : second)
        : undefined
  const size = does === 'read' && options ? run.get(options, 'limit') : UNDEFINED
  const effect = run.emit(
    query('mongodb', upserts ? 'upsert' : does, name, {
      filters,
      data,
      single,
      limited: single || !isNothing(size),
      ...(isNothing(size) ? {} : { limit: size }),
      columns: does === 'read' ? columnsOf(call, second) : undefined,
      returning: method.startsWith('findOneAnd') || does === 'create',
      transaction: call.on.data['transaction'] === true || !isNothing(session),
    }),
    at,
  )
  if (method === 'find' || method === 'aggregate') {
    const cursor = library('mongodb:cursor', 'cursor', { effect })
    goOn(run, callback, [failure(at), cursor], at)
    return cursor
  }
  return answer(call, callback, resultOf(method, does, effect, first))
}

function columnsOf(call: LibraryCall, second: Value | undefined): string[] | undefined {
  if (second?.k !== 'object') return undefined
  const projection = call.run.get(second, 'projection')
  const fields = isNothing(projection) ? call.run.get(second, 'fields') : projection
  return projected(isNothing(fields) ? undefined : fields)
}

/** Filters of a pipeline: its `$match` stages before anything is regrouped. */
export function matched(pipeline: Value | undefined): LiveQuery['filters'] {
  if (pipeline?.k !== 'list')
    return pipeline && pipeline.k !== 'literal' && pipeline.k !== 'unknown' ? [{ column: '*', op: 'object', value: pipeline }] : []
  return pipeline.items.flatMap(stage =>
    stage.k === 'object' ? mongoFilters(stage.props.get('$match')) : stage.k === 'origin' ? mongoFilters(stage) : [],
  )
}

function resultOf(method: string, does: LiveQuery['does'], effect: Running, first: Value | undefined): Value {
  const { at } = effect
  const row = rowOf(effect.table, at, effect.filters)
  if (COUNTS.has(method)) return computed('number', [origin('row', ['count'], { at, ...(effect.table ? { name: effect.table } : {}) })])
  if (method === 'distinct') return list([row], true)
  if (method === 'findOne') return row
  if (method.startsWith('findOneAnd') || method === 'findAndModify')
    return oneOf([
      row,
      object([
        ['value', row],
        ['ok', literal(1)],
      ]),
    ])
  if (does === 'create') {
    const written = first?.k === 'list' ? first : list(first ? [first] : [])
    return object([
      ['insertedId', { ...row, path: ['_id'] }],
      ['insertedIds', list([{ ...row, path: ['_id'] }], true)],
      ['insertedCount', computed('number', [])],
      ['acknowledged', literal(true)],
      [
        'ops',
        list(
          written.items.map(item => oneOf([row, item])),
          written.open,
        ),
      ],
    ])
  }
  return object(
    ['modifiedCount', 'matchedCount', 'deletedCount', 'upsertedCount', 'n', 'nModified'].map(key => [key, computed('number', [])]),
  )
}

const WRITES: Readonly<Record<string, LiveQuery['does']>> = {
  insertOne: 'create',
  updateOne: 'update',
  updateMany: 'update',
  replaceOne: 'update',
  deleteOne: 'delete',
  deleteMany: 'delete',
}

function bulk(call: LibraryCall, name: string | undefined): Value {
  const [first] = call.args
  for (const item of first?.k === 'list' ? first.items : []) {
    if (item.k !== 'object') continue
    for (const [key, write] of item.props) {
      const does = WRITES[key]
      if (!does) continue
      const data =
        does === 'create'
          ? call.run.get(write, 'document')
          : does === 'update'
            ? mongoUpdate(call.run.get(write, key === 'replaceOne' ? 'replacement' : 'update'))
            : undefined
      call.run.emit(query('mongodb', does, name, { filters: mongoFilters(call.run.get(write, 'filter')), data }), call.at)
    }
  }
  return object([['ok', literal(1)]])
}

const CHAINS = new Set([
  'sort',
  'skip',
  'project',
  'hint',
  'collation',
  'batchSize',
  'maxTimeMS',
  'addCursorFlag',
  'allowDiskUse',
  'explain',
  'withReadConcern',
  'comment',
  'readConcern',
  'setReadPreference',
  'fields',
])

export function cursorCall(call: LibraryCall): Value | undefined {
  const { run, at, method } = call
  const { args, callback } = withoutCallback(call.args)
  const effect = call.on.data['effect'] as Running
  const row = rowOf(effect.table, effect.at, effect.filters)
  if (method === 'limit') {
    effect.limited = true
    effect.limit = args[0]!
  }
  if (method === 'project') effect.columns = projected(args[0])
  if (CHAINS.has(method) || method === 'limit' || method === 'filter') return call.on
  switch (method) {
    case 'toArray':
      return answer(call, callback, list([row], true))
    case 'next':
    case 'tryNext':
      return answer(call, callback, row)
    case 'count':
      effect.limited = true
      return answer(call, callback, computed('number', [row]))
    case 'hasNext':
      return computed('call hasNext', [row])
    case 'forEach':
    case 'each':
      if (callback) run.callInLoop(callback, method === 'each' ? [failure(at), row] : [row], list([row], true), at)
      return UNDEFINED
    case 'map':
      return callback ? list([run.callInLoop(callback, [row], list([row], true), at)], true) : call.on
    default:
      return undefined
  }
}

export const isNothing = (value: Value): boolean => value.k === 'literal' && (value.value === undefined || value.value === null)
const isTrue = (value: Value): boolean => value.k === 'literal' && value.value === true
