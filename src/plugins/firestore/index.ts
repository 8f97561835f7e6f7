import { definePlugin, type LibraryCall } from '../plugin.js'
import { computed, library, type LibraryValue, textOf, type Value } from '../value.js'
import { chainedCall, refOf, refine } from './reference.js'
import { change, read, subscribe } from './query.js'

const MODULAR = ['firebase/firestore', 'firebase/firestore/lite', '@firebase/firestore']
const ADMIN = ['firebase-admin', 'firebase-admin/firestore', '@google-cloud/firestore']

/** Firestore, from the browser and with the rights of the server. https://firebase.google.com/docs/reference/js/firestore_ */
export default definePlugin({
  name: 'firestore',
  libraries: [
    ...MODULAR,
    ...ADMIN,
    'firebase',
    'firebase/app',
    'firebase/compat/app',
    'firestore:db',
    'firestore:ref',
    'firestore:clause',
    'firestore:writer',
  ],
  get(of, key) {
    return key === 'firestore' && /^firebase(?:-admin|\/app|\/compat\/app)?$/.test(of.library)
      ? library('firestore:db', 'db', { rights: rightsOf(of.library) })
      : undefined
  },
  call(call) {
    switch (call.library) {
      case 'firestore:db':
      case 'firestore:ref':
        return chainedCall(call)
      case 'firestore:writer':
        return writerCall(call)
      case 'firestore:clause':
        return undefined
      default:
        return modularCall(call)
    }
  },
})

const rightsOf = (name: string): 'service' | 'user' => (ADMIN.includes(name) ? 'service' : 'user')

const isRef = (value: Value | undefined): value is LibraryValue => value?.k === 'library' && value.library === 'firestore:ref'

function modularCall(call: LibraryCall): Value | undefined {
  const { method, args, library: from } = call
  const [first] = args
  switch (method) {
    case 'getFirestore':
    case 'initializeFirestore':
    case 'firestore':
      return library('firestore:db', 'db', { rights: rightsOf(from) })
    case 'Firestore':
      return call.isNew ? library('firestore:db', 'db', { rights: rightsOf(from) }) : undefined
    case 'where':
    case 'limit':
    case 'limitToLast':
    case 'orderBy':
    case 'startAfter':
    case 'and':
    case 'or':
      return MODULAR.includes(from) ? library('firestore:clause', method, {}, args) : undefined
    case 'serverTimestamp':
    case 'increment':
    case 'arrayUnion':
    case 'arrayRemove':
    case 'deleteField':
      return computed(`call ${method}`, args)
  }
  if (!MODULAR.includes(from)) return undefined
  const rights = 'user'
  switch (method) {
    case 'collection':
      return refOf(first, args.slice(1), rights, false)
    case 'collectionGroup':
      return library('firestore:ref', 'collection', { table: textOf(args[1]), filters: [], rights })
    case 'doc':
      return refOf(first, args.slice(1), rights, true)
    case 'query':
      return isRef(first) ? args.slice(1).reduce<LibraryValue>(refine, first) : undefined
    case 'getDoc':
    case 'getDocFromServer':
    case 'getDocFromCache':
    case 'getDocs':
    case 'getDocsFromServer':
    case 'getCountFromServer':
    case 'getAggregateFromServer':
      return isRef(first) ? read(call, first) : undefined
    case 'onSnapshot':
      return isRef(first) ? subscribe(call, first, args.slice(1)) : undefined
    case 'addDoc':
      return isRef(first) ? change(call, first, 'create', args[1]) : undefined
    case 'setDoc':
      return isRef(first) ? change(call, first, 'upsert', args[1]) : undefined
    case 'updateDoc':
      return isRef(first) ? change(call, first, 'update', args[1]) : undefined
    case 'deleteDoc':
      return isRef(first) ? change(call, first, 'delete', undefined) : undefined
    case 'writeBatch':
      return library('firestore:writer', 'batch', { transaction: true })
    case 'runTransaction':
      return args[1] ? call.run.call(args[1], [library('firestore:writer', 'transaction', { transaction: true })], call.at) : undefined
    default:
      return undefined
  }
}

/** A transaction, or a batch: documents come as arguments. */
function writerCall(call: LibraryCall): Value | undefined {
  const [ref, data] = call.args
  if (!isRef(ref)) return call.method === 'commit' ? computed('call commit', []) : undefined
  const transaction = { transaction: true }
  switch (call.method) {
    case 'get':
      return read(call, ref, transaction)
    case 'create':
      return change(call, ref, 'create', data, transaction) && call.on
    case 'set':
      return change(call, ref, 'upsert', data, transaction) && call.on
    case 'update':
      return change(call, ref, 'update', data, transaction) && call.on
    case 'delete':
      return change(call, ref, 'delete', undefined, transaction) && call.on
    default:
      return undefined
  }
}
