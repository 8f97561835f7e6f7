import type { Effect, LogEffect, Route } from '../app-model.js'
import { originsOf, REQUEST_ORIGINS, type OriginTerm, type Term } from '../term.js'
import { termsOf } from '../routes/inputs.js'
import { queryOf } from './origin-query.js'
import { secretColumns } from './secret-columns.js'
import type { Table } from '#database/catalogue'

const SECRET = /^(?:\w*_)?(?:pass(?:word|wd|phrase)?|pwd|new_?password|current_?password|password_?confirm\w*|cvv|cvc|card_?number|pan|pin_?code|pin|ssn|social_?security\w*|otp|secret|private_?key|api_?key|access_?token|refresh_?token|reset_?token|iban)$/i
const ENVIRONMENT_SECRET = /secret|private_?key|service_?role|api_?key|password|(?:^|_)token/i

/** A secret that is written into a log, in words. */
export interface Logged {
  readonly log: LogEffect
  readonly what: string
  /** A password or a card, which is worth more than the session that it belongs to. */
  readonly grave: boolean
}

/** Values as they are: what a function made of one (a mask, a length) is not known. */
function* plain(term: Term): Generator<OriginTerm> {
  if (term.kind === 'origin') {
    if (term.path.at(-1) !== 'length') yield term
  }
  else if (term.kind === 'object') {
    for (const [, value] of term.entries) yield* plain(value)
    for (const value of term.spread) yield* plain(value)
  } else if (term.kind === 'list') for (const item of term.items) yield* plain(item)
  else if (term.kind === 'either' || (term.kind === 'computed' && /^(template|concat|\+|\|\||\?\?)$/.test(term.how))) for (const part of term.of) yield* plain(part)
}

const snake = (name: string): string => name.replaceAll(/([a-z\d])([A-Z])/g, '$1_$2')

/** Secrets that a route writes into logs. */
export function* loggedSecrets(route: Route, tables: ReadonlyMap<string, Table>): Generator<Logged> {
  const queries = route.effects.filter(effect => effect.kind === 'query')
  for (const log of route.effects) {
    if (log.kind !== 'log' || isForDevelopers(log)) continue
    for (const one of log.values.flatMap(value => [...plain(value)])) {
      const last = one.path.filter(part => part !== '*').at(-1)
      if (REQUEST_ORIGINS.has(one.from)) {
        if (last !== undefined && SECRET.test(snake(last))) yield { log, what: `\`${last}\` of the request`, grave: true }
        else if (one.from === 'body' && last === undefined) {
          const inside = secretIn(route, log)
          if (inside) yield { log, what: `the whole body of the request, with \`${inside}\``, grave: true }
        }
        else if (one.from === 'headers' && last === undefined) yield { log, what: 'all headers of the request, with the session in them', grave: false }
      } else if (one.from === 'env' && ENVIRONMENT_SECRET.test(one.name ?? '') && !/public|publishable|anon/i.test(one.name ?? '')) yield { log, what: `the variable \`${one.name}\``, grave: true }
      else if (one.from === 'row' && last === undefined) {
        const table = tables.get(queryOf(one, queries, tables)?.table ?? '')
        const query = queryOf(one, queries, tables)
        const columns = table && query && !query.columns ? secretColumns(table).filter(column => !one.without?.includes(column)) : []
        if (columns[0]) yield { log, what: `rows of \`${table!.name}\`, with \`${columns[0]}\``, grave: false }
      }
    }
  }
}

/** A secret that the body holds where it is logged: one function may answer several methods, each with a body of its own. */
function secretIn(route: Route, log: LogEffect): string | undefined {
  const here = methodsOf(log)
  for (const effect of route.effects) {
    const there = methodsOf(effect)
    if (here.length && there.length && !here.some(method => there.includes(method))) continue
    const found = termsOf(effect).flatMap(term => [...originsOf(term)]).find(one => one.from === 'body' && SECRET.test(snake(one.path.at(-1) ?? '')))
    if (found) return found.path.at(-1)
  }
  return undefined
}

/** Methods that were asked for on the way to an effect. */
const methodsOf = (effect: Effect): string[] =>
  effect.when.flatMap(({ term, truthy }) => (truthy && term.kind === 'computed' && [...originsOf(term)].some(one => one.from === 'url') ? term.of.flatMap(part => (part.kind === 'literal' && /^[A-Z]+$/.test(String(part.value)) ? [String(part.value)] : [])) : []))

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
  if (!route.effects.some(effect => effect.kind === 'compare' || (effect.kind === 'session' && effect.does === 'create'))) return undefined
  for (const log of route.effects) {
    if (log.kind !== 'log' || log.logger !== 'console' || log.values.some(value => value.kind === 'object')) continue
    const value = log.values.flatMap(term => [...plain(term)]).find(one => /^(body|query|params|headers)$/.test(one.from) && one.path.length > 0 && !/email|number|uuid|enum|boolean|date|pattern|range/.test(one.checked ?? ''))
    if (value) return { log, value }
  }
  return undefined
}
