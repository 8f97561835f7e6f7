import type { DatabaseFunction, Table } from '#database/catalogue'
import { withoutComments } from '#database/comments'
import { accessBy } from './reach.js'
import { graveColumns, isMoneyByName } from './sensitive.js'

/** A parameter that names a person or a business; the number of an order is known to whom it was given. */
const NAMES_SOMEBODY =
  /(?:^|_)(?:user|customer|client|seller|vendor|owner|restaurant|rest|shop|store|ambassador|affiliate|partner|provider|company|organi[sz]ation|org|tenant|profile|driver|agent|merchant|business|member|employee|patient|instructor)(?:_|$)/i
const SUMS = /\bsum\s*\(|\b(?:total_|net_|gross_)?(?:revenue|earnings|turnover|balance|commission\w*|payouts?|income|salary)\b/i

/** Columns or sums of hidden rows that a function hands to whoever names their owner. */
export function shownBy(item: DatabaseFunction, tables: readonly Table[]): string | undefined {
  if (!item.parameters?.some(name => NAMES_SOMEBODY.test(name))) return undefined
  const body = withoutComments(item.body)
  // What is asked for, not what it is asked by: between `select` and `from`.
  const asked = [...body.matchAll(/\bselect\b([\s\S]*?)\bfrom\b/gi)].map(match => match[1]!).join(' ')
  const hidden = tables.filter(
    table =>
      table.rowRules?.enabled &&
      new RegExp(`\\b(?:from|join)\\s+(?:"?public"?\\s*\\.\\s*)?"?${table.name}\\b`, 'i').test(body) &&
      !table.policies.some(policy => accessBy(policy, 'select').who === 'anyone'),
  )
  for (const table of hidden) {
    const column = graveColumns(table).find(name => new RegExp(`\\b${name}\\b`, 'i').test(asked))
    if (column) return `\`${column}\` of \`${table.name}\``
    if (isMoneyByName(table.name) && SUMS.test(asked)) return `sums over \`${table.name}\``
  }
  return undefined
}
