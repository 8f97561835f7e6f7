import type { LibraryCall } from '../plugin.js'
import { type Fact, library, type LibraryValue, object, origin, UNDEFINED, type Value } from '../value.js'

/** The name of a user whom nobody has verified. */
export const UNVERIFIED = 'as the cookie says'

export function authMember(of: LibraryValue, key: string): Value | undefined {
  return key === 'admin' ? library('supabase:auth', 'auth.admin', of.data) : undefined
}

/** Supabase Auth. `getUser` asks the auth server; `getSession` on a server only reads a cookie that may be forged. */
export function authCall(call: LibraryCall): Value | undefined {
  const { run, at } = call
  const isAdmin = call.on.path === 'auth.admin'
  if (isAdmin) {
    run.emit(
      {
        kind: 'send',
        service: 'auth',
        operation: `admin.${call.method}`,
        input: object([
          ['first', call.args[0] ?? UNDEFINED],
          ['second', call.args[1] ?? UNDEFINED],
        ]),
      },
      at,
    )
    return answer(
      object([
        ['user', origin('row', [], { name: 'auth.users', at })],
        ['users', { k: 'list', items: [origin('row', [], { name: 'auth.users', at })], open: true }],
      ]),
      at,
    )
  }
  const signedIn: Fact = { kind: 'guard', guard: 'session', at, how: `\`supabase.auth.${call.method}()\`` }
  switch (call.method) {
    case 'getUser':
    case 'getClaims': {
      const user = origin('session', [], { at, implies: [signedIn] })
      return answer(
        object([
          ['user', user],
          ['claims', user],
        ]),
        at,
        [signedIn],
      )
    }
    // The tokens in it are verified wherever they are sent; the user in it is whoever the cookie says.
    case 'getSession':
      return answer(object([['session', origin('session', [], { at, name: UNVERIFIED, implies: [signedIn] })]]), at, [signedIn])
    case 'signInWithPassword':
    case 'signUp':
    case 'signInWithOtp':
    case 'signInWithOAuth':
    case 'signInWithIdToken':
    case 'verifyOtp':
    case 'exchangeCodeForSession':
    case 'setSession':
      run.emit({ kind: 'session', does: 'create', input: call.args[0] ?? UNDEFINED, options: undefined }, at)
      return answer(
        object([
          ['user', origin('session', [], { at })],
          ['session', origin('session', [], { at })],
        ]),
        at,
      )
    case 'updateUser':
    case 'reauthenticate':
    case 'linkIdentity':
      // Works only for whoever is signed in, on that account alone.
      run.branch(
        [signedIn],
        () => void run.emit({ kind: 'send', service: 'auth', operation: call.method, input: call.args[0] ?? UNDEFINED }, at),
      )
      return answer(object([['user', origin('session', [], { at })]]), at, [signedIn])
    case 'resetPasswordForEmail':
      run.emit({ kind: 'send', service: 'auth', operation: call.method, input: call.args[0] ?? UNDEFINED }, at)
      return answer(object([['user', origin('session', [], { at })]]), at)
    case 'signOut':
      run.emit({ kind: 'session', does: 'destroy', input: UNDEFINED, options: undefined }, at)
      return answer(UNDEFINED, at)
    case 'onAuthStateChange':
      for (const arg of call.args)
        if (arg.k === 'function') run.branch([], () => void run.call(arg, [origin('client', ['event']), origin('session', [], { at })], at))
      return answer(object([['subscription', library('supabase:auth', 'subscription')]]), at)
    default:
      return undefined
  }
}

function answer(data: Value, at: { file: string; line: number }, onSuccess: readonly Fact[] = []): Value {
  return object([
    ['data', data],
    ['error', origin('error', [], { name: 'auth', at, denies: onSuccess })],
  ])
}
