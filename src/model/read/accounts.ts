import type { Effect, SendEffect } from '../app-model.js'
import { originsOf } from '../term.js'
import { isRefusal, shown } from './answers.js'
import { isPayment } from './money.js'
import { isPeople } from './rows.js'
import { chosen, samePlace } from './terms.js'

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

/** What the payment service knows of somebody whom the request names is looked up, and answered. */
export const tellsOfPayee = (effect: Effect, all: readonly Effect[]): effect is SendEffect =>
  isPayment(effect) &&
  /(?:^|\.)(?:accounts?|customers?|payment_?methods?|subscriptions?|invoices?)\.(?:retrieve|list)$/i.test(effect.operation) &&
  [...originsOf(effect.input)].some(
    row =>
      row.from === 'row' &&
      isPeople(row.name ?? '') &&
      all.some(
        one =>
          one.kind === 'query' && row.at !== undefined && samePlace(one.at, row.at) && one.filters.some(filter => chosen(filter.value)),
      ),
  ) &&
  all.some(
    one =>
      one.kind === 'respond' && !isRefusal(one) && [...shown(one.body)].some(of => of.from === 'service' && of.name === effect.service),
  )
