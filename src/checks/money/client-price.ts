import { defineCheck, type Problem } from '#checks/check'
import type { Table } from '#database/catalogue'
import type { BrowserUnit, QueryEffect, Route, SendEffect } from '#model/app-model'
import { entryOf, fieldLine } from '#model/read/entry'
import { entriesIn } from '#model/read/flow'
import { isCharge, isOrderTable, isPriceField, isWholeOrder } from '#model/read/money'
import { askedPrice } from '#model/read/price'
import { isMachine, isStaffGuard, nameOf, trailTo } from '#model/read/route'
import { tablesByName } from '#model/read/tables'
import { fieldsOf, spelled } from '#model/read/terms'
import type { OriginTerm, Term } from '#model/term'
import type { Source } from '#source/source'

const HELP = 'Look the price up by the product’s id on the server, and take no more than ids and quantities from the request.'
/** The payer says how much: a gift, a tip, an account that is filled. */
const FREELY = /donat|\btips?\b|gratuity|top-?_?up|deposit|add-?_?(?:funds|credit|money)|recharge|wallet|gift|contribut|pledge|fund/i

/** Whoever enters orders for others may say what they cost. */
const STAFF = /\b(?:admin|staff|pos|backoffice|back-office|import|manual)\b/i
/** Not the goods themselves. */
const BESIDE = /ship|deliver|tax|freight|postage|discount|fee/i

export default defineCheck({
  id: 'money/client-price',
  title: 'The buyer’s own browser says what it costs',
  why: 'Anyone can buy everything for a cent by changing one number of the request.',
  severity: 'critical',
  refs: ['CWE-602', 'CWE-472', 'OWASP-API6:2023'],
  needs: ['routes', 'browser', 'tables', 'source'],
  *find({ routes, browser, tables, source }) {
    const byName = tablesByName(tables)
    for (const route of routes) {
      if (route.unreached || isMachine(route) || FREELY.test(route.path) || STAFF.test(route.path)) continue
      const [worst, ...others] = [...charged(route), ...stored(route), ...storedWhole(route, byName)]
      if (!worst) continue
      const at = fieldLine(source, worst.problem.at, worst.field)
      const also = others.map(other => ({ at: fieldLine(source, other.problem.at, other.field), label: 'and here' }))
      yield { ...worst.problem, at, trail: [...(worst.problem.trail ?? []), ...also] }
    }
    for (const unit of browser) yield* fromBrowser(unit, byName, source)
  },
})

interface Told {
  readonly effect: SendEffect | QueryEffect
  readonly field: string
  readonly problem: Problem
}

/** The amount that a payment service is told. */
function* charged(route: Route): Iterable<Told> {
  for (const effect of route.effects) {
    if (!isCharge(effect) || effect.guards.some(isStaffGuard)) continue
    for (const [key, value] of entriesIn(effect.input)) {
      if (!/^(?:unit_?amount(?:_decimal)?|amount|unit_?price|total|transaction_amount|value)$/i.test(key)) continue
      const price = askedPrice(value)
      if (price && !FREELY.test(spelled(price))) {
        yield { effect, field: key, problem: problem(route, effect, `charges the amount in \`${spelled(price)}\``) }
        break
      }
    }
  }
}

/** The total of an order as it is stored. */
function* stored(route: Route): Iterable<Told> {
  for (const effect of route.effects) {
    if (
      effect.kind !== 'query' ||
      (effect.does !== 'create' && effect.does !== 'upsert') ||
      !isOrderTable(effect.table) ||
      effect.guards.some(isStaffGuard)
    )
      continue
    for (const [field, value] of fieldsOf(effect.data)) {
      const price = isPriceField(field) ? askedPrice(value) : undefined
      if (!price) continue
      yield {
        effect,
        field,
        problem: {
          ...problem(route, effect, `stores \`${field}\` of \`${effect.table}\` from \`${spelled(price)}\``),
          severity: isWholeOrder(effect.table) && !BESIDE.test(spelled(price)) ? 'critical' : 'high',
          table: effect.table!,
        },
      }
      break
    }
  }
}

/** The order is stored as it was sent, its total with it. */
function* storedWhole(route: Route, tables: ReadonlyMap<string, Table>): Iterable<Told> {
  for (const effect of route.effects) {
    if (effect.kind !== 'query' || effect.does !== 'create' || !isWholeOrder(effect.table) || effect.guards.some(isStaffGuard)) continue
    const sent = wholeBody(effect.data)
    const set = new Set([...fieldsOf(effect.data)].map(([field]) => field))
    const total = tables
      .get(effect.table!)
      ?.columns.find(column => isPriceField(column.name) && !set.has(column.field) && !set.has(column.name))
    if (!sent || !total) continue
    yield {
      effect,
      field: total.field,
      problem: {
        ...problem(route, effect, `stores \`${total.field}\` of \`${effect.table}\` from \`${spelled(sent)}\``),
        severity: 'critical',
        table: effect.table!,
      },
    }
  }
}

function wholeBody(data: Term | undefined): OriginTerm | undefined {
  if (data?.kind === 'object') return data.spread.map(wholeBody).find(Boolean)
  if (data?.kind !== 'origin' || data.from !== 'body' || data.path.length > 0) return undefined
  return data.checked === undefined || /^(?:presence|type|keys)$/.test(data.checked) ? data : undefined
}

const problem = (route: Route, effect: SendEffect | QueryEffect, does: string): Problem => ({
  at: entryOf(route, effect),
  certainty: 'certain',
  message: `\`${nameOf(route)}\` ${does}, not from the price of the product.`,
  help: HELP,
  key: nameOf(route),
  route: nameOf(route),
  trail: trailTo(route, [effect], 'the amount is the one that the request holds'),
})

/** What the browser writes by itself is the buyer's word, however it was computed. */
function* fromBrowser(unit: BrowserUnit, tables: ReadonlyMap<string, Table>, source: Source): Iterable<Problem> {
  if (/admin|dashboard|back-?office|seed|pos\b|staff|vendor|seller|manage|import|convert/i.test(unit.at.file)) return
  // Many an app is used by those who sell: only where people buy is the price theirs to fear.
  if (
    !/check-?out|cart|basket|pay|buy|place-?_?order|submit-?_?order|purchase|shop|store|booking|reserv/i.test(
      `${unit.at.file} ${unit.name}`,
    )
  )
    return
  for (const effect of unit.effects) {
    if (effect.kind !== 'query' || effect.does !== 'create' || !isWholeOrder(effect.table)) continue
    const table = tables.get(effect.table!)
    if (table && isRecomputed(table)) continue
    const total = [...fieldsOf(effect.data)].find(([field, value]) => isPriceField(field) && value.kind !== 'literal')
    if (!total) continue
    yield {
      at: fieldLine(source, effect.at, total[0]),
      certainty: 'likely',
      message: `\`${unit.name}\` writes \`${total[0]}\` of \`${effect.table}\` from the browser, where the buyer can change it.`,
      help: 'Place the order in a function on the server that adds up the prices of the products itself.',
      key: `${unit.name} ${effect.table}`,
      table: effect.table!,
    }
  }
}

/** A trigger before the insert may set the total again. */
const isRecomputed = (table: Table): boolean =>
  table.triggers?.some(
    trigger => trigger.before && trigger.on.includes('insert') && !/updated_?at|created_?at|number|timestamp/i.test(trigger.name),
  ) ?? false
