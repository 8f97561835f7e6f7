import { definePlugin, type LibraryCall } from '../plugin.js'
import { rowOf } from '../caller.js'
import type { LiveEffect, LiveQuery } from '../effect.js'
import { erases } from '../erase.js'
import { goOn, withoutCallback } from '../sql-clients/callback.js'
import { library, list, literal, textOf, UNDEFINED, type Value } from '../value.js'
import { collectionCall, cursorCall } from './collection.js'

/** The MongoDB driver, with callbacks and with promises. https://mongodb.github.io/node-mongodb-native */
export default definePlugin({
  name: 'mongodb',
  libraries: ['mongodb', 'mongojs', 'mongodb:client', 'mongodb:collection', 'mongodb:cursor'],
  get(of, key) {
    if (of.library === 'mongodb:cursor' && /^\d+$|^\*$/.test(key)) {
      const effect = of.data['effect'] as LiveQuery & LiveEffect
      return rowOf(effect.table, effect.at, effect.filters)
    }
    return undefined
  },
  call(call) {
    switch (call.library) {
      case 'mongodb:client':
        return clientCall(call)
      case 'mongodb:collection':
        return collectionCall(call)
      case 'mongodb:cursor':
        return cursorCall(call)
      default:
        return made(call)
    }
  },
})

const client = (): Value => library('mongodb:client', 'client', {})

function made(call: LibraryCall): Value | undefined {
  const { method, args } = call
  if (call.isNew && (method === 'MongoClient' || method === 'Db')) return client()
  if (method === 'connect') return connected(call, client())
  // An id is as free as what it is made from.
  if (method === 'ObjectId' || method === 'ObjectID' || method === 'createFromHexString')
    return args[0] ?? { k: 'origin', from: 'random', path: [] }
  if (method === 'isValid') return undefined
  return undefined
}

/** Set-up code runs as if the connection came about. */
function connected(call: LibraryCall, value: Value): Value {
  goOn(call.run, withoutCallback(call.args).callback, [literal(null), value], call.at)
  return value
}

function clientCall(call: LibraryCall): Value | undefined {
  const { run, at, method, args } = call
  switch (method) {
    case 'connect':
    case 'open':
      return connected(call, call.on)
    case 'db':
      return library('mongodb:client', 'db', call.on.data)
    case 'collection': {
      const collection = library('mongodb:collection', 'collection', { ...call.on.data, collection: textOf(args[0]) })
      goOn(run, withoutCallback(args).callback, [literal(null), collection], at)
      return collection
    }
    case 'dropDatabase':
      erases(call, 'dropDatabase()')
      return undefined
    case 'startSession':
      return library('mongodb:client', 'session', call.on.data)
    case 'withTransaction':
    case 'withSession':
      return args[0] ? run.call(args[0], [library('mongodb:client', 'session', call.on.data)], at) : undefined
    case 'createCollection':
      return library('mongodb:collection', 'collection', { ...call.on.data, collection: textOf(args[0]) })
    case 'command':
    case 'admin':
    case 'listCollections':
      return list([], true)
    case 'close':
    case 'on':
    case 'startTransaction':
    case 'commitTransaction':
    case 'abortTransaction':
    case 'endSession':
      return UNDEFINED
    default:
      return undefined
  }
}
