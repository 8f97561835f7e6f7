import type { Effect, SendEffect } from '../app-model.js'
import { isRefusal, shown } from './answers.js'

/** Looks accounts up with the service key: `auth.admin.listUsers()`. */
export const readsAccounts = (effect: SendEffect): boolean =>
  effect.service === 'auth' && /^admin\.(?:\w+\.)*(?:list|get)/.test(effect.operation)

/** An answer that holds something of an account looked up so. */
export const holdsAccounts = (effect: Effect): boolean =>
  effect.kind === 'respond' &&
  !isRefusal(effect) &&
  [...shown(effect.body)].some(
    one => one.from === 'row' && one.name === 'auth.users' && !/^(?:id|role|email_confirmed_at|confirmed_at)$/.test(one.path.at(-1) ?? ''),
  )
