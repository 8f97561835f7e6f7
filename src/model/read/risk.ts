import type { Effect, Route, SendEffect } from '../app-model.js'
import { originsOf, type Term } from '../term.js'
import { isWrite } from './money.js'
import { isMachine, isStaffGuard } from './route.js'
import { isPeople } from './rows.js'
import { secretKind } from './secret-columns.js'
import { chosen, fieldsOf, leaves } from './terms.js'

/** What somebody gains by calling a route again and again. */
export type Lure = 'password' | 'model' | 'card' | 'sms' | 'reset' | 'account' | 'mail' | 'order' | 'coupon' | 'row'

/** What a route invites to do without end, worst first; nothing where only staff or machines call it. */
export function lureOf(route: Route): Lure | undefined {
  if (isMachine(route) || route.kind === 'page' || route.auth === 'role') return undefined
  const effects = route.effects.filter(effect => !effect.guards.some(isStaffGuard))
  const free = effects.filter(effect => !effect.guards.some(guard => guard.kind !== 'weak'))
  if (
    (route.method !== 'GET' || free.some(triesPassword)) &&
    !free.some(createsAccount) &&
    (free.some(triesPassword) || signsIn(route, free) || effects.some(triesWritten) || asksCode(route))
  )
    return 'password'
  const sends = effects.filter((effect): effect is SendEffect => effect.kind === 'send')
  if (sends.some(send => send.service === 'ai' && isPaid(send))) return 'model'
  const open = free.filter((effect): effect is SendEffect => effect.kind === 'send')
  if (open.some(send => send.service === 'stripe' && /^(?:checkout\.sessions|paymentIntents|setupIntents)\.create$/.test(send.operation)))
    return 'card'
  if (sends.some(send => send.service === 'sms')) return 'sms'
  if (
    open.some(send => send.service === 'auth' && /admin\.(?:createUser|inviteUserByEmail|generateLink)/.test(send.operation)) ||
    free.some(createsAccount)
  )
    return 'account'
  if (
    /forgot|reset|recover/i.test(route.path) &&
    route.method !== 'GET' &&
    free.some(
      effect =>
        effect.kind === 'query' &&
        effect.does === 'read' &&
        isPeople(effect.table ?? '') &&
        effect.filters.some(filter => chosen(filter.value)),
    )
  )
    return 'reset'
  if (open.some(send => send.service === 'mail') || sends.some(send => send.service === 'mail' && writesToAnybody(send.input)))
    return 'mail'
  if (free.some(showsOrder)) return 'order'
  // An order that uses the code up costs more than a guess is worth.
  if (effects.some(triesCoupon) && !effects.some(effect => isWrite(effect) && isDeal(effect.table ?? ''))) return 'coupon'
  return /^(?:public|open)$/.test(route.auth) && /^(?:POST|PUT|ACTION|ALL)$/.test(route.method) && free.some(storesAnything)
    ? 'row'
    : undefined
}

/** An order is shown to whoever knows its number and whom it is for: what a guest gives. */
const showsOrder = (effect: Effect): boolean =>
  effect.kind === 'respond' && effect.when.some(({ term }) => term.kind === 'computed' && term.how === 'contact')

/** What the code makes cheaper, and who gives it has to pay for. */
const isDeal = (table: string): boolean => /order|booking|reserv|payment|purchase|checkout|subscription|cart|invoice/i.test(table)

/** A code that is worth money is looked up as it was typed. */
const triesCoupon = (effect: Effect): boolean =>
  effect.kind === 'query' &&
  effect.does === 'read' &&
  /coupon|promo|voucher|gift_?card|discount_?code/i.test(effect.table ?? '') &&
  effect.filters.some(
    filter =>
      filter.op === '=' && /code/i.test(filter.column) && chosen(filter.value)?.from !== 'params' && chosen(filter.value) !== undefined,
  )

const SERVICES: Partial<Record<Lure, string>> = { model: 'ai', sms: 'sms', mail: 'mail', card: 'stripe', account: 'auth' }

/** What a route does that it is called for again and again, beside what an outside service does. */
const DEEDS: Partial<Record<Lure, (effect: Effect) => boolean>> = {
  password: effect => triesPassword(effect),
  account: effect => createsAccount(effect),
  order: effect => showsOrder(effect),
  coupon: effect => triesCoupon(effect),
  row: effect => storesAnything(effect),
}

