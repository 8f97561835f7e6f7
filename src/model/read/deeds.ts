import { type Severity, SEVERITIES } from '#base/certainty'
import type { Table } from '#database/catalogue'
import type { Effect, Guard, QueryEffect, Route, SendEffect } from '../app-model.js'
import { originsOf, REQUEST_ORIGINS, type Term } from '../term.js'
import { holdsAccounts, readsAccounts, tellsOfEveryPayer, tellsOfPayee } from './accounts.js'
import { type Exposed, exposed } from './answers.js'
import { isByLink } from './link.js'
import { isPaymentService } from './money.js'
import {
  isBookKeeping,
  isDirectory,
  isIntimate,
  isOwnerColumn,
  isPeople,
  isPrivate,
  isRoleTable,
  isShopTable,
  isStaffAccount,
} from './rows.js'
import { chosen, fieldsOf, isCallers, samePlace } from './terms.js'

/** Something done that matters, how much, and in words: `deletes \`orders\` rows`. */
export interface Deed {
  readonly effect: Effect
  readonly severity: Severity
  readonly says: string
}

const IS_ROLE =
  /^(?:role|roles|role_?id|is_?admin|is_?staff|admin|permissions?|is_?super_?user|user_?(?:type|role)|account_?type|access_?level)$/i
const IS_PASSWORD = /passw(?:or)?d|password_?hash|hash/i
const VERBS = {
  read: 'reads',
  create: 'creates',
  update: 'changes',
  upsert: 'writes',
  delete: 'deletes',
  raw: 'runs a statement on',
} as const

/**
 * What a list of effects does to others, worst first. `all` holds the answers as well; those behind a guard that `stops` whom
 * this is about are told to nobody else, however early they were read.
 */
export function deedsOf(
  effects: readonly Effect[],
  all: readonly Effect[],
  tables: ReadonlyMap<string, Table>,
  stops: (guard: Guard) => boolean = guard => guard.kind !== 'weak',
): Deed[] {
  const seen = exposed(all, tables).filter(one => !one.guards.some(stops))
  const deeds = effects.flatMap(effect => deedOf(effect, seen, all, tables) ?? [])
  return deeds.toSorted((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity))
}

function deedOf(effect: Effect, seen: readonly Exposed[], all: readonly Effect[], tables: ReadonlyMap<string, Table>): Deed | undefined {
  switch (effect.kind) {
    case 'query':
      // With the caller's own rights the database decides; what its rules let through is told of the rules.
      if (effect.rights === 'user' && tables.get(effect.table ?? '')?.rowRules?.enabled) return undefined
      return effect.does === 'read' ? reading(effect, seen, tables) : onceSettled(effect, writing(effect, tables))
    case 'send':
      if (tellsOfEveryPayer(effect, all))
        return {
          effect,
          severity: 'critical',
          says: `answers with everybody's payments at ${effect.service === 'stripe' ? 'Stripe' : `\`${effect.service}\``}`,
        }
      if (tellsOfPayee(effect, all))
        return { effect, severity: 'high', says: `tells what \`${effect.service}\` knows of whom the request names` }
      return readsAccounts(effect) ? readingAccounts(effect, all) : sending(effect)
    case 'file':
      return effect.does === 'read' || (effect.does === 'write' && !chosen(effect.path))
        ? undefined
        : { effect, severity: chosen(effect.path) ? 'high' : 'medium', says: `${effect.does}s files` }
    case 'run':
      // What is read, and may be slow or follow entities, is told by other checks: nothing is done by it.
      if (/^(?:pattern|xml|xpath)$/.test(effect.what)) return undefined
      if (isGiven(effect.input)) return { effect, severity: 'high', says: 'runs what it is given' }
      return effect.what === 'shell' ? { effect, severity: 'medium', says: 'starts programs on the server' } : undefined
    default:
      return undefined
  }
}

/** Comes from a request, now or before; what the app makes up by itself nobody has given it. */
const isGiven = (term: Term): boolean => [...originsOf(term)].some(({ from }) => REQUEST_ORIGINS.has(from) || from === 'row')

function reading(effect: QueryEffect, seen: readonly Exposed[], tables: ReadonlyMap<string, Table>): Deed | undefined {
  const one = seen.find(other => other.query === effect)
  if (!one || isByLink(effect)) return undefined
  const everybodys =
    one.many &&
    !one.guessed &&
    !effect.filters.some(filter => isOwnerColumn(filter.column, one.table, undefined)) &&
    !effect.filters.some(
      filter => chosen(filter.value) || isCallers(filter.value) || [...originsOf(filter.value)].some(origin => origin.from === 'row'),
    )
  const intimate = isIntimate(effect, tables)
  return {
    effect,
    severity:
      !intimate || isKnownTwice(effect) || givesContact(one)
        ? 'medium'
        : everybodys && !isDirectory(one.table, tables.get(one.table))
          ? 'critical'
          : 'high',
    says: everybodys ? `answers with everybody's rows of \`${one.table}\`` : `answers with rows of \`${one.table}\``,
  }
}

