import { declare, middlewareOf, type Act } from '../middleware/index.js'
import { definePlugin, type LibraryCall } from '../plugin.js'
import { callBack, optionsOf } from '../send.js'
import { computed, library, list, native, object, type ObjectValue, origin, UNDEFINED, type Value } from '../value.js'

/** Files and raw bodies that come with a request. https://github.com/expressjs/multer, https://github.com/node-formidable/formidable */
export default definePlugin({
  name: 'uploads',
  libraries: [
    'multer',
    'multer:upload',
    'express-fileupload',
    'formidable',
    'formidable:form',
    'busboy',
    'busboy:form',
    'raw-body',
    'micro',
    'co-body',
    'connect-busboy',
    'body-parser',
    '@fastify/multipart',
    'koa-body',
    '@koa/multer',
    'multiparty',
  ],
  call(call) {
    switch (call.library) {
      case 'multer':
      case '@koa/multer':
        return multer(call)
      case 'multer:upload':
        return /^(single|array|fields|any|none)$/.test(call.method) ? middlewareOf(received(call)) : undefined
      case 'express-fileupload':
        return setUp(call, call.args[0]) && middlewareOf(takesFiles)
      case 'formidable':
      case 'multiparty':
        return setUp(call, call.args[0]) && library('formidable:form', '', {})
      case 'formidable:form':
        return form(call)
      case 'busboy':
        return setUp(call, call.args[0]) && library('busboy:form', '', {})
      case 'busboy:form':
        return busboy(call)
      case 'raw-body':
      case 'micro':
      case 'co-body':
        return raw(call)
      default:
        return undefined
    }
  },
  guess: moved,
})

const files = (path: readonly string[] = []): Value => origin('files', path)

function setUp(call: LibraryCall, options: Value | undefined): true {
  declare(call.run, { what: 'upload', library: call.library, at: call.at, options: optionsOf(options), prefix: '' })
  return true
}

const takesFiles: Act = (run, request) => {
  run.set(request, 'files', files())
  return true
}

function multer(call: LibraryCall): Value {
  const [options] = call.args
  if (call.method === 'diskStorage') return library('multer', 'diskStorage()', { storage: options })
  if (call.method === 'memoryStorage') return library('multer', 'memoryStorage()', {})
  if (call.method === 'MulterError') return library('multer', 'MulterError()', {}, call.args)
  setUp(call, options?.k === 'object' && letsAllIn(call, options.props.get('fileFilter')) ? without(options, 'fileFilter') : options)
  const storage = options && call.run.get(options, 'storage')
  return library('multer:upload', '', {
    storage: storage?.k === 'library' ? storage.data['storage'] : undefined,
    filter: options && call.run.get(options, 'fileFilter'),
  })
}

/** `(req, file, done) => done(null, true)` filters nothing. */
function letsAllIn({ run, at }: LibraryCall, filter: Value | undefined): boolean {
  if (filter?.k !== 'function') return false
  const told: boolean[] = []
  run.branch([], () => {
    const before = run.facts.length
    const decide = native('callback', ([error, isIn]) => {
      const isSure = run.facts.length === before && isIn?.k === 'literal' && isIn.value === true
      told.push(isSure && error?.k === 'literal' && !error.value)
      return UNDEFINED
    })
    run.call(filter, [library('http:request', 'req'), files(), decide], at)
  })
  return told.length > 0 && told.every(Boolean)
}

const without = (options: ObjectValue, key: string): Value =>
  object(
    [...options.props].filter(([name]) => name !== key),
    options.spreads,
  )

/** Where the app itself names the file, the name is asked for as for a request. */
function received(call: LibraryCall): Act {
  return (run, request, at) => {
    run.set(request, call.method === 'single' ? 'file' : 'files', files())
    const storage = call.on.data['storage'] as Value | undefined
    if (storage?.k !== 'object') return true
    const nameOf = storage.props.get('filename')
    if (nameOf?.k !== 'function') return true
    const name = native('callback', args => {
      run.emit({ kind: 'file', does: 'write', path: args[1] ?? UNDEFINED }, at)
      return UNDEFINED
    })
    const store = () => void run.branch([], () => void run.call(nameOf, [request, files(), name], at))
    const filter = call.on.data['filter'] as Value | undefined
    if (filter?.k !== 'function') return (store(), true)
    // What is stored is what the app's own function lets in, and under what it asks for there.
    const decide = native('callback', args => {
      const [, isIn] = args
      if (isIn && !(isIn.k === 'literal' && isIn.value === false)) run.branch(run.implied(isIn, true), store)
      return UNDEFINED
    })
    run.branch([], () => void run.call(filter, [request, files(), decide], at))
    return true
  }
}

function form(call: LibraryCall): Value | undefined {
  if (call.method === 'on' || call.method === 'once') {
    callBack(call, call.args[1], [origin('body', ['*']), files()])
    return call.on
  }
  if (call.method !== 'parse') return undefined
  const parsed = list([origin('body'), files()])
  callBack(call, call.args[1], [origin('error', [], { at: call.at }), ...parsed.items])
  return parsed
}

function busboy(call: LibraryCall): Value | undefined {
  if (call.method !== 'on' && call.method !== 'once') return undefined
  const [event, callback] = call.args
  const isFile = event?.k === 'literal' && event.value === 'file'
  callBack(
    call,
    callback,
    isFile ? [files(['name']), files(), files(['info'])] : [origin('body', ['*']), origin('body', ['*']), files(['info'])],
  )
  return call.on
}

function raw(call: LibraryCall): Value | undefined {
  if (call.library === 'micro' && call.path === 'json') return origin('body')
  if (call.library === 'co-body') return origin('body')
  return call.library === 'raw-body' || /^(buffer|text)$/.test(call.path) ? origin('body', [], { name: 'raw' }) : undefined
}

/** `req.files.photo.mv(path)` of express-fileupload. */
function moved(call: LibraryCall & { readonly receiver: Value }): Value | undefined {
  const { receiver } = call
  if (call.method !== 'mv' || receiver.k !== 'origin' || receiver.from !== 'files') return undefined
  call.run.emit({ kind: 'file', does: 'write', path: call.args[0] ?? UNDEFINED }, call.at)
  callBack(call, call.args[1], [origin('error', [], { at: call.at })])
  return computed('call mv', [receiver])
}
