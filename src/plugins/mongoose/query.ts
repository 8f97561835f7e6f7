import { rowOf } from '../caller.js'
import type { LiveEffect, LiveQuery } from '../effect.js'
import type { LibraryCall } from '../plugin.js'
import { leftOut, mongoFilters, projected } from '../mongodb/filters.js'
import { foundRecord } from '../records/record.js'
import { failure, goOn, withoutCallback } from '../sql-clients/callback.js'
import { computed, library, type LibraryValue, list, type OriginValue, textOf, UNDEFINED, type Value } from '../value.js'
import type { SchemaData } from './schema.js'

type Running = LiveQuery & LiveEffect

/** A Mongoose query: built on until it is awaited. */
export interface QueryData {
  readonly model: LibraryValue
  readonly effect: Running
  readonly schema: SchemaData
  readonly gives: 'row' | 'rows' | 'number' | 'result'
  lean: boolean
  /** Field named by `where('total')`, waiting for `.gt(…)`. */
  field?: string
}

export function queryBuilder(data: QueryData): LibraryValue {
  const value = library('mongoose:query', 'query', data as unknown as Record<string, unknown>)
  hide(data)
  return settle(value)
}

/** Fields that the schema hides are not among what is read. */
function hide({ effect, schema }: QueryData): void {
  if (effect.does === 'read' && !effect.columns && schema.hidden.length)
    effect.columns = ['_id', ...schema.fields.filter(field => !schema.hidden.includes(field))]
}

function settle(of: LibraryValue): LibraryValue {
  const { model, effect, gives, lean } = of.data as unknown as QueryData
  const row = rowOf(effect.table, effect.at, effect.filters)
  const one: Value = lean || row.from !== 'row' ? row : foundRecord('mongoose:row', model, effect.table, row)
  of.result =
    gives === 'rows'
      ? list([one], true)
      : gives === 'number'
        ? computed('number', [{ ...row, path: ['count'] } as OriginValue])
        : gives === 'row'
          ? one
          : computed('written', [])
  return of
}

const KEEPS = new Set([
  'sort',
  'skip',
  'populate',
  'session',
  'exec',
  'hint',
  'collation',
  'maxTimeMS',
  'read',
  'setOptions',
  'orFail',
  'clone',
  'comment',
  'allowDiskUse',
  'cursor',
  'batchSize',
  'explain',
  'cache',
  'tailable',
  'append',
  'facet',
  'option',
  'byPage',
])
const COMPARES: Readonly<Record<string, string>> = {
  equals: '=',
  eq: '=',
  ne: '!=',
  gt: '>',
  gte: '>=',
  lt: '<',
  lte: '<=',
  in: 'in',
  nin: 'not in',
  regex: 'like',
  exists: 'exists',
}

export function queryCall(call: LibraryCall): Value | undefined {
  const { run, at, method, on } = call
  const { args, callback } = withoutCallback(call.args)
  const data = on.data as unknown as QueryData
  const { effect } = data
  const [first] = args
  if (method === 'then' || method === 'catch' || method === 'finally') return undefined
  if (KEEPS.has(method)) {
    if (method === 'populate') effect.includes = [...(effect.includes ?? []), ...populated(args)]
    if (method === 'session') effect.transaction = true
    if (callback) goOn(run, callback, [failure(at), on.result ?? UNDEFINED], at)
    return on
  }
  const compare = COMPARES[method]
  if (compare && data.field !== undefined) {
    effect.filters.push({ column: data.field, op: compare, value: first ?? UNDEFINED })
    return settle(on)
  }
  switch (method) {
    case 'where': {
      const field = textOf(first)
      if (field !== undefined && args[1]) effect.filters.push({ column: field, op: '=', value: args[1] })
      else if (field !== undefined) data.field = field
      else effect.filters.push(...mongoFilters(first))
      return settle(on)
    }
    case 'find':
    case 'findOne':
    case 'or':
    case 'and':
    case 'match':
      effect.filters.push(...mongoFilters(method === 'or' || method === 'and' ? wrapped(`$${method}`, first) : first))
      return settle(on)
    case 'select':
    case 'project':
      selects(data, first)
      return on
    case 'limit':
      effect.limited = true
      if (args[0]) effect.limit = args[0]
      return on
    case 'lean':
      data.lean = true
      return settle(on)
    case 'countDocuments':
    case 'count':
      return computed('number', [])
    case 'distinct':
      return on.result ?? on
    default:
      return undefined
  }
}

/** References that are filled in whole: `populate('user')`, not `populate('user', 'name')`. */
function populated([first, selection]: readonly Value[]): string[] {
  if (selection && selection.k !== 'literal') return []
  if (textOf(selection) !== undefined) return []
  if (first?.k === 'list') return first.items.flatMap(item => populated([item]))
  if (first?.k === 'object') return first.props.has('select') ? [] : [textOf(first.props.get('path')) ?? []].flat()
  return (textOf(first) ?? '').split(/\s+/).filter(Boolean)
}

const wrapped = (key: string, value: Value | undefined): Value => ({
  k: 'object',
  props: new Map([[key, value ?? UNDEFINED]]),
  spreads: [],
})

/** `'name email'`, `'-password'`, `'+password'`, `{ password: 0 }`. */
export function selects({ effect, schema }: QueryData, selection: Value | undefined): void {
  const all = effect.columns ?? ['_id', ...schema.fields]
  const kept = projected(selection)
  const left = leftOut(selection)
  const asked = (textOf(selection) ?? '')
    .split(/\s+/)
    .filter(name => name.startsWith('+'))
    .map(name => name.slice(1))
  if (kept) effect.columns = [...kept, ...asked]
  else if (left.length && schema.fields.length) effect.columns = all.filter(name => !left.includes(name))
  else if (left.length) effect.omits = [...(effect.omits ?? []), ...left]
  if (asked.length && !kept && effect.columns)
    effect.columns = [...effect.columns, ...asked.filter(name => !effect.columns!.includes(name))]
}
