import { declare, middlewareOf } from '../middleware/index.js'
import { definePlugin, type LibraryCall } from '../plugin.js'
import { isCallable, optionsOf, withoutCallbacks } from '../send.js'
import { library, UNDEFINED, type Value } from '../value.js'

const LOGGERS = new Set([
  'pino',
  'winston',
  'bunyan',
  'consola',
  'signale',
  'tslog',
  'loglevel',
  'log4js',
  'roarr',
  'npmlog',
  '@logtail/node',
  '@logtail/next',
  '@axiomhq/js',
  'next-axiom',
  '@logtape/logtape',
  'next-logger',
  'electron-log',
  'logger:client',
  'adze',
  'evlog',
])
const REQUESTS = new Set([
  'morgan',
  'pino-http',
  'express-pino-logger',
  'express-winston',
  'koa-logger',
  'koa-pino-logger',
  'hono/logger',
  'hono-pino',
  'express-bunyan-logger',
  'morgan-body',
])
const LEVELS =
  /^(info|warn|warning|error|err|debug|trace|fatal|verbose|silly|http|log|notice|success|crit|critical|alert|emerg|fail|ready|start|box|exception)$/

/** Loggers: what is written down, and that there is one. https://getpino.io, https://github.com/winstonjs/winston */
export default definePlugin({
  name: 'loggers',
  libraries: [...LOGGERS, ...REQUESTS, 'debug'],
  call(call) {
    if (REQUESTS.has(call.library)) return requestLogger(call)
    if (call.library === 'debug') return call.path === '' ? library('debug', 'write', {}) : written(call)
    if (LEVELS.test(call.method) && !call.isNew) return written(call)
    if (call.library === 'logger:client')
      return /^(child|withScope|withTag|with|getSubLogger|scope|getChild)$/.test(call.method) ? call.on : undefined
    if (
      call.isNew
        ? /^(|Logger|Consola|Signale|Logtail)$/.test(call.path)
        : /^(|default|pino|createLogger|createConsola|getLogger|Logger)$/.test(call.path)
    )
      return logger(call)
    return undefined
  },
})

function logger(call: LibraryCall): Value {
  declare(call.run, { what: 'logger', library: call.library, at: call.at, options: optionsOf(call.args[0]), prefix: '' })
  return library('logger:client', '', { name: call.library })
}

function written(call: LibraryCall): Value {
  call.run.emit(
    { kind: 'log', logger: (call.on.data['name'] as string | undefined) ?? call.library, values: withoutCallbacks(call.args) },
    call.at,
  )
  return UNDEFINED
}

function requestLogger(call: LibraryCall): Value | undefined {
  if (call.method === 'token' || call.method === 'format' || call.isNew) return UNDEFINED
  const options = call.args.find(arg => !isCallable(arg))
  return middlewareOf(
    (_run, request) => {
      if (call.library.includes('pino')) request.props.set('log', library('logger:client', '', { name: 'pino' }))
      return true
    },
    { what: 'logger', library: call.library, options: optionsOf(options) },
  )
}
