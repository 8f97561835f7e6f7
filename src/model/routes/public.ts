import type { Table } from '#database/catalogue'
import type { Effect, QueryEffect, RouteKind } from '../app-model.js'
import { readsAccounts, tellsOfEveryPayer, tellsOfPayee } from '../read/accounts.js'
import { exposed, isRefusal } from '../read/answers.js'
import { isReading } from '../read/deeds.js'
import { isByLink } from '../read/link.js'
import { isPayment } from '../read/money.js'
import { isOwnerColumn, isPeople, isPrivate, isShopTable } from '../read/rows.js'
import { chosen, fieldsOf, samePlace } from '../read/terms.js'
import { originsOf, type Term } from '../term.js'

const SIGN_IN =
  /\b((?:log-?in|sign-?in|sign-?up|register)(?:form|page|user|action|submit)?|registration|forgot-?\w*|reset-?(?:pw|pass\w*)?|recover|verify|confirm|callback|oauth2?|log-?out|sign-?out|refresh|magic-?link|otp|auth|session|sessions|token)\b/i
const ABOUT_THE_APP =
  /\b(health|healthz|ping|status|ready|live|version|robots|sitemap|manifest|favicon|feed|rss|docs|swagger|openapi|og|csrf|config|public|metrics)\b/i
const MAILBOX =
  /\b(contacts?|newsletter|subscribe|subscribers|unsubscribe|waitlist|wait-list|feedback|enquir\w*|inquir\w*|lead|leads|quote|demo|track|analytics|view|views|visit|beacon|report-error|support|help|help-?desk|complaints?|opinions?|suggestions?|survey|rsvp|application|apply)\b/i
const TILL =
  /\b(check-?out\w*|orders?|carts?|basket|pay|payments?|purchase|buy|book|bookings?|reserv\w*|appointments?|donat\w*|tickets?|create-?(payment|checkout)\w*|payment-?intents?)\b/i
const STAFF = /\b(admin|administrator|backoffice|back-office|staff|moderat\w*|internal|superuser)\b/i
/** The collection of people itself: what is posted to it is a new one of them. */
const PEOPLE = /\/(?:users?|customers?|accounts?|members?|clients?)\/?$/i
/** Rows that signing in, signing up and resetting a password have to do with. */
const ACCOUNT = /user|account|profile|session|token|verif|reset|otp|magic|invit|member|credential|login|auth|customer|staff|admin|^codes?$/i

