import { defineCheck, type Problem } from '#checks/check'
import { ORDER, PAID } from '#database/access/deciding'
import type { Column, DatabaseFunction, Policy, Table } from '#database/catalogue'
import { withoutComments } from '#database/comments'
import { askedBy, readCondition } from '#database/condition'
import { isHeld, mentions, sameFunction } from './held.js'
import { accessBy, isClosed, isRuled, nameOf } from './reach.js'
import { list } from './sensitive.js'

/** What customers buy; money that people keep books of for themselves is not told from it by a name. */
const BOUGHT = /(?:^|_)(?:orders?|bookings?|reservations?|purchases?)$/i
const PRICE = /^(?:price|base_price|unit_price|price_\w+|\w+_price|cost|amount|rate|hourly_rate|fee)$/i
const SUM = /^(?:vat|tax|tip|discount|delivery|shipping|service|commission|deposit)_?(?:fee|amount|total|rate)$/i

export default defineCheck({
  id: 'rules/self-made-order',
  title: 'Customers may insert an order with a price and a status of their own',
  why: 'Whoever sends the row straight to the database names the price and says that it is paid: what the shop works out is passed by.',
  severity: 'high',
  refs: ['CWE-472', 'CWE-863', 'OWASP-API6:2023'],
  needs: ['tables', 'functions'],
  *find({ tables, functions }) {
    for (const table of tables) {
      if (!isRuled(table) || !BOUGHT.test(table.name) || table.name.includes('.') || !isSold(table, tables)) continue
      for (const policy of table.policies) {
        const who = letsIn(table, policy, tables)
        const chosen = who ? table.columns.filter(column => isChosen(column) && !isHeld(table, policy, column, functions, 'insert')) : []
        const sums = chosen.filter(column => !/status/i.test(column.name))
        if (!who || chosen.length === 0 || isMadeUp(table, functions)) continue
        yield {
          at: policy.at,
          certainty: table.beside ? 'possible' : 'likely',
          severity: table.beside || sums.length === 0 ? 'medium' : 'high',
          message: `The policy ${nameOf(policy)} lets ${who} add rows to \`${table.name}\` with ${list([...sums, ...chosen].filter(isFirst).map(column => column.name))} as they like.`,
          help: `Create \`${table.name}\` rows in a server function that takes prices from the database, and drop the policy ${nameOf(policy)}.`,
          key: `${table.name} ${policy.name}`,
          trail: chosen.slice(0, 3).map(column => ({ at: column.at, label: `\`${column.name}\` is declared here` })),
          table: table.name,
          data: { table: table.name, policy: policy.name, columns: chosen.map(column => column.name) },
        }
        break
      }
    }
    yield* byFunction(functions)
  },
})

const TAKEN = /(?:^|_)(?:sub_?total|total|price|amount|cost)(?:_|$)/i

/** A function that anyone may call, and that stores the sum it is told: row rules say nothing of it. */
function* byFunction(functions: readonly DatabaseFunction[]): Generator<Problem> {
  for (const item of functions) {
    const body = withoutComments(item.body)
    const [, into, columns = '', values = ''] = INSERT.exec(body) ?? []
    const sums = (item.parameters ?? []).filter(name => TAKEN.test(name) && mentions(values, name))
    if (
      !isOffered(item) ||
      !into ||
      !BOUGHT.test(into) ||
      sums.length === 0 ||
      /\bprice|unit_cost|\brate\b/i.test(body.replace(columns, ''))
    )
      continue
    yield {
      at: item.at,
      certainty: 'likely',
      severity: 'high',
      message: `\`${item.name}()\` adds rows to \`${into}\` with the ${list(sums)} that its caller names, past the row rules.`,
      help: `Work the sum out in \`${item.name}()\`, from the prices of what is ordered.`,
      key: `${item.name} ${into}`,
      table: into,
      data: { function: item.name, columns: sums },
    }
  }
}

