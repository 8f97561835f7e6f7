import type { LiveFilter } from '../effect.js'
import type { LibraryCall } from '../plugin.js'
import { computed, library, type LibraryValue, textOf, UNDEFINED, type Value } from '../value.js'
import { change, read, type Reference, referenceIn, subscribe } from './query.js'

const make = (reference: Reference): LibraryValue => library('firestore:ref', reference.single ? 'doc' : 'collection', { ...reference })

const EMPTY: Reference = { table: undefined, filters: [], rights: 'user' }

/** `collection(db, 'users', uid, 'orders')`, `doc(ref, id)`: names and ids by turns. */
export function refOf(from: Value | undefined, steps: readonly Value[], rights: 'service' | 'user', single: boolean): LibraryValue {
  const start =
    from?.k === 'library' && from.library === 'firestore:ref'
      ? referenceIn(from)
      : { ...EMPTY, rights: (from?.k === 'library' && (from.data['rights'] as Reference['rights'] | undefined)) || rights }
  // `doc(collection)` makes an id of its own.
  if (steps.length === 0) return make({ ...start, single })
  let at = start
  for (const step of steps.flatMap(parts)) {
    if (at.table === undefined || at.single)
      at = {
        ...at,
        table: textOf(step),
        single: false,
        filters: at.filters.map(filter => (filter.column === 'id' ? { ...filter, column: 'parentId' } : filter)),
      }
    else at = { ...at, single: true, filters: [...at.filters, { column: 'id', op: '=', value: step }] }
  }
  return make(at)
}

/** `'users/1/orders'` is three steps, `` `users/${id}` `` two. */
function parts(step: Value): Value[] {
  const text = textOf(step)
  if (text !== undefined)
    return text
      .split('/')
      .filter(Boolean)
      .map(value => ({ k: 'literal', value }))
  if (step.k !== 'computed' || step.how !== 'template') return [step]
  const found: Value[] = []
  for (const piece of step.of) {
    const said = textOf(piece)
    if (said === undefined) found.push(piece)
    else if (said.includes('/')) found.push(...parts(piece))
  }
  return found.length > 0 ? found : [step]
}

export const docOf = (ref: LibraryValue, id: Value | undefined): LibraryValue => refOf(ref, id ? [id] : [], referenceIn(ref).rights, true)

/** Adds a clause of `query()`. */
export function refine(ref: LibraryValue, clause: Value): LibraryValue {
  if (clause.k !== 'library' || clause.library !== 'firestore:clause') return ref
  const reference = referenceIn(ref)
  if (clause.path === 'where') return make({ ...reference, filters: [...reference.filters, filterOf(clause.args)] })
  if (clause.path.startsWith('limit')) return make({ ...reference, limited: true })
  if (clause.path === 'and' || clause.path === 'or') return clause.args.reduce<LibraryValue>(refine, ref)
  return ref
}

function filterOf([field, op, value]: readonly Value[]): LiveFilter {
  const sign = textOf(op)
  return {
    column: textOf(field) ?? '*',
    op: sign === '==' ? '=' : sign === 'array-contains' || sign === 'array-contains-any' ? 'in' : (sign ?? '='),
    value: value ?? UNDEFINED,
  }
}

/** The chained style: of the server, and of the older browser library. */
export function chainedCall(call: LibraryCall): Value | undefined {
  const { on, method, args } = call
  const rights = (on.data['rights'] as Reference['rights'] | undefined) ?? 'user'
  const isDb = on.library === 'firestore:db'
  switch (method) {
    case 'collection':
      return refOf(on, args.slice(0, 1), rights, false)
    case 'doc':
      return isDb ? refOf(on, args.slice(0, 1), rights, true) : docOf(on, args[0])
    case 'collectionGroup':
      return make({ ...EMPTY, rights, table: textOf(args[0]) })
    case 'firestore':
      return isDb ? on : undefined
    case 'batch':
      return isDb ? library('firestore:writer', 'batch', {}) : undefined
    case 'runTransaction':
      return args[0] ? call.run.call(args[0], [library('firestore:writer', 'transaction', {})], call.at) : undefined
    case 'settings':
    case 'enablePersistence':
      return UNDEFINED
  }
  if (isDb) return undefined
  switch (method) {
    case 'where':
      return make({ ...referenceIn(on), filters: [...referenceIn(on).filters, filterOf(args)] })
    case 'limit':
    case 'limitToLast':
      return make({ ...referenceIn(on), limited: true })
    case 'orderBy':
    case 'startAfter':
    case 'startAt':
    case 'endBefore':
    case 'select':
    case 'offset':
      return on
    case 'count':
      return make({ ...referenceIn(on), limited: true })
    case 'get':
      return read(call, on)
    case 'onSnapshot':
      return subscribe(call, on, args)
    case 'add':
    case 'create':
      return change(call, on, 'create', args[0])
    case 'set':
      return change(call, on, 'upsert', args[0])
    case 'update':
      return change(call, on, 'update', args[0])
    case 'delete':
      return change(call, on, 'delete', undefined)
    case 'withConverter':
      return on
    default:
      return computed(`call ${method}`, args)
  }
}