/** A guest's order, found by its number and the address that it was made with: whoever asks knows both. */
function isKnownTwice(effect: QueryEffect): boolean {
  const asked = effect.filters.filter(filter => filter.op === '=' && chosen(filter.value))
  return (
    asked.length > 1 &&
    asked.some(filter => /e-?mail|phone/i.test(filter.column)) &&
    asked.some(filter => !/e-?mail|phone/i.test(filter.column))
  )
}

/** Read by its number, and shown when the contact that it holds is given as well. */
const givesContact = ({ when, query }: Exposed): boolean =>
  !query.filters.some(filter => /e-?mail|phone/i.test(filter.column)) &&
  when.some(({ term, truthy }) => {
    const [row] = truthy && term.kind === 'computed' && term.how === 'contact' ? term.of : []
    return row?.kind === 'origin' && row.at !== undefined && samePlace(row.at, query.at)
  })

/** Done only where the payment service itself says that this was paid: whoever asks, it is true. */
const onceSettled = (effect: QueryEffect, deed: Deed | undefined): Deed | undefined =>
  deed?.severity === 'high' &&
  effect.when.some(
    ({ term, truthy }) =>
      truthy &&
      [...originsOf(term)].some(one => one.from === 'service' && isPaymentService(one.name) && /paid|status/i.test(one.path.at(-1) ?? '')),
  )
    ? { ...deed, severity: 'medium' }
    : deed

/** Whether a write sets what decides about rights. */
export const setsRole = (effect: QueryEffect): readonly [string, Term] | undefined =>
  isPeople(effect.table ?? '') || isRoleTable(effect.table ?? '')
    ? [...fieldsOf(effect.data)].find(([field]) => IS_ROLE.test(field))
    : undefined

/** The session of whoever calls is renewed or ended, by the token that they sent: every request may do that. A token ends. */
export const keepsSession = (effect: QueryEffect): boolean =>
  (effect.does === 'delete' ? /sessions?$|token/i : /sessions?$/i).test(effect.table ?? '') &&
  effect.does !== 'create' &&
  effect.filters.some(filter =>
    [...originsOf(filter.value)].some(
      one =>
        one.from === 'cookies' || one.from === 'session' || (one.from === 'headers' && /authorization|token/i.test(one.path.at(-1) ?? '')),
    ),
  )

function writing(effect: QueryEffect, tables: ReadonlyMap<string, Table>): Deed | undefined {
  const name = effect.table
  if (keepsSession(effect)) return undefined
  if (effect.does === 'create' && (isBookKeeping(name ?? '') || seeds(effect))) return undefined
  if (!name) return running(effect)
  const says = `${VERBS[effect.does]} ${effect.does === 'raw' ? `\`${name}\`` : `\`${name}\` rows`}`
  const isStaff = isStaffAccount(name, tables.get(name))
  if (isRoleTable(name) && !(isStaff && effect.does !== 'create'))
    return { effect, severity: 'critical', says: `${effect.does === 'delete' ? 'removes' : 'grants'} roles in \`${name}\`` }
  const role = setsRole(effect)
  // Whoever calls sets off what the app makes by itself; they choose none of it.
  if (role && effect.does === 'create' && effect.data && !chosen(effect.data) && isFixed(effect.data))
    return { effect, severity: 'medium', says }
  if (role && !(role[1].kind === 'literal' && !/admin|super|staff|root|owner|moderator|manager|true/i.test(String(role[1].value))))
    return { effect, severity: 'critical', says: `sets \`${role[0]}\` in \`${name}\`` }
  if (isPeople(name) || isStaff)
    return {
      effect,
      severity: isNoted(effect) ? 'medium' : effect.does === 'create' ? 'high' : 'critical',
      says: [...fieldsOf(effect.data)].some(([field]) => IS_PASSWORD.test(field)) ? `changes passwords in \`${name}\`` : says,
    }
  if (effect.does === 'delete' && isPrivate(name, tables.get(name)) && !effect.filters.length)
    return { effect, severity: 'critical', says: `deletes every row of \`${name}\`` }
  if (effect.does === 'create' && !isPrivate(name, tables.get(name)) && !isShopTable(name)) return { effect, severity: 'medium', says }
  return { effect, severity: 'high', says }
}

/** Nothing of it comes from a request, a session or a row. */
const isFixed = (data: Term): boolean =>
  data.kind === 'object' &&
  !data.spread.length &&
  [...originsOf(data)].every(({ from }) => /^(?:time|env|random|secret-random)$/.test(from))

/** `{ stripeCustomerId: customer.id }`: what another service answered is kept, and whoever asks has no say in it. */
function isNoted(effect: QueryEffect): boolean {
  const values = [...fieldsOf(effect.data)].map(([, value]) => [...originsOf(value)])
  return effect.does === 'update' && values.length > 0 && values.every(of => of.length > 0 && of.every(one => one.from === 'service'))
}

