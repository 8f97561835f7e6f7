import type { Table } from '#database/catalogue'
import type { Filter, QueryEffect } from '../app-model.js'
import { originsOf, REQUEST_ORIGINS, type Term } from '../term.js'
import { isOwnerColumn, isPeople, isRoleTable } from './rows.js'
import { chosen, isCallers, leaves } from './terms.js'

const plain = (name: string): string => name.replaceAll(/([a-z])([A-Z])/g, '$1_$2').toLowerCase()
/** Rows that come with every day of business. */
const GROWS =
  /order|message|memo|note|transaction|payment|payout|invoice|log|event|review|comment|post|article|ticket|booking|reservation|appointment|notification|session|subscri|listing|lead|contact|submission|activit|audit|view|click|like|product|^items?$|order_item|line_item|invoice_item|sale|purchase|customer|user|profile|member|account|client|report|request|application|inquir|enquir|quer|record|entr(?:y|ies)|history|visit|message|conversation|chat|file|upload|photo|document|job|task|expense|shipment|return|refund|seller|asset|contribution|allocation|complaint|feedback|rating|donation|enrol|attendance|prescription|bids?$/
/** Rows that somebody sets up once: however long the shop runs, they stay few. */
const FEW =
  /categor|setting|config|role|permission|plan|price|tier|tag|brand|banner|faq|page|template|feature|flag|countr|currenc|language|locale|zone|rate|coupon|promo|discount|menu|team|workspace|organi[sz]ation|address|wishlist|favou?rite|cart|basket|variant|option|size|color|colour|image|type|status|unit|tax|method|slot|schedule|hour|shift|branch|location|key|integration|webhook|provider|channel|stage|pipeline|department|token|badge|achievement|counter|testimonial|region|province|district|cit(?:y|ies)$|destination|^sites?$|partner|skill|amenit/

export type Growth = 'grows' | 'few' | 'unknown'

export function growthOf(name: string): Growth {
  const word = plain(name)
  if (isRoleTable(name) || /^admin|admins?$|cart|basket|wish_?list|favou?rite/.test(word)) return 'few'
  if (isPeople(name)) return 'grows'
  const last = word.split('_').at(-1)!
  if (FEW.test(last) && !GROWS.test(last)) return 'few'
  return GROWS.test(word) ? (FEW.test(last) ? 'few' : 'grows') : 'unknown'
}

/** A column whose value one row has. */
function isOne(column: string, table: Table | undefined): boolean {
  const own = table?.columns.find(one => one.name === column || one.field === column)
  return (
    /^_?id$|^uuid$/i.test(column) ||
    own?.unique === true ||
    (table?.primaryKey.length === 1 && table.primaryKey[0] === (own?.name ?? column))
  )
}

/** How much of a table a query without a limit reads: all of it, one owner's share, or the rows of one parent. */
export type Breadth = 'all' | 'own' | 'part'

export function breadthOf(query: QueryEffect, table: Table | undefined): Breadth {
  let breadth: Breadth = 'all'
  for (const filter of query.filters) {
    if (filter.op === 'or' && ofOwners(filter.value, query.table ?? '', table)) breadth = 'own'
    else {
      const narrows = narrowing(filter, query.table ?? '', table, breadth)
      if (narrows === 'part') return 'part'
      if (narrows === 'own') breadth = 'own'
    }
  }
  return breadth
}

/** What one condition leaves of a table: undefined where it is most of it still. */
function narrowing(filter: Filter, name: string, table: Table | undefined, before: Breadth): Exclude<Breadth, 'all'> | undefined {
  const { column, op, value } = filter
  if (op.startsWith('or ') || /^(!=|not|not in|neq|>|<|>=|<=)$/.test(op)) return undefined
  if (op === 'in' && column !== '*' && KEY.test(column)) return 'part'
  if (op === '=' && (isOne(column, table) || isOfStaff(column, value))) return 'part'
  const isKey = KEY.test(column) && value.kind !== 'literal'
  if (isKey && SHELF.test(plain(column))) return undefined
  const isOwner = isOwnerColumn(column, name, table)
  if (isKey && TENANT.test(plain(column)) && !isAsked(value)) return 'own'
  if (isCallers(value) && (before === 'all' || isOwner || originsOf(value).some(one => one.from === 'session'))) return 'own'
  if (isKey && isOwner && before === 'all') return 'own'
  if (isKey) return 'part'
  const isNamed = chosen(value) ?? originsOf(value).find(one => /^(?:row|session|service|event)$/.test(one.from))
  return isNamed && (/slug|token|email|code|number/.test(column) || column === '*' || isOwner) ? 'part' : undefined
}

/** `role: 'ADMIN'`: of all accounts those few. */
const isOfStaff = (column: string, value: Term): boolean =>
  /role|type/i.test(column) && value.kind === 'literal' && /admin|staff|moderator|owner/i.test(String(value.value))

/** The request names it; a tenant that is found by the request's host is not asked for. */
const isAsked = (value: Term): boolean => [...leaves(value)].some(one => one.kind === 'origin' && REQUEST_ORIGINS.has(one.from))

const KEY = /_?id$|Id$/
/** One shelf of a shop holds any number of things. */
const SHELF =
  /(?:^|[_.])(?:categor(?:y|ies)|sub_?category|brand|type|kind|status|tag|genre|collection|colou?r|size|department|city|region|country|province)_id$/
/** All that is kept for one tenant, which is all that this tenant has. */
const TENANT = /(?:^|[_.])(?:site|tenant|org|organi[sz]ation|workspace|company|business|school|restaurant|shop|store|clinic|agency)_id$/

/** `.or('sender_id.eq.1,receiver_id.eq.1')`: whose row it is by either column. */
function ofOwners(value: Term, name: string, table: Table | undefined): boolean {
  const text = value.kind === 'computed' ? value.of.map(part => (part.kind === 'literal' ? String(part.value) : '')).join('') : ''
  const columns = [...text.matchAll(/(\w+)\.eq\./g)].map(match => match[1]!)
  return columns.length > 1 && columns.some(column => isOwnerColumn(column, name, table))
}
