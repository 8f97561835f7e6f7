import { type LiveFilter, type LiveQuery, query } from '../effect.js'
import { definePlugin, type LibraryCall, type Run } from '../plugin.js'
import { rowOf } from '../caller.js'
import { bound, fragment, partsOf, taggedParts } from '../sql-clients/parts.js'
import { recordStatement } from '../sql-clients/statement.js'
import { skips, sortOf } from '../sort.js'
import { computed, library, list, object, oneOf, textOf, UNDEFINED, type Value } from '../value.js'

const DOES: Record<string, LiveQuery['does']> = {
  findUnique: 'read',
  findUniqueOrThrow: 'read',
  findFirst: 'read',
  findFirstOrThrow: 'read',
  findMany: 'read',
  count: 'read',
  aggregate: 'read',
  groupBy: 'read',
  create: 'create',
  createMany: 'create',
  createManyAndReturn: 'create',
  update: 'update',
  updateMany: 'update',
  updateManyAndReturn: 'update',
  upsert: 'upsert',
  delete: 'delete',
  deleteMany: 'delete',
}

/** Prisma Client. https://www.prisma.io/docs/orm/reference/prisma-client-reference */
export default definePlugin({
  name: 'prisma',
  libraries: ['@prisma/client', '@prisma/client/edge', 'prisma:client', 'prisma:model'],
  get(of, key) {
    if (of.library === 'prisma:client' && !key.startsWith('$')) return library('prisma:model', key, { ...of.data, model: key })
    if (of.path === 'Prisma' && key === 'empty') return fragment('prisma:sql', [])
    if (of.library === '@prisma/client' && of.path === '' && key === 'Prisma') return library('@prisma/client', 'Prisma')
    return undefined
  },
  call(call) {
    if (call.isNew && call.method === 'PrismaClient') return library('prisma:client', 'client')
    if (call.library === 'prisma:client') return clientCall(call)
    if (call.library === 'prisma:model') return modelCall(call)
    if (call.path === 'Prisma.raw') return fragment('prisma:sql', partsOf(call.args[0] ?? UNDEFINED))
    if (call.path === 'Prisma.join') return bound(call.args[0] ?? UNDEFINED)
    return undefined
  },
  tag(call) {
    if (call.library === 'prisma:client') return raw(call, fragment('prisma:sql', taggedParts(call.quasis, call.args)))
    if (call.path === 'Prisma.sql') return fragment('prisma:sql', taggedParts(call.quasis, call.args))
    return undefined
  },
})

function clientCall(call: LibraryCall): Value | undefined {
  switch (call.method) {
    case '$queryRawUnsafe':
    case '$executeRawUnsafe':
      return raw(call, call.args[0] ?? UNDEFINED, call.args.slice(1))
    case '$queryRaw':
    case '$executeRaw':
      return raw(call, call.args[0] ?? UNDEFINED)
    case '$transaction': {
      const [work] = call.args
      if (work?.k === 'function') return call.run.call(work, [{ ...call.on, data: { ...call.on.data, transaction: true } }], call.at)
      markTransaction(call.run, call.at)
      return work ?? UNDEFINED
    }
    case '$extends':
    case '$connect':
      return call.on
    default:
      return call.method.startsWith('$') ? UNDEFINED : undefined
  }
}

/** `$transaction([a, b])`: the calls were made just before, as arguments. */
function markTransaction(run: Run, at: { file: string; line: number }): void {
  for (const effect of run.effects)
    if (effect.kind === 'query' && effect.at.file === at.file && Math.abs(effect.at.line - at.line) < 30) effect.transaction = true
}

function raw(call: LibraryCall, text: Value, values: readonly Value[] = []): Value {
  const found = recordStatement(call.run, call.at, 'prisma', text, values.length ? { list: list([...values]) } : {}, {
    transaction: call.on.data['transaction'] === true,
  })
  return call.method.startsWith('$execute') ? computed('number', []) : found.rows
}

function modelCall(call: LibraryCall): Value | undefined {
  const does = DOES[call.method]
  if (!does) return undefined
  const { run, at } = call
  const options = call.args[0] ?? UNDEFINED
  const model = String(call.on.data['model'])
  const filters = filtersOf(run, run.get(options, 'where'))
  const data = does === 'upsert' ? oneOf([run.get(options, 'create'), run.get(options, 'update')]) : run.get(options, 'data')
  const single = /Unique|First/.test(call.method) || call.method === 'count' || call.method === 'aggregate'
  run.emit(
    query('prisma', does, model, {
      filters,
      single,
      columns: columnsOf(run.get(options, 'select')),
      transaction: call.on.data['transaction'] === true,
      limited: single || isGiven(run.get(options, 'take')) || (call.method === 'groupBy' && isKind(run.get(options, 'by'))),
      ...(isGiven(run.get(options, 'take')) ? { limit: run.get(options, 'take') } : {}),
      data: does === 'read' || does === 'delete' ? undefined : data,
      returning: true,
      omits: omitted(run.get(options, 'omit')),
      includes: [...included(run, options)],
      sort: sortOf(run.get(options, 'orderBy')),
      offset: skips(run.get(options, 'skip')),
    }),
    at,
  )
  const row = rowOf(model, at, filters)
  if (call.method === 'count' || (call.method.endsWith('Many') && does !== 'read')) return computed('number', [{ ...row, path: ['count'] }])
  if (call.method === 'findMany' || call.method === 'groupBy') return list([row], true)
  return row
}