/** Where the route does what it is called for; what it sends on the way is sent as often. */
export function luredTo(route: Route, lure: Lure): Effect[] {
  const does = route.effects.find(effect => (effect.kind === 'send' ? effect.service === SERVICES[lure] : (DEEDS[lure]?.(effect) ?? false)))
  const letter = route.effects.find(effect => effect.kind === 'send' && /^(?:mail|sms)$/.test(effect.service))
  return [does, letter].filter(effect => effect !== undefined)
}

/** Rows of codes that were mailed or texted to somebody. */
const SENT_CODES = /verif|otp|reset|two_?factor|2fa|confirm/i

/** A password, a code or a pin of the request is compared with one that is stored. */
function triesPassword(effect: Effect): boolean {
  if (effect.kind === 'query' && effect.does === 'read') {
    const isSent = SENT_CODES.test(effect.table ?? '')
    return effect.filters.some(
      ({ column, value }) =>
        (/^(?:\w+_)?(?:passw(?:or)?d|pwd|pin|otp)$/i.test(column) || (isSent && /^(?:\w+_)?code$/i.test(column))) &&
        chosen(value)?.from === 'body',
    )
  }
  if (effect.kind !== 'compare') return false
  const [left, right] = [chosen(effect.left), chosen(effect.right)]
  const stored = left ? effect.right : effect.left
  if (!left === !right || ![...originsOf(stored)].some(one => one.from === 'row' && !one.scoped)) return false
  return /pass|pwd|pin$|otp|code|secret|token/i.test((left ?? right)!.path.at(-1) ?? '')
}

/** A password that stands in the code is tried like any other. */
const triesWritten = (effect: Effect): boolean =>
  effect.kind === 'session' &&
  effect.does === 'create' &&
  effect.when.some(
    ({ term, truthy }) =>
      truthy &&
      term.kind === 'computed' &&
      /^===?$/.test(term.how) &&
      term.of.some(side => side.kind === 'literal' || (side.kind === 'origin' && side.from === 'env')) &&
      [...originsOf(term)].some(one => one.from === 'body' && /pass|pwd|pin$/i.test(one.path.at(-1) ?? '')),
  )

/** Six digits of an app for codes: whoever has the password tries the rest. */
const asksCode = (route: Route): boolean =>
  /totp|2fa|mfa|two-?factor|otp/i.test(route.path) &&
  !/setup|enable|disable|generat|send|request|resend/i.test(route.path) &&
  route.effects.some(effect =>
    effect.when.some(({ term }) => {
      const from = [...originsOf(term)]
      return (
        term.kind === 'computed' &&
        from.some(one => one.from === 'body' && /code|otp|token|pin/i.test(one.path.at(-1) ?? '')) &&
        from.some(one => one.from === 'row')
      )
    }),
  )

/** A session for whoever knows the password, however it is compared. A service that is handed the password counts for itself. */
function signsIn(route: Route, free: readonly Effect[]): boolean {
  if (!route.inputs.some(input => input.from === 'body' && /^pass(?:word|wd)?$/i.test(input.path.at(-1) ?? ''))) return false
  return free.some(
    effect =>
      effect.kind === 'session' &&
      effect.does === 'create' &&
      ![...originsOf(effect.input)].some(one => /pass/i.test(one.path.at(-1) ?? '')),
  )
}

const isPaid = (send: SendEffect): boolean => !/^(?:models\.|countTokens|files\.(?:list|retrieve))/.test(send.operation)

const createsAccount = (effect: Effect): boolean =>
  effect.kind === 'query' &&
  effect.does === 'create' &&
  isPeople(effect.table ?? '') &&
  [...fieldsOf(effect.data)].some(([field]) => secretKind(field) === 'hash' || /pass/i.test(field))

function writesToAnybody(input: Term): boolean {
  return [...fieldsOf(input)].some(
    ([field, value]) =>
      /^(?:to|recipients?|personalizations|destination|email|bcc|cc|options|params)$/i.test(field) &&
      (chosen(value) !== undefined || writesToAnybody(value)),
  )
}

function storesAnything(effect: Effect): boolean {
  return (
    effect.kind === 'query' &&
    effect.does === 'create' &&
    !/log|audit|event|rate|view|click|session/i.test(effect.table ?? '') &&
    effect.data !== undefined &&
    ([...fieldsOf(effect.data)].some(([, value]) => chosen(value) !== undefined) || [...leaves(effect.data)].some(isHanded))
  )
}

/** The request's body, whole or spread out. */
const isHanded = (data: Term): boolean =>
  data.kind === 'object' ? data.spread.some(isHanded) : data.kind === 'origin' && chosen(data) !== undefined
