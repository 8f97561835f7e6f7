import { REQUEST_ORIGINS } from '#facts/origin'
import { rowOf } from '../caller.js'
import { type LiveQuery, query } from '../effect.js'
import type { LibraryCall, Run } from '../plugin.js'
import { recordStatement } from '../sql-clients/statement.js'
import { computed, library, list, object, oneOf, UNDEFINED, type Value } from '../value.js'
import { columnsOf, filtersOf, isNothing, isOptions, relationsOf } from './where.js'

const DOES: Readonly<Record<string, LiveQuery['does']>> = {
  find: 'read',
  findBy: 'read',
  findOne: 'read',
  findOneBy: 'read',
  findOneOrFail: 'read',
  findOneByOrFail: 'read',
  findOneById: 'read',
  findByIds: 'read',
  findAndCount: 'read',
  findAndCountBy: 'read',
  count: 'read',
  countBy: 'read',
  exist: 'read',
  exists: 'read',
  existsBy: 'read',
  sum: 'read',
  average: 'read',
  minimum: 'read',
  maximum: 'read',
  save: 'upsert',
  insert: 'create',
  update: 'update',
  upsert: 'upsert',
  increment: 'update',
  decrement: 'update',
  delete: 'delete',
  remove: 'delete',
  softDelete: 'delete',
  softRemove: 'delete',
  clear: 'delete',
}
/** Methods that are given the row itself. */
const WHOLE = /^(?:save|remove|softRemove)$/

/** A method of a repository, of a manager that is told the entity, or of an active record. */
export function repositoryCall(
  call: LibraryCall,
  args: readonly Value[],
  table: string | undefined,
  transaction: boolean,
): Value | undefined {
  const { run, at, method } = call
  const [first = UNDEFINED, second] = args
  if (method === 'create' || method === 'merge' || method === 'preload')
    return method === 'merge' ? oneOf([...args]) : first.k === 'literal' ? object() : first
  if (method === 'createQueryBuilder') return library('typeorm:builder', 'builder', { entity: table, transaction })
  if (method === 'query') return recordStatement(run, at, 'typeorm', first, second ? { list: second } : {}, { transaction }).rows
  if (method === 'extend') return call.on
  const does = method === 'save' && namesRow(run, first) ? 'update' : DOES[method]
  if (!does) return undefined
  const takesOptions = does === 'read' && !/By(OrFail|Id|Ids)?$|ByIds$/.test(method) && isOptions(first)
  const where = takesOptions ? run.get(first, 'where') : does === 'upsert' || method === 'insert' || WHOLE.test(method) ? UNDEFINED : first
  const filters = [
    ...filtersOf(where),
    ...(WHOLE.test(method) && does !== 'upsert' ? [{ column: 'id', op: '=', value: run.get(first, 'id') }] : []),
  ]
  const single = /^findOne|^count|^exist|^sum|^average|^m(in|ax)imum/.test(method)
  const select = takesOptions ? run.get(first, 'select') : UNDEFINED
  run.emit(
    query('typeorm', does, table, {
      filters,
      single,
      transaction,
      limited: single || (takesOptions && !isNothing(run.get(first, 'take'))),
      ...(takesOptions && !isNothing(run.get(first, 'take')) ? { limit: run.get(first, 'take') } : {}),
      columns: columnsOf(select),
      ...(takesOptions ? { includes: relationsOf(run, first) } : {}),
      data: does === 'upsert' || does === 'create' ? first : does === 'update' ? (method === 'save' ? first : second) : undefined,
      returning: method === 'save',
    }),
    at,
  )
  const row = rowOf(table, at, filters)
  if (method === 'save') return oneOf([first, row])
  if (/^count|^exist|^sum|^average|^m(in|ax)imum/.test(method)) return computed('number', [row])
  if (does !== 'read')
    return object([
      ['affected', computed('number', [])],
      ['identifiers', list([row], true)],
      ['raw', list([row], true)],
    ])
  return method.startsWith('findAndCount')
    ? list([list([row], true), computed('number', [])])
    : method.startsWith('findOne')
      ? row
      : list([row], true)
}

/** `save({ id: request.params.id, … })`, `save(await preload({ id, … }))`: the row that the caller names is written, not a new one. */
function namesRow(run: Run, value: Value): boolean {
  if (value.k !== 'object') return false
  const id = value.props.has('id') ? run.get(value, 'id') : UNDEFINED
  return id.k === 'origin' && REQUEST_ORIGINS.has(id.from)
}