const INSERT = /\binsert\s+into\s+(?:public\s*\.\s*)?"?(\w+)"?\s*\(([^)]*)\)\s*values\s*\(((?:[^()]|\([^()]*(?:\([^()]*\)[^()]*)*\))*)\)/i

const isOffered = (item: DatabaseFunction): boolean =>
  item.definer && !item.trigger && !item.name.includes('.') && !item.revokedFrom.some(role => /^(?:public|anon|authenticated)$/.test(role))

const isFirst = (column: Column, at: number, all: readonly Column[]): boolean => all.indexOf(column) === at

/** Prices that others can see: a shop's, not those of somebody's own books. */
function isSold(table: Table, tables: readonly Table[]): boolean {
  const linked = new Set([...table.foreignKeys.map(key => key.table), ...table.columns.map(column => column.name.replace(/_id$/i, ''))])
  return tables.some(
    other =>
      other !== table &&
      !BOUGHT.test(other.name) &&
      other.columns.some(column => PRICE.test(column.name)) &&
      (linked.has(other.name) || tables.some(line => isLine(line, table, other))) &&
      (!other.rowRules?.enabled || other.policies.some(policy => /^(?:anyone|signed-in)$/.test(accessBy(policy, 'select').who))),
  )
}

/** Says that the row belongs to the order and to what is sold; or the lines stand in the order itself, as JSON. */
const isLine = (line: Table, order: Table, sold: Table): boolean =>
  (line.foreignKeys.some(key => key.table === order.name) && line.foreignKeys.some(key => key.table === sold.name)) ||
  (line === order && order.columns.some(column => /^(?:items|line_items|products|cart)$/i.test(column.name) && /json/.test(column.type)))

/** Who may add a row by a condition that says nothing of its price. One that holds for every row is told elsewhere. */
function letsIn(table: Table, policy: Policy, tables: readonly Table[]): string | undefined {
  if (!policy.permissive || (policy.command !== 'all' && policy.command !== 'insert')) return undefined
  const check = policy.check ?? (policy.command === 'all' ? policy.using : undefined)
  const condition = readCondition(check)
  const { who } = accessBy(policy, 'insert')
  if (who === 'nobody' || condition.everyRow) return undefined
  const asked = askedBy(check)
  const readable = asked.tables.every(name => {
    const other = tables.find(one => one.name === name)
    return other && (!other.rowRules?.enabled || other.policies.some(one => accessBy(one, 'select').who === 'anyone'))
  })
  if (!asked.caller && readable) {
    const anyone = policy.roles.some(role => role === 'public' || role === 'anon')
    return isClosed(table, 'insert', anyone ? 'anyone' : 'signed-in') ? undefined : anyone ? 'anyone' : 'any signed-in user'
  }
  // `user_id IS NULL OR user_id = auth.uid()`: guests order for nobody, customers for themselves.
  const own = condition.who !== 'nobody' && condition.identity.length > 0 && condition.calls.length === 0 && asked.tables.length === 0
  return own && !isClosed(table, 'insert', 'signed-in') && policy.roles.some(role => role === 'public' || role === 'authenticated')
    ? condition.who === 'anyone' && who === 'anyone'
      ? 'anyone'
      : 'customers'
    : undefined
}

const isChosen = ({ name }: Column): boolean => ORDER.test(name) || PAID.test(name) || SUM.test(name)

/** Something works the row out before it is stored, from prices that it looks up, or refuses it. */
const isMadeUp = (table: Table, functions: readonly DatabaseFunction[]): boolean =>
  (table.triggers ?? []).some(
    trigger =>
      trigger.before &&
      trigger.on.includes('insert') &&
      functions.some(item => sameFunction(item.name, trigger.function) && looksUp(withoutComments(item.body))),
  )

const looksUp = (body: string): boolean =>
  /\bfrom\b|\braise\s+exception\b/i.test(body) && (/\bprice|\btotal|\bamount/i.test(body) || mentions(body, 'status'))