/** Fills in what is missing, with values of the app's own: default settings at the first visit. */
const seeds = (effect: QueryEffect): boolean =>
  !isPeople(effect.table ?? '') &&
  !isRoleTable(effect.table ?? '') &&
  effect.data !== undefined &&
  [...originsOf(effect.data)].every(one => one.from === 'time' || one.from === 'env') &&
  [...fieldsOf(effect.data)].length > 0 &&
  effect.when.some(condition => [...originsOf(condition.term)].some(one => one.from === 'row'))

/** A statement or a stored procedure whose tables are not known. */
function running(effect: QueryEffect): Deed | undefined {
  const procedure = procedureOf(effect)
  const asks = ASKS.test(procedure) || COUNTS.test(procedure)
  if (isReading(effect) || effect.rights === 'user' || asks || isBookKeeping(procedure)) return undefined
  return { effect, severity: 'high', says: procedure ? `runs \`${procedure}\` on the database` : 'runs a statement on the database' }
}

const ASKS =
  /^_*(?:get|list|search|find|fetch|count|check|is|has|can|nearby|match|calc|calculate|compute|look_?up|validate|verify|log|track)(?:_|[A-Z]|$)/
/** `hit_rate_limit`: whoever calls is counted. */
const COUNTS = /rate_?limit|throttle/i

/** Asks the database what the caller may do, and does nothing. */
export const isQuestion = (effect: QueryEffect): boolean => /^_*(?:\w+?_)?(?:is|has|can|check|verify|validate)_/.test(procedureOf(effect))

/** The name of a stored procedure that is called. */
export const procedureOf = (effect: QueryEffect): string =>
  effect.sql?.kind === 'computed' && effect.sql.how === 'rpc' && effect.sql.of[0]?.kind === 'literal' ? String(effect.sql.of[0].value) : ''

/** A statement that begins as a question. */
export function isReading(query: QueryEffect): boolean {
  const first = query.sql?.kind === 'computed' ? query.sql.of[0] : query.sql
  return /^\s*(?:select|with)\b/i.test(first?.kind === 'literal' ? String(first.value) : '')
}

/** One looked up for the route's own use harms nobody. */
const readingAccounts = (effect: SendEffect, all: readonly Effect[]): Deed | undefined =>
  all.some(answer => holdsAccounts(answer))
    ? { effect, severity: 'high', says: 'answers with accounts, read with the service key' }
    : undefined

function sending(effect: SendEffect): Deed | undefined {
  const { service, operation } = effect
  switch (service) {
    case 'auth':
      if (!/admin|create|delete|update|invite|ban|impersonate/i.test(operation)) return undefined
      return { effect, severity: 'critical', says: 'creates or changes accounts with the service key' }
    case 'ai':
      return { effect, severity: 'medium', says: 'spends on an AI model' }
    case 'mail':
    case 'sms':
      return {
        effect,
        severity: isAddressed(effect.input) ? 'high' : 'medium',
        says: service === 'mail' ? 'sends mail' : 'sends text messages',
      }
    case 'chat':
      return isDictated(effect.input)
        ? { effect, severity: 'high', says: 'writes what it is told into a chat, in the name of the app,' }
        : { effect, severity: 'medium', says: 'writes into a chat' }
    case 'stripe':
      if (/retrieve|list|search/.test(operation)) return undefined
      if (/login_?links?|accountLinks/i.test(operation)) return { effect, severity: 'high', says: 'opens an account at Stripe' }
      return {
        effect,
        severity: /refund|transfer|payout/.test(operation) ? 'critical' : 'medium',
        says: `calls \`${operation}\` at Stripe`,
      }
    case 'storage':
      return /upload|remove|delete|move|put|write|update/i.test(operation)
        ? { effect, severity: 'high', says: 'changes stored files' }
        : undefined
    case 'http':
      return /"method"/.test(JSON.stringify(effect.input)) && !/"GET"/.test(JSON.stringify(effect.input))
        ? { effect, severity: 'medium', says: 'acts on an outside service' }
        : undefined
    default:
      return undefined
  }
}

/** The whole message is the caller's: no form asked for it. */
const isDictated = (input: Term): boolean =>
  [...fieldsOf(input)].some(([field, value]) => field === 'text' && chosen(value) !== undefined && value.kind === 'origin')

/** What asks another service for everybody, and counts who asks, is meant to. */
export const isCountedCall = ({ limiter }: Pick<Route, 'limiter'>, { effect }: Deed): boolean =>
  limiter !== undefined && effect.kind === 'send' && effect.service === 'http'

/** Where a message goes, as each service spells it: `to`, `To`, `personalizations: [{ to: [{ email }] }]`. */
export function recipientsOf(input: Term): readonly Term[] {
  if (input.kind === 'list') return input.items.flatMap(recipientsOf)
  if (input.kind !== 'object') return []
  return input.entries.flatMap(([field, value]) =>
    /^(?:to|bcc|cc|to_?addresses|recipients?|phone)$/i.test(field) ? [value] : recipientsOf(value),
  )
}

/** Mail that goes where the request, or the row it names, says. */
export const isAddressed = (input: Term): boolean =>
  recipientsOf(input).some(value => [...originsOf(value)].some(one => one.from !== 'env' && one.from !== 'session'))
