import type { Effect, LogEffect, Route } from '../app-model.js'
import { originsOf, REQUEST_ORIGINS, type OriginTerm, type Term } from '../term.js'
import { termsOf } from '../routes/inputs.js'
import { queryOf } from './origin-query.js'
import { isMachine } from './route.js'
import { secretColumns } from './secret-columns.js'
import type { Table } from '#database/catalogue'

const SECRET =
  /^(?:\w*_)?(?:pass(?:word|wd|phrase)?|pwd|new_?password|current_?password|password_?confirm\w*|cvv|cvc|card_?number|pan|pin_?code|pin|ssn|social_?security\w*|otp|secret|private_?key|api_?key|access_?token|refresh_?token|reset_?token|iban)$/i
const PAYER = /^(?:customer|shipping|billing)_details$/
const ENVIRONMENT_SECRET = /secret|private_?key|service_?role|api_?key|password|(?:^|_)token/i

/** A secret that is written into a log, in words. */
export interface Logged {
  readonly log: LogEffect
  readonly what: string
  /** A password or a card, which is worth more than the session that it belongs to. */
  readonly grave: boolean
}

/** Values as they are: what a function made of one (a mask, a length) is not known. */
export function* plain(term: Term): Generator<OriginTerm> {
  if (term.kind === 'origin') {
    if (term.path.at(-1) !== 'length') yield term
  } else if (term.kind === 'object') {
    for (const [, value] of term.entries) yield* plain(value)
    for (const value of term.spread) yield* plain(value)
  } else if (term.kind === 'list') for (const item of term.items) yield* plain(item)
  else if (term.kind === 'either' || (term.kind === 'computed' && /^(template|concat|\+|\|\||\?\?)$/.test(term.how)))
    for (const part of term.of) yield* plain(part)
}

const snake = (name: string): string => name.replaceAll(/([a-z\d])([A-Z])/g, '$1_$2')

/** Secrets that a route writes into logs. */
export function* loggedSecrets(route: Route, tables: ReadonlyMap<string, Table>): Generator<Logged> {
  for (const log of route.effects) {
    if (log.kind !== 'log' || isForDevelopers(log)) continue
    if (tellsCode(log.values, /^(?:secret-)?random$/)) yield { log, what: 'a one-time code, as it was made up,', grave: true }
    for (const one of log.values.flatMap(value => [...plain(value)])) {
      const found = ofRequest(one, route, log) ?? ofEnvironment(one) ?? ofRow(one, route, tables) ?? ofPayer(one) ?? ofCaller(one)
      if (found) yield { log, ...found }
    }
  }
}

/** `Sending OTP ${otp}`: a text of the author's says that what stands beside it opens an account. */
export function tellsCode(values: readonly Term[], made = /^random$/): boolean {
  const parts = values.flatMap(value => (value.kind === 'computed' && value.how === 'template' ? value.of : [value]))
  return parts.some(
    (part, index) =>
      part.kind !== 'literal' &&
      [...originsOf(part)].some(one => made.test(one.from)) &&
      CODE.test(parts[index - 1]?.kind === 'literal' ? String((parts[index - 1] as { value: unknown }).value) : ''),
  )
}

const CODE =
  /\b(?:otp|one[- ]?time|pass ?code|pin|token|(?:verification|reset|login|security|auth\w*) ?(?:code|link|key|url))\b[^.!?]{0,40}$/i

type What = Omit<Logged, 'log'>

const lastOf = (one: OriginTerm): string | undefined => one.path.findLast(part => part !== '*')

function ofRequest(one: OriginTerm, route: Route, log: LogEffect): What | undefined {
  if (!REQUEST_ORIGINS.has(one.from)) return undefined
  const last = lastOf(one)
  if (last !== undefined) return SECRET.test(snake(last)) ? { what: `\`${last}\` of the request`, grave: true } : undefined
  if (one.from === 'headers') return { what: 'all headers of the request, with the session in them', grave: false }
  const inside = one.from === 'body' ? secretIn(route, log) : undefined
  return inside ? { what: `the whole body of the request, with \`${inside}\``, grave: true } : undefined
}

