import { kept } from '../kept.js'
import { definePlugin, type LibraryCall, type World } from '../plugin.js'
import { erases } from '../erase.js'
import { newRecord, recordMember, recordOf } from '../records/record.js'
import { goOn, withoutCallback } from '../sql-clients/callback.js'
import { library, type LibraryValue, literal, textOf, UNDEFINED, type Value } from '../value.js'
import { modelCall, type ModelData, rowCall } from './model.js'
import { queryCall } from './query.js'
import { schemaCall, schemaMade, schemaOf } from './schema.js'

/** Mongoose. https://mongoosejs.com/docs/guide.html */
export default definePlugin({
  name: 'mongoose',
  libraries: ['mongoose', 'mongoose:model', 'mongoose:query', 'mongoose:row', 'mongoose:schema', 'mongoose:connection', 'mongoose:virtual'],
  get(of, key, run) {
    switch (of.library) {
      case 'mongoose':
      case 'mongoose:connection':
        if (/(^|\.)models$/.test(of.path)) return modelsOf(run.world).get(key) ?? UNDEFINED
        return key === 'connection' && of.library === 'mongoose' ? library('mongoose:connection', 'connection') : undefined
      case 'mongoose:schema':
        return key === 'methods' ? schemaOf(of).methods : key === 'statics' ? schemaOf(of).statics : undefined
      case 'mongoose:model':
        return key === 'modelName' ? literal((of.data as unknown as ModelData).name) : undefined
      case 'mongoose:row':
        return key === 'id' ? run.get(recordOf(of).row, '_id') : key === '_doc' ? (of.result ?? UNDEFINED) : recordMember(of, key, run)
      default:
        return undefined
    }
  },
  set(of, key, value, run) {
    // What is put on the answer of a query is put on its row.
    if (of.library === 'mongoose:query' && of.result) run.set(of.result, key, value)
  },
  call(call) {
    switch (call.library) {
      case 'mongoose:model':
        return call.isNew
          ? newRecord('mongoose:row', call.on, (call.on.data as unknown as ModelData).name, call.args[0], call.at)
          : modelCall(call)
      case 'mongoose:query':
        return queryCall(call)
      case 'mongoose:row':
        return rowCall(call)
      case 'mongoose:schema':
        return schemaCall(call)
      case 'mongoose:virtual':
        return call.on
      default:
        return made(call)
    }
  },
})

/** Models by name, as `mongoose.models` has them. */
function modelsOf(world: World): Map<string, LibraryValue> {
  return kept(world, 'mongoose', () => new Map<string, LibraryValue>())
}

function made(call: LibraryCall): Value | undefined {
  const { run, at, method, args } = call
  if (call.isNew && (method === 'Schema' || method === '')) return schemaMade(call)
  switch (method) {
    case 'model': {
      const name = textOf(args[0]) ?? ''
      const known = modelsOf(run.world).get(name)
      if (known && !args[1]) return known
      const data: ModelData = { name, schema: schemaOf(args[1]) }
      const model = library('mongoose:model', 'model', data as unknown as Record<string, unknown>)
      modelsOf(run.world).set(name, model)
      return model
    }
    case 'ObjectId':
    case 'ObjectID':
      return args[0] ?? { k: 'origin', from: 'random', path: [] }
    case 'connect':
    case 'createConnection':
    case 'asPromise':
    case 'openUri': {
      goOn(run, withoutCallback(args).callback, [literal(null)], at)
      return library('mongoose:connection', 'connection')
    }
    case 'dropDatabase':
      erases(call, 'dropDatabase()')
      return undefined
    case 'startSession':
      return library('mongoose:connection', 'session')
    case 'transaction':
    case 'withTransaction':
      return args[0] ? run.call(args[0], [library('mongoose:connection', 'session')], at) : undefined
    case 'startTransaction':
    case 'commitTransaction':
    case 'abortTransaction':
    case 'endSession':
    case 'set':
    case 'plugin':
    case 'pluralize':
    case 'disconnect':
      return UNDEFINED
    case 'collection':
      return call.library === 'mongoose:connection'
        ? library('mongodb:collection', 'collection', { collection: textOf(args[0]) })
        : undefined
    case 'on':
    case 'once':
      // What is done once the database is there: starting the server.
      for (const arg of args) if (arg.k === 'function') run.branch([], () => void run.call(arg, [], at))
      return call.on
    default:
      return undefined
  }
}
