import { definePlugin, type LibraryCall } from '../plugin.js'
import { recordStatement } from '../sql-clients/statement.js'
import { library, object, UNDEFINED, UNKNOWN, type Value } from '../value.js'
import { builderCall } from './builder.js'
import { asEntity, entityIn, entityName } from './entity.js'
import { repositoryCall } from './repository.js'

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
  // Nest's container hands them out by their class.
  if (/^(?:DataSource|Connection|EntityManager)$/.test(call.path)) return library('typeorm:source', 'source', {})
  if (method === 'getRepository' || method === 'getMongoRepository') return repository(args[0], false)
  if (method === 'getConnection' || method === 'createConnection' || method === 'getManager') return library('typeorm:source', 'source', {})
  // `class User extends BaseEntity`: `User.findOneBy(…)`.
  const cls = on.data['cls'] as { readonly fact: { readonly name: string } } | undefined
  return cls && call.path.startsWith('BaseEntity.') ? repositoryCall(call, args, cls.fact.name, false) : undefined
}

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
    default: {
      const [entity, ...rest] = args
      if (method === 'create' && entity?.k === 'class') return asEntity(entity, rest[0] ?? object())
      const named = entityName(entity)
      if (named !== undefined) return repositoryCall(call, rest, named, transaction)
      const stored = entityIn(entity)
      return stored === undefined ? undefined : repositoryCall(call, args, stored, transaction)
    }
  }
}