function ofEnvironment(one: OriginTerm): What | undefined {
  if (one.from !== 'env' || !ENVIRONMENT_SECRET.test(one.name ?? '') || /public|publishable|anon/i.test(one.name ?? '')) return undefined
  return { what: `the variable \`${one.name}\``, grave: true }
}

function ofRow(one: OriginTerm, route: Route, tables: ReadonlyMap<string, Table>): What | undefined {
  if (one.from !== 'row' || lastOf(one) !== undefined) return undefined
  const query = queryOf(
    one,
    route.effects.filter(effect => effect.kind === 'query'),
    tables,
  )
  const table = tables.get(query?.table ?? '')
  if (!table || !query || query.columns) return undefined
  const column = secretColumns(table).find(name => !one.without?.includes(name))
  return column ? { what: `rows of \`${table.name}\`, with \`${column}\``, grave: false } : undefined
}

/** Name, address and phone of who paid, as the payment service tells them. */
function ofPayer(one: OriginTerm): What | undefined {
  const last = lastOf(one)
  return /^(?:service|event)$/.test(one.from) && last !== undefined && PAYER.test(last)
    ? { what: `\`${last}\` of whoever pays`, grave: false }
    : undefined
}

/** A session or an event as a whole: whatever it is given later is logged as well. */
function ofCaller(one: OriginTerm): What | undefined {
  if (one.from === 'session' && one.path.length === 0) return { what: 'all that the session holds', grave: false }
  return one.from === 'event' && /^(?:|data|data\.object)$/.test(one.path.join('.'))
    ? { what: 'a whole event, with the people it tells of', grave: false }
    : undefined
}

/** A secret that the body holds where it is logged: one function may answer several methods, each with a body of its own. */
function secretIn(route: Route, log: LogEffect): string | undefined {
  const here = methodsOf(log)
  for (const effect of route.effects) {
    const there = methodsOf(effect)
    if (here.length && there.length && !here.some(method => there.includes(method))) continue
    const found = [...termsOf(effect), ...(effect.kind === 'compare' ? [effect.left, effect.right] : [])]
      .flatMap(term => [...originsOf(term)])
      .find(one => one.from === 'body' && SECRET.test(snake(one.path.at(-1) ?? '')))
    if (found) return found.path.at(-1)
  }
  return undefined
}

/** Methods that were asked for on the way to an effect. */
const methodsOf = (effect: Effect): string[] =>
  effect.when.flatMap(({ term, truthy }) =>
    truthy && term.kind === 'computed' && [...originsOf(term)].some(one => one.from === 'url')
      ? term.of.flatMap(part => (part.kind === 'literal' && /^[A-Z]+$/.test(String(part.value)) ? [String(part.value)] : []))
      : [],
  )

/** Happens only where the environment says that a developer is watching. */
export function isForDevelopers(effect: Effect): boolean {
  return effect.when.some(({ term, truthy }) => {
    const env = [...originsOf(term)].find(one => one.from === 'env' && /NODE_ENV|_ENV$|^ENV|DEBUG|DEV/i.test(one.name ?? ''))
    if (!env) return false
    const text = JSON.stringify(term)
    const equal = !/"how":"!/.test(text) === truthy
    return /prod/i.test(text) ? !equal : equal
  })
}

/** Text of the caller's in the log of a sign-in, as it came: a line break in it begins a line of the caller's own making. */
export function forgedLine(route: Route): { readonly log: LogEffect; readonly value: OriginTerm } | undefined {
  if (isMachine(route) || route.method === 'GET' || !route.effects.some(signsIn)) return undefined
  for (const log of route.effects) {
    if (log.kind !== 'log' || log.logger !== 'console' || log.values.some(value => value.kind === 'object')) continue
    const value = log.values
      .flatMap(term => [...plain(term)])
      .find(
        one =>
          /^(body|query|params)$/.test(one.from) &&
          one.path.length > 0 &&
          !/email|number|uuid|enum|boolean|date|pattern|range/.test(one.checked ?? ''),
      )
    if (value) return { log, value }
  }
  return undefined
}

const signsIn = (effect: Effect): boolean =>
  (effect.kind === 'session' && effect.does === 'create') ||
  (effect.kind === 'compare' &&
    [...originsOf(effect.left), ...originsOf(effect.right)].some(one => /pass|pwd/i.test(one.path.at(-1) ?? '')))
