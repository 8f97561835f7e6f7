import { rowOf } from '../caller.js'
import { type LiveFilter, type LiveQuery, query } from '../effect.js'
import { definePlugin, type LibraryCall, type Run } from '../plugin.js'
import { recordStatement } from '../sql-clients/statement.js'
import { computed, library, list, object, oneOf, textOf, UNDEFINED, UNKNOWN, type Value } from '../value.js'

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
const OPERATORS: Readonly<Record<string, string>> = {
  In: 'in',
  Like: 'like',
  ILike: 'like',
  MoreThan: '>',
  MoreThanOrEqual: '>=',
  LessThan: '<',
  LessThanOrEqual: '<=',
  Not: '!=',
  Equal: '=',
  Between: 'between',
  IsNull: 'is null',
  Any: 'in',
  ArrayContains: 'in',
  Raw: 'raw',
}

/** TypeORM's repositories, managers and active records. https://typeorm.io/docs/working-with-entity-manager/find-options */
export default definePlugin({
  name: 'typeorm',
  libraries: ['typeorm', 'typeorm:source', 'typeorm:repository', 'typeorm:builder'],
  get(of, key) {
    return of.library === 'typeorm:source' && (key === 'manager' || key === 'createQueryRunner')
      ? key === 'manager'
        ? library('typeorm:source', 'manager', of.data)
        : undefined
      : undefined
  },
  call(call) {
    switch (call.library) {
      case 'typeorm:source':
        return sourceCall(call)
      case 'typeorm:repository':
        return repositoryCall(call, call.args, call.on.data['entity'] as string | undefined, call.on.data['transaction'] === true)
      case 'typeorm:builder':
        return builderCall(call)
      default:
        return made(call)
    }
  },
})

function made(call: LibraryCall): Value | undefined {
  const { method, args, on } = call
  const op = OPERATORS[method]
  if (op && !call.path.includes('.')) return library('typeorm:operator', method, { op }, args)
  if (call.isNew && method === 'DataSource') return library('typeorm:source', 'source', {})
  if (method === 'getRepository' || method === 'getMongoRepository') return repository(args[0], false)
  if (method === 'getConnection' || method === 'createConnection' || method === 'getManager') return library('typeorm:source', 'source', {})
  // `class User extends BaseEntity`: `User.findOneBy(…)`.
  const cls = on.data['cls'] as { readonly fact: { readonly name: string } } | undefined
  return cls && call.path.startsWith('BaseEntity.') ? repositoryCall(call, args, cls.fact.name, false) : undefined
}

const entityName = (value: Value | undefined): string | undefined => (value?.k === 'class' ? value.fact.name : textOf(value))
const repository = (entity: Value | undefined, transaction: boolean): Value =>
  library('typeorm:repository', 'repository', { entity: entityName(entity), transaction })

function sourceCall(call: LibraryCall): Value | undefined {
  const { run, at, method, args, on } = call
  const transaction = on.data['transaction'] === true
  switch (method) {
    case 'getRepository':
    case 'getTreeRepository':
    case 'withRepository':
      return repository(args[0], transaction)
    case 'initialize':
    case 'connect':
    case 'startTransaction':
    case 'createQueryRunner':
      return method === 'startTransaction'
        ? ((on.data['transaction'] = true), UNDEFINED)
        : method === 'createQueryRunner'
          ? library('typeorm:source', 'runner', {})
          : on
    case 'transaction': {
      const work = args.find(arg => arg.k === 'function')
      return work ? run.call(work, [library('typeorm:source', 'manager', { transaction: true })], at) : undefined
    }
    case 'query': {
      const found = recordStatement(run, at, 'typeorm', args[0] ?? UNKNOWN, args[1] ? { list: args[1] } : {}, { transaction })
      return found.rows
    }
    case 'createQueryBuilder':
      return library('typeorm:builder', 'builder', { entity: entityName(args[0]), transaction })
    case 'commitTransaction':
    case 'rollbackTransaction':
    case 'release':
    case 'destroy':
      return UNDEFINED
    default:
      return entityName(args[0]) !== undefined ? repositoryCall(call, args.slice(1), entityName(args[0]), transaction) : undefined
  }
}

