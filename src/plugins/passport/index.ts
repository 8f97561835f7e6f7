import { middleware } from '../middleware.js'
import { declare } from '../middleware/index.js'
import { definePlugin, type LibraryCall } from '../plugin.js'
import { library, native, oneOf, origin, UNDEFINED, UNKNOWN, type Value } from '../value.js'
import { authenticate, ensureLoggedIn } from './authenticate.js'
import { register, STRATEGY_LIBRARIES, type Strategy, strategyOf } from './strategies.js'
import { freshRequest, runVerify } from './verify.js'

/** Passport, its strategies, and who signs in by OpenID through it (Replit). https://www.passportjs.org/docs/ */
export default definePlugin({
  name: 'passport',
  libraries: ['passport', 'connect-ensure-login', 'openid:tokens', ...STRATEGY_LIBRARIES],
  call(call) {
    if (call.library === 'connect-ensure-login') return ensureLoggedIn(call)
    if (call.library === 'openid:tokens') return call.method === 'claims' ? origin('service', ['claims'], { name: 'oauth' }) : undefined
    if (call.library !== 'passport')
      return call.isNew ? library('passport:strategy', 'strategy', { strategy: strategyOf(call.library, call.args, call.at) }) : undefined
    switch (call.method) {
      case 'initialize':
      case 'session':
        call.run.world.memory.set('session-user', true)
        return middleware('passport', call.method, () => true)
      case 'use': {
        const strategy = register(call.run.world, call.args)
        if (strategy) declareStrategy(call, strategy)
        return call.on
      }
      case 'authenticate':
      case 'authorize':
        return authenticate(call)
      case 'serializeUser':
      case 'deserializeUser':
        return serialize(call)
      case 'Passport':
      case 'Authenticator':
        return library('passport', '')
      default:
        return undefined
    }
  },
})

/** What the strategy's own code does, run once, with its options: the key, what it ignores. */
function declareStrategy(call: LibraryCall, strategy: Strategy): void {
  const run = call.run.world.run()
  runVerify(run, strategy, freshRequest(), strategy.at)
  declare(call.run, {
    what: 'auth',
    library: strategy.library,
    at: strategy.at,
    options: strategy.options,
    prefix: '',
    effects: run.effects,
  })
}

/** From the session's id back to the user, on every request. */
function serialize(call: LibraryCall): Value {
  const [fn] = call.args
  if (fn?.k !== 'function') return UNDEFINED
  const run = call.run.world.run()
  const users: Value[] = []
  const done = native('done', args => {
    if (args[1]) users.push(args[1])
    return UNDEFINED
  })
  const subject = origin('session', call.method === 'deserializeUser' ? ['id'] : [], { at: call.at })
  run.call(fn, fn.fact.params.length > 2 ? [freshRequest(), subject, done] : [subject, done], call.at)
  if (run.effects.length)
    declare(call.run, {
      what: 'auth',
      library: 'passport',
      at: call.at,
      // What `req.user` holds from here on.
      options: call.method === 'deserializeUser' && users.length ? oneOf(users) : UNKNOWN,
      prefix: '',
      effects: run.effects,
    })
  return UNDEFINED
}
