import type { Place } from '#base/place'
import { middleware } from '../middleware.js'
import type { Act } from '../middleware/index.js'
import type { LibraryCall, Run } from '../plugin.js'
import { type LibraryValue, oneOf, origin, UNDEFINED, UNKNOWN, type Value } from '../value.js'
import { caller, maybeCaller, signedIn } from '../verified.js'
import { named, type Strategy } from './strategies.js'
import { NOBODY, runVerify } from './verify.js'

/** `passport.authenticate(names, options?, callback?)`: middleware, or a function that the app calls with its request. */
export function authenticate(call: LibraryCall): LibraryValue {
  const { args } = call
  const callback = args.slice(1).find(arg => arg.k === 'function')
  const options = args.slice(1).find(arg => arg.k === 'object') ?? UNDEFINED
  // Strategies may be registered after the route; they are looked up when it runs.
  const handle: Act = (run, request, at) => {
    const strategies = named(run.world, args[0])
    const isGuard = strategies.some(one => one.kind === 'guard') && strategies.every(one => one.kind !== 'login')
    if (isGuard) return guard(run, request, at, strategies, callback)
    return login(run, request, at, strategies, options, callback)
  }
  return middleware('passport', 'authenticate()', handle)
}

function guard(run: Run, request: LibraryValue, at: Place, strategies: readonly Strategy[], callback: Value | undefined): boolean {
  const how = `\`passport.authenticate('${strategies.map(one => one.name).join(', ')}')\``
  if (callback) {
    run.call(callback, [origin('error', [], { at }), maybeCaller(at, how), UNKNOWN], at)
    return false
  }
  const isOptional = strategies.some(one => one.kind === 'nobody')
  run.set(request, 'user', isOptional ? oneOf([maybeCaller(at, how), UNDEFINED]) : caller(run, at, how))
  run.set(request, 'isAuthenticated', UNKNOWN)
  return true
}

/** Someone signs in: the app's own code looks the user up, and on success there is a session. */
function login(
  run: Run,
  request: LibraryValue,
  at: Place,
  strategies: readonly Strategy[],
  options: Value,
  callback: Value | undefined,
): boolean {
  const found = strategies.flatMap(one => runVerify(run, one, request, at) ?? [])
  const user = found.length ? oneOf(found) : origin('row', [], { name: 'user', at })
  if (callback) {
    run.call(callback, [origin('error', [], { at }), oneOf([user, NOBODY]), UNKNOWN], at)
    return false
  }
  run.emit({ kind: 'session', does: 'create', input: user, options }, at)
  run.set(request, 'user', found.length ? user : origin('session', [], { at }))
  const target = run.get(options, 'successRedirect')
  const answers = target.k !== 'literal' || typeof target.value === 'string'
  if (options.k === 'object' && answers) run.emit({ kind: 'respond', how: 'redirect', status: 302, body: target }, at)
  return !(options.k === 'object' && answers)
}

/** `ensureLoggedIn()`: only where a session of Passport's is there at all. */
export function ensureLoggedIn(call: LibraryCall): LibraryValue | undefined {
  const isOut = /^ensure(LoggedOut|NotLoggedIn)$/.test(call.method)
  if (!isOut && !/^ensureLoggedIn$/.test(call.method)) return undefined
  return middleware('connect-ensure-login', 'guard', (run, _request, at) => {
    if (!isOut && run.world.memory.get('session-user')) run.assume(signedIn(at, '`ensureLoggedIn()`'))
    return true
  })
}
