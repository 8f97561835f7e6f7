import type { Place } from '#base/place'
import type { Problem } from '#checks/check'
import { defineCheck } from '#checks/check'
import type { CompareEffect, Effect, LogEffect, QueryEffect, Route, SendEffect } from '#model/app-model'
import { tellsCode } from '#model/read/logged'
import { isMessage } from '#model/read/messages'
import { nameOf, trailTo } from '#model/read/route'
import { fieldsOf } from '#model/read/terms'
import { originsOf, REQUEST_ORIGINS, type Term } from '#model/term'

const TOKEN = /token|otp$|secret$|^code$|reset_?(?:code|key|id)|verif\w*_?code|session_?id$|api_?key|invite_?code|magic/i
/** When it ends, how often it was tried, or where a list goes on: none of them lets anybody in. */
const NO_TOKEN = /expir|_?at$|date|time|count|attempt|used|tokens$|sync_?token|page_?token|^next|cursor|continuation/i

const OPENS = /reset|otp|verif|magic|session|log-?in|sign-?in|auth|invit|passw|confirm|2fa|mfa|token|coupon|voucher|gift|promo|referral/i

/** Whoever has the code of another tells who sent them, and opens nothing. */
const INVITES = /referral|affiliate/i

export default defineCheck({
  id: 'sessions/predictable-token',
  title: 'A token that opens an account can be guessed',
  why: 'Anyone who works out the token of a password reset takes over the account it belongs to.',
  severity: 'high',
  refs: ['CWE-640', 'CWE-330', 'OWASP-A07:2021'],
  needs: ['routes'],
  *find({ routes }) {
    for (const route of routes) {
      if (route.unreached) continue
      for (const effect of route.effects) {
        if (effect.kind === 'query' && effect.does !== 'read') yield* stored(route, effect)
        else if (effect.kind === 'compare') yield* compared(route, effect)
      }
      yield* told(route)
    }
  },
})

function* stored(route: Route, query: QueryEffect): Iterable<Problem> {
  for (const [field, value] of fieldsOf(query.data)) {
    if (!TOKEN.test(field) || NO_TOKEN.test(field)) continue
    // A `code` may as well be the number of a product or of a member of staff.
    if (/^code$/i.test(field) && !OPENS.test(`${query.table ?? ''} ${route.path}`)) continue
    const made = madeOf(value)
    if (!made) continue
    const opens = /reset|otp|verif|magic|session/i.test(`${field} ${query.table ?? ''} ${route.path}`)
    yield {
      ...common(route, query, `writes a \`${field}\` that is made of ${made}`, drawnIn(value)),
      // What `Math.random` gives takes work to foresee; the time does not.
      severity: opens && !/random/.test(made) ? 'critical' : INVITES.test(`${field} ${query.table ?? ''} ${route.path}`) ? 'low' : 'high',
      ...(query.table ? { table: query.table } : {}),
    }
    return
  }
}

/** A code that is kept in memory is seen where it is sent, or written into the log. */
function* told(route: Route): Iterable<Problem> {
  if (route.effects.some(effect => effect.kind === 'query' && [...stored(route, effect)].length > 0)) return
  const effect = route.effects.find(
    (one): one is LogEffect | SendEffect =>
      (one.kind === 'log' && tellsCode(one.values)) || (isMessage(one) && [...fieldsOf(one.input)].some(([, value]) => tellsCode([value]))),
  )
  const drawn = effect && (effect.kind === 'log' ? effect.values : [effect.input]).map(drawnIn).find(Boolean)
  if (effect) yield { ...common(route, effect, 'makes a one-time code of `Math.random`', drawn), severity: 'medium' }
}

/** `req.query.token == md5(req.query.login)`: everything that it is made of is in the request. */
function* compared(route: Route, effect: CompareEffect): Iterable<Problem> {
  for (const [sent, made] of [
    [effect.left, effect.right],
    [effect.right, effect.left],
  ] as const) {
    if (sent.kind !== 'origin' || !REQUEST_ORIGINS.has(sent.from) || !TOKEN.test(sent.path.at(-1) ?? '')) continue
    if (made.kind !== 'computed' || !/md5|sha-?\d+|digest/i.test(made.how)) continue
    const origins = [...originsOf(made)]
    if (origins.length && origins.every(one => REQUEST_ORIGINS.has(one.from)))
      yield {
        ...common(route, effect, `accepts a \`${sent.path.at(-1)}\` that anyone can make from the request itself`),
        severity: 'critical',
      }
  }
}

function common(route: Route, effect: Effect, says: string, drawn?: Place): Problem {
  const name = nameOf(route)
  return {
    at: effect.at,
    certainty: 'certain',
    message: `\`${name}\` ${says}.`,
    help: 'Make the token with `crypto.randomBytes(32)`, store only its hash, and let it end after an hour and one use.',
    key: `${name} token`,
    route: name,
    trail: [...(drawn ? [{ at: drawn, label: '`Math.random` is asked' }] : []), ...trailTo(route, [effect], 'the token')],
  }
}

const drawnIn = (value: Term): Place | undefined => originsOf(value).find(one => one.from === 'random')?.at

/** What a token is made of, where none of it is a secret. */
function madeOf(value: Term): string | undefined {
  if (value.kind === 'literal' || value.kind === 'origin') return undefined
  const from = new Set([...originsOf(value)].map(one => one.from))
  if (from.has('secret-random') || from.has('env') || from.has('service')) return undefined
  if (from.has('random')) return from.has('time') ? 'the time and `Math.random`' : '`Math.random`'
  if (from.has('time')) return 'the time'
  return undefined
}
