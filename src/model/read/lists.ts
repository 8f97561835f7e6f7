import type { Table } from '#database/catalogue'
import type { QueryEffect } from '../app-model.js'
import { originsOf } from '../term.js'
import { isOwnerColumn, isPeople, isRoleTable } from './rows.js'
import { chosen, isCallers } from './terms.js'

const plain = (name: string): string => name.replaceAll(/([a-z])([A-Z])/g, '$1_$2').toLowerCase()
/** Rows that come with every day of business. */
const GROWS =
  /order|message|memo|note|transaction|payment|payout|invoice|log|event|review|comment|post|article|ticket|booking|reservation|appointment|notification|session|subscri|listing|lead|contact|submission|activit|audit|view|click|like|product|^items?$|order_item|line_item|invoice_item|sale|purchase|customer|user|profile|member|account|client|report|request|application|inquir|enquir|quer|record|entr(?:y|ies)|history|visit|message|conversation|chat|file|upload|photo|document|job|task|expense|shipment|return|refund|seller|asset|contribution|allocation/
/** Rows that somebody sets up once: however long the shop runs, they stay few. */
const FEW =
  /categor|setting|config|role|permission|plan|price|tier|tag|brand|banner|faq|page|template|feature|flag|countr|currenc|language|locale|zone|rate|coupon|promo|discount|menu|team|workspace|organi[sz]ation|address|wishlist|favou?rite|cart|basket|variant|option|size|color|colour|image|type|status|unit|tax|method|slot|schedule|hour|shift|branch|location|key|integration|webhook|provider|channel|stage|pipeline|department|token|badge|achievement|counter/

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
    if (filter.op.startsWith('or ') || /^(!=|not|not in|neq|>|<|>=|<=)$/.test(filter.op)) continue
    if (filter.op === 'in' && filter.column !== '*' && /_?id$|Id$/.test(filter.column)) return 'part'
    if (filter.op === '=' && isOne(filter.column, table)) return 'part'
    const known = isCallers(filter.value)
    const named =
      chosen(filter.value) ??
      [...originsOf(filter.value)].find(
        one => one.from === 'row' || one.from === 'session' || one.from === 'service' || one.from === 'event',
      )
    const isKey = /_?id$|Id$/.test(filter.column) && filter.value.kind !== 'literal'
    if ((known || (isKey && isOwnerColumn(filter.column, query.table ?? '', table))) && breadth === 'all') breadth = 'own'
    else if (isKey) return 'part'
    else if (
      named &&
      (/_?id$|Id$|slug|token|email|code|number/.test(filter.column) ||
        filter.column === '*' ||
        isOwnerColumn(filter.column, query.table ?? '', table))
    )
      return 'part'
  }
  return breadth
}
