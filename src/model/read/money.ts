import type { Effect, QueryEffect, SendEffect } from '../app-model.js'
import { fieldsOf } from './terms.js'

const plain = (name: string): string =>
  name
    .split('.')
    .at(-1)!
    .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()

/** Rows of what somebody bought, and of its parts. */
export const isOrderTable = (table: string | undefined): boolean =>
  table !== undefined &&
  /^(?:\w+_)?(?:orders?|order_?(?:items?|lines?|details?|products?)|purchases?|bookings?|booking_?items?|reservations?|checkouts?)$/.test(
    plain(table),
  ) &&
  !/(?:history|log|work|sort|display|purchase|job|service|court|task)_?orders?$/.test(plain(table))

/** The order itself, not its parts. */
export const isWholeOrder = (table: string | undefined): boolean => isOrderTable(table) && !/item|line|detail|product/.test(plain(table!))

/** Rows that say who has, owes or was paid what. */
export const isMoneyTable = (table: string | undefined): boolean =>
  isOrderTable(table) ||
  (table !== undefined &&
    /^(?:\w+_)?(?:payments?|invoices?|subscriptions?|payouts?|refunds?|wallets?|wallet_?transactions?|transactions?|balances?|transfers?|gift_?cards?|credits?|ledger(?:_entr(?:y|ies))?|charges?|earnings?|withdrawals?|donations?)$/.test(
      plain(table),
    ))

/** What something costs. */
export const isPriceField = (name: string): boolean =>
  /^(?:grand_?|sub_?|order_?|unit_?|item_?|final_?|line_?|sale_?|net_?|gross_?|quoted_?|booking_?|rental_?|ticket_?|trip_?|cart_?)?(?:total|amount|price|subtotal|cost|fare)(?:_?(?:amount|price|cost|fare|cents|paid|due|payable|quoted|charged|in_?cents|usd|eur|decimal|value))?$/i.test(
    name.replaceAll(/([a-z])([A-Z])/g, '$1_$2'),
  )

/** What somebody owns that two requests at once can spend twice. */
export const isBalanceField = (name: string): boolean =>
  /^(?:stock|stock_?(?:quantity|count|level)|inventory|inventory_?count|quantity_?(?:available|in_?stock)|available_?(?:quantity|stock|seats|tickets|spots)|(?:\w+_)?(?:balance|credits?|points|wallet)(?:_?(?:cents|amount))?|remaining\w*|seats_?(?:left|available)|tickets_?(?:left|sold|available)|sold(?:_?count)?|(?:usage|used|redemption|redeemed|uses)_?count|times_?used|(?:current_?|total_?)+(?:uses|usages?|redemptions))$/i.test(
    name.replaceAll(/([a-z])([A-Z])/g, '$1_$2'),
  )

const PAYMENT =
  /^(?:stripe|paypal|razorpay|lemonsqueezy|paddle|polar|square|mercadopago|mollie|braintree|dodopayments|paystack|flutterwave|adyen|klarna|checkout)$/
export const isPaymentService = (name: string | undefined): boolean => PAYMENT.test(name ?? '')
export const isPayment = (effect: Effect): effect is SendEffect => effect.kind === 'send' && PAYMENT.test(effect.service)

/** A call after which somebody is asked to pay, or has paid. */
export const isCharge = (effect: Effect): effect is SendEffect =>
  isPayment(effect) &&
  /(?:sessions?|payment_?intents?|charges?|orders?|preferences?|payments?|payment_?links?|prices?|invoice_?items?|transactions?|checkouts?)\.?(?:create|sale|initialize|createCheckout)?$|create(?:Checkout|Order|Payment)|sale$|\binitialize/i.test(
    effect.operation,
  ) &&
  !/retrieve|list|capture|confirm|update|cancel|expire|refund|portal|transfer|payout|webhook/i.test(effect.operation)

/** A call that moves money at once. */
export const movesMoney = (effect: Effect): effect is SendEffect =>
  isPayment(effect) && /(?:transfers?|payouts?|refunds?|charges?)\.create$|\brefund$|\bpayout$/i.test(effect.operation)

export const isWrite = (effect: Effect): effect is QueryEffect => effect.kind === 'query' && effect.does !== 'read' && effect.does !== 'raw'

/** Whether a write touches money: by its table, or by the columns it sets. */
export const writesMoney = (effect: Effect): boolean =>
  isWrite(effect) && (isMoneyTable(effect.table) || [...fieldsOf(effect.data)].some(([field]) => isBalanceField(field)))