function repositoryCall(call: LibraryCall, args: readonly Value[], table: string | undefined, transaction: boolean): Value | undefined {
  const { run, at, method } = call
  const [first = UNDEFINED, second] = args
  if (method === 'create' || method === 'merge' || method === 'preload')
    return method === 'merge' ? oneOf([...args]) : first.k === 'literal' ? object() : first
  if (method === 'createQueryBuilder') return library('typeorm:builder', 'builder', { entity: table, transaction })
  if (method === 'query') return recordStatement(run, at, 'typeorm', first, second ? { list: second } : {}, { transaction }).rows
  if (method === 'extend') return call.on
  const does = DOES[method]
  if (!does) return undefined
  const takesOptions = does === 'read' && !/By(OrFail|Id|Ids)?$|ByIds$/.test(method) && isOptions(first)
  const where = takesOptions
    ? run.get(first, 'where')
    : does === 'upsert' || method === 'insert' || method === 'remove' || method === 'softRemove'
      ? UNDEFINED
      : first
  const filters = [
    ...filtersOf(where),
    ...(method === 'remove' || method === 'softRemove' ? [{ column: 'id', op: '=', value: run.get(first, 'id') }] : []),
  ]
  const single = /^findOne|^count|^exist|^sum|^average|^m(in|ax)imum/.test(method)
  const select = takesOptions ? run.get(first, 'select') : UNDEFINED
  run.emit(
    query('typeorm', does, table, {
      filters,
      single,
      transaction,
      limited: single || (takesOptions && !isNothing(run.get(first, 'take'))),
      columns: columnsOf(select),
      ...(takesOptions ? { includes: relationsOf(run, first) } : {}),
      data: does === 'upsert' || does === 'create' ? first : does === 'update' ? second : undefined,
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

const OPTIONS =
  /^(?:where|relations|select|order|skip|take|cache|join|lock|withDeleted|loadEagerRelations|loadRelationIds|transaction|comment)$/

/** Before version 0.3 an id, or the conditions themselves, stood where the options do: `findOne(id)`, `findOne({ slug })`. */
function isOptions(value: Value): boolean {
  if (value.k === 'object') return value.props.size === 0 || [...value.props.keys()].some(key => OPTIONS.test(key))
  return value.k !== 'origin' && !(value.k === 'literal' && value.value !== undefined)
}

/** Relations that come with each row: `relations: ['user', 'items.product']`, `relations: { user: true }`. */
function relationsOf(run: Run, options: Value): string[] {
  const named = run.get(options, 'relations')
  if (named.k === 'list') return named.items.flatMap(item => textOf(item) ?? [])
  return named.k === 'object' ? [...named.props].filter(([, value]) => !isFalse(value)).map(([key]) => key) : []
}

function filtersOf(where: Value): LiveFilter[] {
  switch (where.k) {
    case 'object':
      return [
        ...where.spreads.map(value => ({ column: '*', op: 'object', value })),
        ...[...where.props].flatMap(([column, value]): LiveFilter[] => {
          // `{ user: { id } }`: the key that the relation stands for.
          if (value.k === 'object' && value.props.size === 1 && value.props.has('id'))
            return [{ column, op: '=', value: value.props.get('id')! }]
          if (value.k === 'object') return filtersOf(value).map(filter => ({ ...filter, column: `${column}.${filter.column}` }))
          const op = value.k === 'library' ? (value.data['op'] as string | undefined) : undefined
          return [{ column, op: op ?? '=', value: op && value.k === 'library' ? (value.args[0] ?? UNDEFINED) : value }]
        }),
      ]
    case 'list':
      // Several conditions are alternatives.
      return where.items.flatMap(item =>
        filtersOf(item).map(filter => (where.items.length > 1 ? { ...filter, op: `or ${filter.op}` } : filter)),
      )
    case 'either':
      return where.of.flatMap(one => filtersOf(one.value))
    case 'literal':
      return where.value === undefined ? [] : [{ column: 'id', op: '=', value: where }]
    case 'unknown':
      return []
    default:
      return [
        {
          column: where.k === 'origin' && !where.path.length ? '*' : 'id',
          op: where.k === 'origin' && !where.path.length ? 'object' : '=',
          value: where,
        },
      ]
  }
}

function columnsOf(select: Value): string[] | undefined {
  if (select.k === 'list') return select.items.flatMap(item => textOf(item) ?? [])
  return select.k === 'object' && select.props.size
    ? [...select.props].filter(([, value]) => !isFalse(value)).map(([key]) => key)
    : undefined
}

interface Builder {
  entity: string | undefined
  readonly transaction: boolean
  does?: LiveQuery['does']
  data?: Value
  filters?: LiveFilter[]
  limited?: boolean
  sql?: Value
  includes?: string[]
}

/** `createQueryBuilder('o').where('o.userId = :id', { id }).getMany()` */
function builderCall(call: LibraryCall): Value | undefined {
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
  if (method === 'limit' || method === 'take') building.limited = true
  if (method === 'insert' || method === 'update' || method === 'delete') building.does = method === 'insert' ? 'create' : method
  if (method === 'set' || method === 'values') building.data = first
  if (/^(?:left|inner)JoinAndSelect$/.test(method))
    building.includes = [...(building.includes ?? []), (textOf(first) ?? '').split('.').at(-1)!]
  if (!/^(getMany|getOne|getOneOrFail|getRawMany|getRawOne|getCount|getManyAndCount|execute|getExists)$/.test(method)) return on
  const single = /One|Count$|Exists/.test(method)
  const { entity, does = 'read', data, filters = [], limited = false, sql, includes = [] } = building
  run.emit(
    query('typeorm', does, entity, { filters, data, sql, single, includes, limited: limited || single, transaction: building.transaction }),
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

const isNothing = (value: Value): boolean =>
  value.k === 'unknown' || (value.k === 'literal' && (value.value === undefined || value.value === null))
const isFalse = (value: Value): boolean => value.k === 'literal' && value.value === false
