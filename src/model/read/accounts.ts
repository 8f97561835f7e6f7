import type { Effect, SendEffect } from '../app-model.js'
import { originsOf, type Term } from '../term.js'
import { isRefusal, shown } from './answers.js'
import { isPayment } from './money.js'
import { isPeople } from './rows.js'
import { chosen, fieldsOf, samePlace } from './terms.js'

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

const EVERYBODYS =
  /(?:^|\.)(?:paymentIntents|charges|checkout\.sessions|customers|invoices|subscriptions|payouts|balanceTransactions)\.(?:list|search)$/
/** Of which payments, and not only how many. */
const NAMES_ONE = /customer|e-?mail|payment_?intent|subscription|account|query|transfer_group/i

/** All that the payment service knows is read, of nobody in particular, and the answer holds something of it. */
export const tellsOfEveryPayer = (effect: Effect, all: readonly Effect[]): boolean =>
  isPayment(effect) &&
  EVERYBODYS.test(effect.operation) &&
  ![...fieldsOf(effect.input)].some(([field]) => NAMES_ONE.test(field)) &&
  all.some(
    one =>
      one.kind === 'respond' &&
      !isRefusal(one) &&
      ([...shown(one.body)].some(
        of => of.from === 'service' && of.name === effect.service && !/^(?:length|has_more)$/.test(of.path.at(-1) ?? ''),
      ) ||
        // What went through a collection is not followed; where no row is read there is nothing else that it could hold.
        (holdsUnknown(one.body) && !all.some(other => other.kind === 'query' && other.does === 'read'))),
  )

const holdsUnknown = (term: Term): boolean =>
  term.kind === 'unknown' ||
  (term.kind === 'object' && term.entries.some(([, value]) => holdsUnknown(value))) ||
  (term.kind === 'list' && term.items.some(holdsUnknown))
