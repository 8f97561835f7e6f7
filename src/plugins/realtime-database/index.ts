import { rowOf } from '../caller.js'
import { type LiveQuery, query } from '../effect.js'
import { type Reference, referenceIn } from '../firestore/query.js'
import { refOf } from '../firestore/reference.js'
import { definePlugin, type LibraryCall } from '../plugin.js'
import { computed, library, type LibraryValue, list, native, object, origin, textOf, UNDEFINED, type Value } from '../value.js'

const MODULAR = ['firebase/database', '@firebase/database']
const ADMIN = ['firebase-admin', 'firebase-admin/database']

/** Firebase's Realtime Database, from the browser and with the rights of the server. https://firebase.google.com/docs/reference/js/database */
export default definePlugin({
  name: 'realtime-database',
  libraries: [...MODULAR, ...ADMIN, 'firebase', 'firebase/app', 'firebase/compat/app', 'rtdb:db', 'rtdb:ref', 'rtdb:clause'],
  call(call) {
    if (call.library === 'rtdb:db') return call.method === 'ref' || call.method === 'refFromURL' ? at(call.on, call.args) : undefined
    if (call.library === 'rtdb:ref') return chained(call)
    return call.library === 'rtdb:clause' ? undefined : modular(call)
  },
})

const rightsOf = (name: string): Reference['rights'] => (ADMIN.includes(name) ? 'service' : 'user')

const isRef = (value: Value | undefined): value is LibraryValue => value?.k === 'library' && value.library === 'rtdb:ref'

/** A place below another: `rooms/42/players` is a collection, `rooms/42` one of its rows. */
function at(from: LibraryValue, steps: readonly Value[]): LibraryValue {
  const given = steps.filter(step => !(step.k === 'literal' && step.value === undefined))
  const start = isRef(from) ? { ...from, library: 'firestore:ref' } : from
  if (!given.length) return { ...refOf(start, [], 'user', isRef(from) && referenceIn(from).single === true), library: 'rtdb:ref' }
  return { ...refOf(start, given, 'user', false), library: 'rtdb:ref' }
}

function modular(call: LibraryCall): Value | undefined {
  const { method, args, library: from } = call
  if (method === 'getDatabase' || (method === 'database' && !MODULAR.includes(from)))
    return library('rtdb:db', 'db', { rights: rightsOf(from) })
  if (!MODULAR.includes(from)) return undefined
  const [first, ...rest] = args
  switch (method) {
    case 'ref':
    case 'child':
      return first?.k === 'library' ? at(first, rest) : undefined
    case 'query':
      return isRef(first) ? rest.reduce<LibraryValue>(refined, first) : undefined
    case 'get':
    case 'set':
    case 'update':
    case 'push':
    case 'remove':
    case 'runTransaction':
      return isRef(first) ? act(call, first, method, rest) : undefined
    case 'onValue':
    case 'onChildAdded':
    case 'onChildChanged':
      return isRef(first) ? listen(call, first, rest) : undefined
    case 'serverTimestamp':
    case 'increment':
      return computed(`call ${method}`, args)
    default:
      return /^(?:orderBy|equalTo|limitTo|startA|endA|endB)/.test(method) ? library('rtdb:clause', method, {}, args) : undefined
  }
}

function chained(call: LibraryCall): Value | undefined {
  const { on, method, args } = call
  if (method === 'child') return at(on, args)
  if (method === 'once' || method === 'on') return method === 'once' ? act(call, on, 'get', []) : listen(call, on, args.slice(1))
  if (/^(?:orderBy|equalTo|limitTo|startA|endA|endB)/.test(method)) return refined(on, library('rtdb:clause', method, {}, args))
  return act(call, on, method, args)
}

function refined(ref: LibraryValue, clause: Value): LibraryValue {
  if (clause.k !== 'library') return ref
  const reference = referenceIn(ref)
  const data = (more: Partial<Reference> & { by?: string | undefined }): LibraryValue => ({ ...ref, data: { ...ref.data, ...more } })
  if (clause.path.startsWith('limit')) return data({ limited: true })
  if (clause.path === 'orderByChild') return data({ by: textOf(clause.args[0]) })
  if (clause.path !== 'equalTo') return ref
  const column = (ref.data['by'] as string | undefined) ?? 'id'
  return data({ filters: [...reference.filters, { column, op: '=', value: clause.args[0] ?? UNDEFINED }] })
}

const DOES: Record<string, LiveQuery['does']> = {
  set: 'upsert',
  update: 'update',
  push: 'create',
  remove: 'delete',
  transaction: 'update',
  runTransaction: 'update',
}

function act(call: LibraryCall, ref: LibraryValue, method: string, args: readonly Value[]): Value | undefined {
  if (method === 'get') return read(call, ref)
  const does = DOES[method]
  if (!does) return undefined
  const { table, filters, rights, single = false } = referenceIn(ref)
  const [given] = args
  // `push()` alone makes a place with a new name.
  if (method === 'push' && !given) return at(ref, [computed('call push', [])])
  const data = /transaction/i.test(method)
    ? given && call.run.call(given, [rowOf(table, call.at, filters)], call.at)
    : does === 'delete'
      ? undefined
      : given
  call.run.emit(query('realtime-database', does, table, { filters: [...filters], rights, single, data }), call.at)
  return method === 'push' ? at(ref, [computed('call push', [])]) : ref
}

/** A snapshot: `val()`, `exists()`, `forEach()`. */
function read(call: LibraryCall, ref: LibraryValue): Value {
  const { table, filters, rights, single = false, limited = false } = referenceIn(ref)
  call.run.emit(query('realtime-database', 'read', table, { filters: [...filters], rights, single, limited: limited || single }), call.at)
  const row = rowOf(table, call.at, filters)
  const snapshot = object([
    ['val', native('val', () => row)],
    ['toJSON', native('toJSON', () => row)],
    ['exists', native('exists', () => row)],
    ['key', origin('row', ['id'], table ? { name: table } : {})],
    ['ref', ref],
  ])
  snapshot.props.set(
    'child',
    native('child', () => snapshot),
  )
  snapshot.props.set(
    'forEach',
    native('forEach', ([callback]) => {
      if (callback) call.run.callInLoop(callback, [snapshot], list([snapshot], true), call.at)
      return UNDEFINED
    }),
  )
  return snapshot
}

function listen(call: LibraryCall, ref: LibraryValue, callbacks: readonly Value[]): Value {
  const snapshot = read(call, ref)
  const [first] = callbacks
  if (first?.k === 'function') call.run.branch([], () => void call.run.call(first, [snapshot], call.at))
  return native('unsubscribe', () => UNDEFINED)
}
