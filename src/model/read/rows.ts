import type { Table } from '#database/catalogue'
import type { QueryEffect } from '../app-model.js'

const plain = (name: string): string =>
  name
    .split('.')
    .at(-1)!
    .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()

const PEOPLE =
  /^(?:app_?|site_?|auth_?)?(?:users?|profiles?|user_?profiles?|accounts?|user_?accounts?|customers?|members?|people|persons?|sellers?|vendors?|employees?|patients?|students?|clients?)$/
const PRIVATE =
  /order|payment|invoice|message|cart|basket|address|session|token|subscription|booking|appointment|reservation|ticket|document|payout|transaction|wallet|medical|prescription|salar|payroll|notes?$|memo|chat|conversation|secret|api_?key|credential|contact|leads?$|subscriber|notification|invit|balance|refund|reset|statement/
const SHOWN =
  /post|article|comment|review|listing|product|follow|like|vote|favou?rite|rating|tag|categor|event|recipe|photo|image|video|blog|page|store|shop|jobs?$|course|lesson|question|answer|badge|leaderboard|portfolio|plan|faq|testimonial|gallery|collection|media|announcement|news|feature|menu|hotel|rooms?$|propert|vehicle|cars?$|item|stations?$|branch(?:es)?$|provinces?$|districts?$|wards?$|cit(?:y|ies)$|countr(?:y|ies)$|regions?$|songs?$|movie|books?$|games?$|team/
const SHOP =
  /^(?:.*_)?(?:products?|categor(?:y|ies)|coupons?|promo_?codes?|promotions?|discounts?|vouchers?|settings?|site_?settings|configs?|plans?|prices?|stocks?|inventor(?:y|ies)|variants?|product_variants?|skus?|brands?|banners?|shipping_?rates?|tax_?rates?|feature_?flags?|pages?|faqs?)$/
const BOOK_KEEPING =
  /(?:^|_)(?:error_?logs?|logs?|refusals?|telemetry|metrics?|analytics(?:_events?)?|events?_log|page_?views?|views|clicks|impressions|searches|search_(?:logs?|history|queries)|visits?|tracking|performance_metrics|interaction_logs?|step_?s?_log|funnel_events?)$/
const SENSITIVE =
  /password|passwd|email|phone|mobile|address|street|postal|zip|ssn|social|tax_?id|iban|bank|card|token|secret|birth|dob|salary|income|credit|balance|role$|is_?admin|stripe|hash|ip$|location|passport|license/i

/** Of those, what no directory shows of anybody. */
const GRAVE =
  /password|passwd|token|secret|ssn|social_?sec|tax_?id|iban|bank|card|birth|dob|salary|income|balance|hash|passport|license_?number/i
const VACANCY = /^(?:\w+_)?(?:jobs?|vacanc(?:y|ies)|openings?|positions?|gigs?|internships?)(?:_?(?:posts?|postings?|listings?|offers?))?$/
const PAY = /salary|income/i
/** Those who offer something, and want to be found. */
const PROVIDER =
  /^(?:\w+_)?(?:sellers?|vendors?|merchants?|suppliers?|providers?|instructors?|teachers?|tutors?|coach(?:es)?|trainers?|artists?|creators?|hosts?|agents?|doctors?|therapists?|stylists?|beauticians?|farmers?|freelancers?|restaurants?|salons?|business(?:es)?|compan(?:y|ies)|shops?|stores?|agenc(?:y|ies))(?:_profiles?)?$/
const ADVERTISED =
  /^(?:bio|headline|tagline|rating|a(?:vg|verage)_?rating|reviews?_?count|total_?reviews|slug|logo(?:_?url)?|cover(?:_?image|_?url)?|gallery|banner(?:_?url)?|opening_?hours|website|specialt(?:y|ies)|cuisine|price_?range|hourly_?rate|is_?(?:published|listed|featured)|published(?:_?at)?)$/i
const DESCRIBED = /^(?:title|about|description|summary|images?|image_?url|photos?|hours|categor(?:y|ies)|category_?id|price)$/i

/** Rows that stand for people: users, profiles, customers. */
export const isPeople = (table: string): boolean => PEOPLE.test(plain(table))

/** Rows of grants: who holds which role. */
export const isRoleTable = (table: string): boolean =>
  /(?:^|_)(?:roles?|permissions?|admins?|admin_?users?|staff|moderators?|grants?)$/.test(plain(table))

/** Those rows are the accounts of the staff, not grants: who may sign in there, and what they are told. */
export const isStaffAccount = (name: string, table: Table | undefined): boolean =>
  /(?:^|_)(?:admins?|admin_?users?|staff|moderators?)$/.test(plain(name)) &&
  (table?.columns.some(column => /passw|hash/i.test(column.name)) ?? false)

/** What a shop shows and only its people change. */
export const isShopTable = (table: string): boolean => SHOP.test(plain(table))

/** Column names that are nobody else's business. */
export const isSensitive = (column: string): boolean => SENSITIVE.test(column)

/** Columns that stay secret even of those who want to be found. What a post pays is why it is advertised. */
export const isGrave = (column: string, name: string): boolean => GRAVE.test(column) && !(VACANCY.test(plain(name)) && PAY.test(column))