/** Words of a path, its parameters left out: `/track/:token` has no word `token`. */
function wordsOf(path: string): string {
  const words = path
    .split('/')
    .filter(part => !/^[:*[]/.test(part))
    .join(' ')
  return words.replaceAll(/([a-z])([A-Z])/g, '$1-$2').replaceAll(/[_.-]/g, ' ')
}

/** Why a route without a guard is meant to be open, or nothing where it is not. `effects` are those that matter, `all` also the answers. */
export function isMeantToBePublic(
  method: string,
  path: string,
  kind: RouteKind,
  effects: readonly Effect[],
  all: readonly Effect[],
  tables: ReadonlyMap<string, Table>,
): string | undefined {
  const words = wordsOf(path)
  const dashed = words.replaceAll(' ', '-')
  const says = (pattern: RegExp): boolean => pattern.test(words) || pattern.test(dashed)
  // Pages are there to be looked at: those of the staff are not.
  if (kind === 'page' && !(says(STAFF) && exposed(all, tables).length > 0)) return 'a page'
  const queries = effects.filter((effect): effect is QueryEffect => effect.kind === 'query')
  const writes = queries.filter(query => query.does !== 'read')
  const acts = effects.filter(isAct)
  const staff = says(STAFF)
  if (effects.some(effect => effect.kind === 'session' && effect.does === 'create'))
    return 'people who are not signed in need it to sign in'
  // Signing up may make a customer of the payment service; a link into an account there is no door of this app.
  const links = acts.some(
    effect => isPayment(effect) && /links?(?:\.create)?$/i.test(effect.operation) && /login|account/i.test(effect.operation),
  )
  if (
    says(SIGN_IN) &&
    !links &&
    !writes.some(query => query.does === 'delete' && !ACCOUNT.test(query.table ?? '')) &&
    writes.every(query => query.does === 'create' || query.table === undefined || ACCOUNT.test(query.table)) &&
    !(staff && !(writes.every(keepsWhoIsIn) && queries.every(namesByLogin)))
  )
    return 'people who are not signed in need it to sign in'
  if (method === 'POST' && !staff && PEOPLE.test(path) && signsUp(effects, acts)) return 'people who are not signed in need it to sign up'
  if (
    says(SIGN_IN) &&
    !staff &&
    queries.some(query => query.filters.some(filter => /token|otp|code/i.test(filter.column) && chosen(filter.value)))
  )
    return 'whoever has the link may'
  if (!effects.some(effect => effect.kind !== 'respond')) return 'it touches nothing'
  const answers = all.filter(effect => effect.kind === 'respond' && !isRefusal(effect) && !effect.caught)
  if (acts.length && [...acts, ...answers].every(asksForCode)) return 'whoever was sent the code may'
  if (staff) return undefined
  if (opensByLink(effects)) return 'whoever has the link may'
  if (all.some(effect => tellsOfPayee(effect, all) || tellsOfEveryPayer(effect, all))) return undefined
  const seen = exposed(all, tables).filter(one => !isByLink(one.query))
  if (!acts.length && !seen.length && says(ABOUT_THE_APP)) return 'it says how the app is'
  if (
    says(MAILBOX) &&
    method !== 'GET' &&
    method !== 'DELETE' &&
    // What they wrote themselves they may see.
    !seen.some(one => one.query.does === 'read') &&
    writes.every(
      query =>
        query.does === 'create' ||
        query.does === 'upsert' ||
        (query.does === 'update' &&
          // Whoever writes a second time is found again.
          (writes.some(other => other.does === 'create' && other.table === query.table) ||
            !isPrivate(query.table ?? '', tables.get(query.table ?? '')))),
    )
  )
    return 'anyone may write to the founder'
  if (says(TILL) && method !== 'GET' && isGuestOrder(effects, tables) && !seen.some(one => one.query.does === 'read'))
    return 'a guest may order'
  if (acts.length || effects.some(effect => effect.kind === 'send' && readsAccounts(effect))) return undefined
  if (seen.length) return undefined
  return hidden(queries, all, tables) ? undefined : 'it reads what everybody may see'
}

/** An account with a password is made, and nothing besides; who may be an administrator is not said by a field of its own. */
function signsUp(effects: readonly Effect[], acts: readonly Effect[]): boolean {
  const made = acts.filter((effect): effect is QueryEffect => effect.kind === 'query')
  return (
    made.some(query => setsPassword(query.data)) &&
    made.every(query => query.does === 'create') &&
    made.every(query => ![...fieldsOf(query.data)].some(([field, value]) => /role|admin/i.test(field) && chosen(value))) &&
    effects.every(effect => effect.kind !== 'run' && effect.kind !== 'file')
  )
}

/** A password among what is stored, or in the account that is made with it (`{ phone, user: { email, password } }`). */
const setsPassword = (data: Term | undefined): boolean =>
  [...fieldsOf(data)].some(
    ([field, value]) => /passw|hash/i.test(field) || (/^(?:user|account|login|profile|create)$/i.test(field) && setsPassword(value)),
  )

/** What signing in leaves in an account: tokens that the app made, when it was, a code that it sent. */
function keepsWhoIsIn({ does, data }: QueryEffect): boolean {
  if (does !== 'update' && does !== 'upsert') return false
  const fields = [...fieldsOf(data)]
  // `save(account)`: the row that was found goes back as it is now.
  if (fields.length === 0) return data !== undefined && [...originsOf(data)].some(one => one.from === 'row') && !chosen(data)
  return fields.every(([field, value]) => KEPT.test(field) && !chosen(value))
}
const KEPT = /token|last_?(?:login|seen|active|sign)|logged|otp|code|attempt|session|expire|first_?login|updated/i

/** Nobody signs in by the number of somebody's row. */
const namesByLogin = ({ filters }: QueryEffect): boolean => filters.every(filter => !chosen(filter.value) || LOGIN.test(filter.column))
const LOGIN = /mail|phone|user_?name|login|token|otp|code/i

/** Done only for whoever knows the code that was sent to the account. */
const asksForCode = (effect: Effect): boolean =>
  effect.when.some(({ term, truthy }) => truthy && term.kind === 'computed' && term.how === 'code')

/** The row of a token that nobody guesses is looked up first, and without it nothing is done. */
function opensByLink(effects: readonly Effect[]): boolean {
  const links = effects.filter((effect): effect is QueryEffect => effect.kind === 'query' && effect.does === 'read' && isByLink(effect))
  return links.some(link =>
    effects.every(
      effect =>
        effect === link ||
        effect.when.some(
          condition =>
            condition.truthy &&
            condition.term.kind === 'origin' &&
            condition.term.from === 'row' &&
            condition.term.at !== undefined &&
            samePlace(condition.term.at, link.at),
        ),
    ),
  )
}

function isAct(effect: Effect): boolean {
  switch (effect.kind) {
    case 'respond':
    case 'log':
    case 'compare':
      return false
    case 'query':
      return effect.does !== 'read' && !(effect.does === 'raw' && isReading(effect))
    case 'send':
      return (
        !/(?:^|\.)(?:retrieve|list|get\w*|search|find\w*)$/.test(effect.operation) &&
        !(effect.service === 'http' && !/"method"/.test(JSON.stringify(effect.input)))
      )
    case 'file':
      return effect.does !== 'read'
    default:
      return true
  }
}

/** Creates an order and what belongs to it, for nobody in particular. */
function isGuestOrder(effects: readonly Effect[], tables: ReadonlyMap<string, Table>): boolean {
  let creates = false
  for (const effect of effects) {
    if (effect.kind === 'run' || effect.kind === 'file') return false
    if (effect.kind === 'send') creates ||= effect.service === 'stripe'
    if (effect.kind !== 'query' || effect.does === 'read') continue
    if (effect.does === 'delete') {
      if (!isUnfinished(effect)) return false
      continue
    }
    if (effect.does === 'create' || effect.does === 'upsert') {
      if (
        [...fieldsOf(effect.data)].some(
          ([field, value]) =>
            chosen(value) && isOwnerColumn(field, '', undefined) && !isPeople(effect.table ?? '') && tables.get(effect.table ?? '')?.owner,
        )
      )
        return false
      const owned = tables.get(effect.table ?? '')
      if (owned && isNeeded(owned) && isWhole(effect.data)) return false
      creates = true
    } else if (!isShopTable(effect.table ?? '') && !usesUpCode(effect) && effect.filters.some(filter => chosen(filter.value))) return false
  }
  return creates
}

/** A cart that was not bought makes room for the order. */
const isUnfinished = (query: QueryEffect): boolean =>
  query.filters.some(
    ({ column, value }) => /status|state/i.test(column) && value.kind === 'literal' && UNFINISHED.test(String(value.value)),
  )
const UNFINISHED = /incomplete|draft|abandon|cart|temp/i

/** The code that was sent to the guest's phone is taken, and works no second time. */
const usesUpCode = (query: QueryEffect): boolean =>
  /verif|otp|code/i.test(query.table ?? '') && query.filters.some(filter => /code|otp|token/i.test(filter.column) && chosen(filter.value))

/** Nobody orders as a guest where each row needs its user. */
const isNeeded = (table: Table): boolean =>
  !isPeople(table.name) && table.columns.some(column => column.name === table.owner && !column.nullable && !column.hasDefault)

const isWhole = (data: Term | undefined): boolean =>
  data !== undefined &&
  ((data.kind === 'origin' && data.from === 'body' && data.path.length === 0) || (data.kind === 'object' && data.spread.some(isWhole)))

/** Private rows are read, and what the answer holds could not be followed. */
function hidden(queries: readonly QueryEffect[], all: readonly Effect[], tables: ReadonlyMap<string, Table>): boolean {
  const asked = queries.filter(
    query => query.table !== undefined && !isPeople(query.table) && isPrivate(query.table, tables.get(query.table)) && !isByLink(query),
  )
  if (!asked.length || asked.length < queries.length) return false
  return !all.some(effect => effect.kind === 'respond' && [...originsOf(effect.body)].some(one => one.from === 'row'))
}