/** Grouped by a state or a kind: there are as many groups as there are of those. */
const isKind = (by: Value): boolean =>
  by.k === 'list' &&
  by.items.length > 0 &&
  by.items.every(item => /status|state|type|kind|role|method|currency|categor|brand/i.test(textOf(item) ?? ''))

const isGiven = (value: Value): boolean => !(value.k === 'literal' && value.value === undefined)

function columnsOf(select: Value): string[] | undefined {
  return select.k === 'object' && select.props.size ? [...select.props.keys()] : undefined
}

function omitted(omit: Value): string[] {
  return omit.k === 'object'
    ? [...omit.props].filter(([, value]) => value.k === 'literal' && value.value === true).map(([column]) => column)
    : []
}

/** Relations asked for with all their columns: `include: { user: true }`, and those within. */
function* included(run: Run, options: Value, path = ''): Generator<string> {
  for (const key of ['include', 'select']) {
    const asked = run.get(options, key)
    if (asked.k !== 'object') continue
    for (const [name, value] of asked.props) {
      const isRow = value.k === 'object' && !value.props.has('select')
      if (
        name !== '_count' &&
        ((key === 'include' && (isRow || (value.k === 'literal' && value.value === true))) || (key === 'select' && isRow))
      )
        yield `${path}${name}`
      if (value.k === 'object') yield* included(run, value, `${path}${name}.`)
    }
  }
}

/** `where` as a flat list; what stands under AND counts, what stands under OR does not narrow. */
export function filtersOf(run: Run, where: Value): LiveFilter[] {
  if (where.k === 'either') return where.of.flatMap(one => filtersOf(run, one.value))
  if (where.k === 'computed' && (where.how === '||' || where.how === '&&')) return where.of.flatMap(one => filtersOf(run, one))
  if (where.k !== 'object') return isGiven(where) && where.k !== 'unknown' ? [{ column: '*', op: 'object', value: where }] : []
  const filters: LiveFilter[] = where.spreads.map(value => ({ column: '*', op: 'object', value }))
  for (const [column, value] of where.props) {
    if (column === 'AND') filters.push(...(value.k === 'list' ? value.items : [value]).flatMap(one => filtersOf(run, one)))
    else if (column === 'OR')
      filters.push(
        ...(value.k === 'list' ? value.items : [value])
          .flatMap(one => filtersOf(run, one))
          .map(filter => ({ ...filter, op: `or ${filter.op}` })),
      )
    else if (value.k === 'object' && !value.spreads.length && value.props.size)
      for (const [op, inner] of value.props) filters.push(...operatorFilter(run, column, op, inner))
    else filters.push({ column, op: '=', value })
  }
  return filters
}

const OPERATORS: Record<string, string> = {
  equals: '=',
  in: 'in',
  notIn: 'not in',
  contains: 'like',
  startsWith: 'like',
  endsWith: 'like',
  gt: '>',
  gte: '>=',
  lt: '<',
  lte: '<=',
  not: '!=',
  search: 'search',
  has: 'in',
  is: 'is',
  some: 'some',
  every: 'every',
  none: 'none',
  mode: 'mode',
}

function operatorFilter(run: Run, column: string, op: string, value: Value): LiveFilter[] {
  // A related row may be asked for in several ways: `author: { OR: [{ demo: true }, { id }] }`.
  if (op === 'OR' || op === 'AND')
    return filtersOf(run, object([[op, value]])).map(filter => ({ ...filter, column: `${column}.${filter.column}` }))
  const known = OPERATORS[op]
  if (known === 'mode') return []
  if (known && !['is', 'some', 'every', 'none'].includes(known)) return [{ column, op: known, value }]
  // A compound unique key (`userId_productId: { userId, productId }`) or a related row (`store: { ownerId }`).
  const inner = value.k === 'object' && known ? filtersOf(run, value) : [{ column: known ? column : op, op: '=', value } as LiveFilter]
  return inner.map(filter => ({
    ...filter,
    column: filter.column === '*' ? column : known || !column.includes('_') ? `${column}.${filter.column}` : filter.column,
  }))
}
