import { isOfCaller } from '../caller.js'
import { declare } from '../middleware/index.js'
import { isRequest } from '../middleware.js'
import { definePlugin, type LibraryCall } from '../plugin.js'
import { library, type LibraryValue, object, origin, UNDEFINED, type Value } from '../value.js'

const METHODS = new Set(['save', 'destroy', 'updateConfig'])

/** A session sealed in a cookie. https://github.com/vvo/iron-session */
export default definePlugin({
  name: 'iron-session',
  libraries: [
    'iron-session',
    'iron-session/next',
    'iron-session/edge',
    'iron-session:session',
    'iron-session:wrapped',
    'next-iron-session',
  ],
  get(of, key) {
    return of.library === 'iron-session:session' && !METHODS.has(key) ? origin('session', [key]) : undefined
  },
  set(of, key, value, run, at) {
    if (of.library !== 'iron-session:session' || isOfCaller(value)) return
    const isGone = value.k === 'literal' && !value.value
    run.emit(
      { kind: 'session', does: isGone ? 'destroy' : 'create', input: isGone ? UNDEFINED : object([[key, value]]), options: undefined },
      at,
    )
  },
  call(call) {
    if (call.library === 'iron-session:session') return sessionCall(call)
    if (call.library === 'iron-session:wrapped') return wrappedCall(call)
    switch (call.method) {
      case 'getIronSession':
        declareSession(call, call.args.at(-1))
        return session()
      case 'withIronSessionApiRoute':
      case 'withIronSessionSsr':
      case 'withIronSession':
        declareSession(call, call.args[1])
        return library('iron-session:wrapped', 'handler', { handler: call.args[0] })
      case 'unsealData':
        return origin('session', [], { at: call.at })
      default:
        return undefined
    }
  },
})

const session = (): LibraryValue => library('iron-session:session', 'session')

function declareSession(call: LibraryCall, options: Value = UNDEFINED): void {
  declare(call.run, { what: 'session', library: 'iron-session', at: call.at, prefix: '', options })
}

function sessionCall(call: LibraryCall): Value | undefined {
  if (call.method === 'destroy') call.run.emit({ kind: 'session', does: 'destroy', input: UNDEFINED, options: undefined }, call.at)
  return METHODS.has(call.method) ? UNDEFINED : undefined
}

function wrappedCall(call: LibraryCall): Value {
  const [request] = call.args
  if (isRequest(request)) request.props.set('session', session())
  return call.run.call(call.on.data['handler'] as Value, call.args, call.at)
}