/** Rows made to be looked through: of those who offer something, or that are advertised with a rating, a cover, a slug. */
export function isDirectory(name: string, table: Table | undefined): boolean {
  const word = plain(name)
  const columns = table?.columns.map(column => column.name) ?? []
  const advertised = columns.filter(column => ADVERTISED.test(column)).length
  const described = columns.filter(column => DESCRIBED.test(column)).length
  if (PROVIDER.test(word)) return advertised + described > 0 || !columns.length
  return !isPeople(name) && !PRIVATE.test(word) && advertised > 0 && advertised + described > 1
}

/** What an app writes down about itself and its visitors. */
export const isBookKeeping = (table: string): boolean => BOOK_KEEPING.test(plain(table))

/** Whether what a query reads says something of people or their money, not only that somebody made it. */
export function isIntimate(query: QueryEffect, tables: ReadonlyMap<string, Table>): boolean {
  const name = query.table ?? ''
  const table = tables.get(name)
  const columns = query.columns ?? table?.columns.map(column => column.name)
  if (isDirectory(name, table)) return columns?.some(column => isGrave(column, name)) ?? false
  return isPeople(name) || PRIVATE.test(plain(name)) || !columns || columns.some(isSensitive)
}

/** Rows that only whom they belong to should see: by their name, or because they have an owner and are not made to be shown. */
export function isPrivate(name: string, table: Table | undefined): boolean {
  const word = plain(name)
  if (isDirectory(name, table)) return table?.columns.some(column => isGrave(column.name, name)) ?? false
  if (isPeople(name)) return table ? table.columns.some(column => isSensitive(column.name)) || !table.columns.length : true
  if (PRIVATE.test(word) && !isShopTable(name)) return !isGazetteer(word, table)
  return table?.owner !== undefined && !SHOWN.test(word) && !isShopTable(name)
}

/** `address_provinces`: places that a form offers, and nobody's. */
const isGazetteer = (word: string, table: Table | undefined): boolean =>
  table !== undefined &&
  table.owner === undefined &&
  !PRIVATE.test(word.replaceAll(/address(?:es)?/g, '')) &&
  !table.foreignKeys.some(key => isPeople(key.table)) &&
  !table.columns.some(column => PERSONAL_PLACE.test(column.name))
const PERSONAL_PLACE = /street|line_?\d|postal|zip|phone|email|user|customer|recipient|receiver|house/i

/** Whether a query reaches private rows. Without a schema, a filter by whose they are tells that they are somebody's. */
export function isPrivateQuery(query: QueryEffect, tables: ReadonlyMap<string, Table>): boolean {
  const name = query.table
  if (name === undefined || isTimetable(query)) return false
  const table = tables.get(name)
  return (
    isPrivate(name, table) ||
    (!table && !SHOWN.test(plain(name)) && !isShopTable(name) && query.filters.some(filter => OWNER_NAME.test(filter.column)))
  )
}

/** When something is taken, and nothing of who took it: `SELECT starts_at, ends_at FROM bookings`. */
const isTimetable = (query: QueryEffect): boolean =>
  query.does === 'read' &&
  /book|reserv|appointment|schedul|rental|slot/i.test(query.table ?? '') &&
  (query.columns?.length ?? 0) > 0 &&
  query.columns!.every(column => TIMES.test(plain(column.split('.').at(-1)!)) && !isSensitive(column))

const TIMES =
  /^(?:_?id|(?:(?!birth)\w+_)?(?:date|time|at|day|on)|(?:start|end|begin|finish)s?|from|to|until|duration\w*|slot\w*|seats?|seat_(?:no|number)|status|check_?(?:in|out))$/

const OWNER_NAME =
  /^(?:user|owner|customer|buyer|seller|author|member|account|profile|client|vendor|creator|sender|host|patient|student)_?id$|^(?:owner|created_?by|uid)$/i

/** Whether a column holds whose row it is. Without a schema, names must tell. */
export function isOwnerColumn(column: string, name: string, table: Table | undefined): boolean {
  if (table?.owner !== undefined && sameColumn(table.owner, column, table)) return true
  if (isPeople(name)) return /^_?id$|^user_?id$|^uid$/i.test(column)
  return OWNER_NAME.test(column)
}

/** Column names are compared as the database and as the code spell them. */
export function sameColumn(wanted: string, given: string, table: Table | undefined): boolean {
  const bare = (name: string): string => name.replaceAll('_', '').toLowerCase()
  if (bare(wanted) === bare(given)) return true
  const column = table?.columns.find(one => one.name === wanted)
  return column !== undefined && column.field === given
}

/** Whose row it is: by a column of its own, or by that of the row it is part of. */
export function ownership(name: string, table: Table | undefined, tables: ReadonlyMap<string, Table>): string | undefined {
  if (table?.owner) return table.owner
  if (!table) return isPeople(name) ? 'id' : undefined
  for (const key of table.foreignKeys) {
    const parent = tables.get(key.table)
    if (parent?.owner && !isPeople(parent.name) && (isPrivate(parent.name, parent) || isDirectory(parent.name, parent)))
      return key.columns[0]
  }
  return undefined
}
