import { addressOf } from '../address.js'
import { corsOptions } from '../cors/origin.js'
import { declare, mounted } from '../middleware/index.js'
import { definePlugin, type LibraryCall } from '../plugin.js'
import { library, type LibraryValue, literal, origin, textOf, UNDEFINED, UNKNOWN, type Value } from '../value.js'
import type { Decorator } from '../inject/decorators.js'
import { type OtherFields, otherFieldsOf } from './dto.js'
import { keyOf, passesLibrary, reflected } from './guards.js'
import { instanceOf } from '../inject/instance.js'
import { type App, appsIn } from './app.js'
import { consumerCall } from './consumer.js'
import { contextObject } from './resolvers.js'
import { routes } from './routes.js'
import { tokenCall } from './token.js'

/** Nest: controllers, guards and injected services. https://docs.nestjs.com */
export default definePlugin({
  name: 'nest',
  libraries: [
    '@nestjs/common',
    '@nestjs/core',
    '@nestjs/jwt',
    '@nestjs/config',
    '@nestjs/graphql',
    '@nestjs/passport',
    'nest:app',
    'nest:context',
    'nest:consumer',
    'nest:param',
    'nest:reflector',
    'nest:jwt',
    'nest:config',
    'nest:made',
  ],
  call(call) {
    switch (call.library) {
      case '@nestjs/core':
        if (call.method === 'create') return created(call)
        // `const Roles = Reflector.createDecorator<string[]>()` https://docs.nestjs.com/fundamentals/execution-context#reflection-and-metadata
        if (call.path === 'Reflector.createDecorator')
          return library('nest:made', '', { key: call.args[0] && call.run.get(call.args[0], 'key') })
        return call.path === 'Reflector' ? library('nest:reflector', '') : undefined
      case 'nest:made':
        return library('nest:metadata', '', { key: keyOf(call.on), value: call.args[0] ?? UNDEFINED })
      case '@nestjs/common':
        return decorator(call)
      case '@nestjs/jwt':
        return call.path === 'JwtService' ? library('nest:jwt', '') : undefined
      case '@nestjs/passport':
        return guardCall(call)
      case '@nestjs/graphql':
        // `GqlExecutionContext.create(context)` is the same call, asked in another way.
        return call.path === 'GqlExecutionContext.create' ? call.args[0] : undefined
      case '@nestjs/config':
        return call.path === 'ConfigService' ? library('nest:config', '') : undefined
      case 'nest:config':
        return /^get(OrThrow)?$/.test(call.method) ? origin('env', [], { name: textOf(call.args[0]) ?? '*' }) : undefined
      case 'nest:jwt':
        return tokenCall(call)
      case 'nest:param':
        return library('nest:param', 'applied', { by: call.on.data['by'], data: call.args[0] ?? UNDEFINED })
      case 'nest:consumer':
        return consumerCall(call)
      case 'nest:app':
        return appCall(call)
      default:
        return contextCall(call)
    }
  },
  loaded: routes,
})

/** `super.canActivate(context)` of a guard that extends `AuthGuard('jwt')`. */
function guardCall(call: LibraryCall): Value | undefined {
  const [context] = call.args
  if (call.method !== 'canActivate' || context?.k !== 'library' || context.library !== 'nest:context') return undefined
  passesLibrary(call.run, call.on, context.data['request'] as LibraryValue, call.at)
  return literal(true)
}

function created(call: LibraryCall): Value {
  const app: App = { module: call.args[0] ?? UNKNOWN, prefix: '', guards: [], applied: [], validates: undefined }
  appsIn(call.run.world).push(app)
  const options = call.args.find(arg => arg.k === 'object')
  const cors = options && call.run.get(options, 'cors')
  if (cors && !(cors.k === 'literal' && !cors.value))
    declare(call.run, {
      what: 'cors',
      library: '@nestjs/core',
      at: call.at,
      options: cors.k === 'literal' ? UNDEFINED : corsOptions({ ...call, args: [cors] }),
      prefix: '',
    })
  return library('nest:app', '', { app })
}

/** What one of several pipes drops is gone. */
const whatRemains = (before: OtherFields | undefined, { args, run }: LibraryCall): OtherFields =>
  before === 'dropped' || args.some(pipe => otherFieldsOf(run, pipe) === 'dropped') ? 'dropped' : 'passed'

function appCall(call: LibraryCall): Value | undefined {
  const app = call.on.data['app'] as App
  switch (call.method) {
    case 'setGlobalPrefix':
      app.prefix = addressOf(call.args[0]) ?? ''
      return call.on
    case 'useGlobalGuards':
      app.guards.push(...call.args)
      return call.on
    case 'useGlobalPipes':
      app.validates = whatRemains(app.validates, call)
      return call.on
    case 'enableCors':
      declare(call.run, { what: 'cors', library: '@nestjs/core', at: call.at, options: corsOptions(call), prefix: '' })
      return call.on
    case 'use':
      for (const handler of call.args) mounted(call.run, handler, call.at, '')
      return call.on
    default:
      // `app.get(SeedService)`: what the container hands out.
      return call.method === 'get' ? (call.args[0]?.k === 'class' ? instanceOf(call.run, call.args[0]) : UNKNOWN) : undefined
  }
}

function decorator(call: LibraryCall): Value | undefined {
  switch (call.path) {
    case 'SetMetadata':
      return library('nest:metadata', '', { key: call.args[0] ?? UNKNOWN, value: call.args[1] ?? UNDEFINED })
    case 'createParamDecorator':
      return library('nest:param', 'param', { by: call.args[0] ?? UNKNOWN })
    case 'applyDecorators':
      return library('nest:decorators', '', { all: call.args })
    default:
      return undefined
  }
}

/** `context.switchToHttp().getRequest()`, and what a reflector finds. */
function contextCall(call: LibraryCall): Value | undefined {
  if (call.library === 'nest:reflector') {
    const targets = call.args[1]?.k === 'list' ? call.args[1].items : [call.args[1]]
    const holder = targets.find(one => one?.k === 'library' && one.library === 'nest:context')
    return holder?.k === 'library' ? reflected(holder.data['decorators'] as Decorator[], call.args[0]) : UNKNOWN
  }
  switch (call.method) {
    case 'switchToHttp':
    case 'getHandler':
    case 'getClass':
      return call.on
    case 'getRequest':
    case 'getArgByIndex':
      return call.on.data['request'] as Value
    case 'getContext':
      return contextObject(call.on.data['request'] as LibraryValue)
    case 'getArgs':
      return origin('body')
    case 'getResponse':
      return library('http:response', 'res')
    case 'getType':
      return literal(call.on.data['type'] as string)
    default:
      return undefined
  }
}
