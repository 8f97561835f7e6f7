import type { LibraryCall } from '../plugin.js'
import { library, object, oneOf, origin, textOf, UNDEFINED, UNKNOWN, type Value } from '../value.js'

/** Auth.js's own routes: signing in runs the code of the app that looks the user up, and its callbacks. */
export function handle(call: LibraryCall, config: Value): Value {
  const asksPassword = call.on.path !== 'GET'
  enter(call, config, asksPassword ? origin('body') : undefined)
  call.run.emit({ kind: 'respond', how: 'empty', status: undefined, body: UNDEFINED }, call.at)
  return library('web:response', 'response')
}

/** `signIn('credentials', formData)` on the server. */
export function signIn(call: LibraryCall, config: Value): Value {
  const [provider, given] = call.args
  const isPassword = textOf(provider) === undefined || textOf(provider) === 'credentials'
  enter(call, config, isPassword ? asked(given) : undefined)
  return UNDEFINED
}

const asked = (given: Value | undefined): Value =>
  !given || given.k === 'unknown' || (given.k === 'library' && given.library === 'web:form') ? origin('body') : given

export function signOut(call: LibraryCall): Value {
  call.run.emit({ kind: 'session', does: 'destroy', input: UNDEFINED, options: undefined }, call.at)
  return UNDEFINED
}

function enter(call: LibraryCall, config: Value, credentials: Value | undefined): void {
  const { run, at } = call
  const users: Value[] = []
  const ask = (fn: Value, args: readonly Value[]): void =>
    run.branch([], () => {
      const user = run.call(fn, args, at)
      if (user.k !== 'literal' && user.k !== 'unknown') users.push(user)
    })
  if (credentials) for (const authorize of authorizersOf(call, config)) ask(authorize, [credentials, library('web:request', 'request')])
  const user = users.length ? oneOf(users) : origin('service', [], { name: 'oauth' })
  const callbacks = run.get(config, 'callbacks')
  const told: readonly (readonly [string, Value])[] = [
    ['user', user],
    ['account', UNKNOWN],
    ['profile', origin('service', [], { name: 'oauth' })],
    ['token', origin('session', [], { at })],
    ['session', object([['user', origin('session', ['user'], { at })]])],
  ]
  for (const name of ['signIn', 'jwt', 'session']) {
    const callback = run.get(callbacks, name)
    if (callback.k === 'function') run.branch([], () => void run.call(callback, [object(told)], at))
  }
  run.emit({ kind: 'session', does: 'create', input: user, options: run.get(config, 'session') }, at)
}

/** The app's own look-ups of a user by what was typed in. */
function authorizersOf(call: LibraryCall, config: Value): Value[] {
  const providers = call.run.get(config, 'providers')
  const items = providers.k === 'list' ? providers.items : []
  return items.flatMap(item => {
    const options = item.k === 'library' && item.library === 'next-auth:provider' ? (item.data['options'] as Value) : item
    const authorize = options.k === 'object' ? options.props.get('authorize') : undefined
    return authorize?.k === 'function' ? [authorize] : []
  })
}
