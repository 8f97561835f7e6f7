import { sessionMember } from '../express/session.js'
import type { LibraryCall } from '../plugin.js'
import { library, type LibraryValue, object, origin, UNDEFINED, type Value } from '../value.js'
import { caller, maybeCaller } from '../verified.js'

/** `nuxt-auth-utils`, the session of Auth.js, and Supabase of Nuxt. https://github.com/atinux/nuxt-auth-utils */
export function nuxtSession(call: LibraryCall, args: readonly Value[]): Value | undefined {
  const { run, at, method } = call
  const how = `\`${method}()\``
  const session = (user: Value): Value => {
    const value = library('nuxt:session', 'session')
    value.props.set('user', user)
    return value
  }
  switch (method) {
    case 'requireUserSession':
      return session(caller(run, at, how, ['user']))
    case 'getUserSession':
      return session(maybeCaller(at, how, ['user']))
    case 'setUserSession':
    case 'replaceUserSession':
      run.emit({ kind: 'session', does: 'create', input: args[0] ?? UNDEFINED, options: undefined }, at)
      return UNDEFINED
    case 'clearUserSession':
      run.emit({ kind: 'session', does: 'destroy', input: UNDEFINED, options: undefined }, at)
      return UNDEFINED
    case 'getServerSession':
    case 'getToken':
    case 'serverSupabaseUser':
      return maybeCaller(at, how)
    case 'serverSupabaseSession':
      return maybeCaller(at, how)
    case 'serverSupabaseClient':
      return run.call(library('@supabase/ssr', 'createServerClient'), [variable('SUPABASE_URL'), variable('SUPABASE_KEY'), object()], at)
    case 'serverSupabaseServiceRole':
      return run.call(library('@supabase/supabase-js', 'createClient'), [variable('SUPABASE_URL'), variable('SUPABASE_SERVICE_KEY')], at)
    default:
      return undefined
  }
}

const variable = (name: string): Value => origin('env', [], { name })

export const nuxtSessionMember = (_: LibraryValue, key: string): Value => sessionMember(key)
