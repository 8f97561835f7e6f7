import { rowOf } from '../caller.js'
import { type LiveFilter, type LiveQuery, query } from '../effect.js'
import type { LibraryCall, Run } from '../plugin.js'
import { computed, list, textOf, UNDEFINED, UNKNOWN, type Value } from '../value.js'
import { entityName } from './entity.js'
import { filtersOf } from './where.js'

interface Builder {
  entity: string | undefined
  readonly transaction: boolean
  does?: LiveQuery['does']
  data?: Value
  filters?: LiveFilter[]
  limited?: boolean
  limit?: Value
  sql?: Value
  includes?: string[]
}

/** `createQueryBuilder('o').where('o.userId = :id', { id }).getMany()` */
export function builderCall(call: LibraryCall): Value | undefined {
  const { run, at, method, args, on } = call
  const building = on.data as unknown as Builder
  const [first = UNDEFINED, second] = args
  if (/^(and|or)?where$/i.test(method)) {
    const found = first.k === 'object' ? filtersOf(first) : written(run, first, second)
    building.filters = [
      ...(building.filters ?? []),
      ...found.map(filter => (/^or/i.test(method) ? { ...filter, op: `or ${filter.op}` } : filter)),
    ]
    if (first.k === 'computed') building.sql ??= first
    return on
  }
  if (/^(from|into|update|delete)$/.test(method)) building.entity = entityName(args[0]) ?? building.entity
  if (method === 'limit' || method === 'take') {
    building.limited = true
    building.limit = first
  }
  if (method === 'insert' || method === 'update' || method === 'delete') building.does = method === 'insert' ? 'create' : method
  if (method === 'set' || method === 'values') building.data = first
  if (/^(?:left|inner)JoinAndSelect$/.test(method))
    building.includes = [...(building.includes ?? []), (textOf(first) ?? '').split('.').at(-1)!]
  if (!/^(getMany|getOne|getOneOrFail|getRawMany|getRawOne|getCount|getManyAndCount|execute|getExists)$/.test(method)) return on
  const single = /One|Count$|Exists/.test(method)
  const { entity, does = 'read', data, filters = [], limited = false, limit, sql, includes = [], transaction } = building
  run.emit(
    query('typeorm', does, entity, {
      filters,
      data,
      sql,
      single,
      includes,
      transaction,
      limited: limited || single,
      ...(limit ? { limit } : {}),
    }),
    at,
  )
  const row = rowOf(entity, at, filters)
  return method === 'getManyAndCount' ? list([list([row], true), computed('number', [])]) : single ? row : list([row], true)
}

/** `o.userId = :id` with its parameters. */
function written(run: Run, text: Value, parameters: Value | undefined): LiveFilter[] {
  const source = textOf(text) ?? ''
  return [...source.matchAll(/(?:\w+\.)?"?(\w+)"?\s*(=|!=|<>|<=|>=|<|>|\bi?like\b|\bin\b)\s*\(?\s*:(?:\.\.\.)?(\w+)/gi)].map(
    ([, column = '', op = '=', name = '']) => ({
      column,
      op: op.toLowerCase().replace('ilike', 'like').replace('<>', '!='),
      value: parameters ? run.get(parameters, name) : UNKNOWN,
    }),
  )
}
