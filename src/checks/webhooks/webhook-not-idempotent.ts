import type { Severity } from '#base/certainty'
import { defineCheck } from '#checks/check'
import type { Table } from '#database/catalogue'
import type { Effect, Route } from '#model/app-model'
import { isKeyed, isOnceOnly } from '#model/read/idempotent'
import { keepsApart, lookedUpFirst } from '#model/read/looked-up'
import { isBalanceField, isMoneyTable, isWrite, movesMoney } from '#model/read/money'
import { nameOf, trailTo } from '#model/read/route'
import { tablesByName } from '#model/read/tables'
import { fieldsOf } from '#model/read/terms'
import { originsOf, type Term } from '#model/term'

export default defineCheck({
  id: 'webhooks/webhook-not-idempotent',
  title: 'A webhook does its work again each time the same event arrives',
  why: 'Providers send events more than once, and each time the customer is credited, mailed or given an order again.',
  severity: 'high',
  refs: ['CWE-837', 'CWE-799'],
  needs: ['routes', 'tables'],
  *find({ routes, tables }) {
    const byName = tablesByName(tables)
    for (const route of routes) {
      if (route.kind !== 'webhook' || route.unreached) continue
      const again = [...route.effects.flatMap(effect => repeated(effect, route, byName) ?? []), ...lookedUpOnly(route, byName)]
      const [worst] = again.toSorted((a, b) => WEIGHT.indexOf(a.severity) - WEIGHT.indexOf(b.severity))
      if (!worst) continue
      const name = nameOf(route)
      yield {
        at: worst.effect.at,
        certainty: 'likely',
        severity: worst.severity,
        message: `\`${name}\` ${worst.says} again when the same event is delivered twice.`,
        help: 'Store the event’s id in a column with a unique index, in the transaction of its effects, and stop when it is there already.',
        key: name,
        route: name,
        trail: trailTo(
          route,
          again.map(one => one.effect),
          'done again',
        ),
      }
    }
  },
})

/** The event is looked up before its row is made, and no index refuses the second of two that arrive together. */
const lookedUpOnly = (route: Route, tables: ReadonlyMap<string, Table>): Again[] =>
  lookedUpFirst(route).flatMap(({ read, create }) => {
    const table = tables.get(create.table!)
    const columns = read.filters.map(filter => filter.column)
    return table && columns.length > 0 && read.filters.every(filter => filter.op === '=') && !keepsApart(table, columns)
      ? [
          {
            effect: create,
            severity: 'medium',
            says: `only looks for the row of \`${table.name}\`, which no unique index keeps single, and creates it`,
          },
        ]
      : []
  })

const WEIGHT: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'info']

interface Again {
  readonly effect: Effect
  readonly severity: Severity
  readonly says: string
}

function repeated(effect: Effect, route: Route, tables: ReadonlyMap<string, Table>): Again | undefined {
  const table = effect.kind === 'query' ? tables.get(effect.table ?? '') : undefined
  const found = actAgain(effect, table)
  if (!found || isOnceOnly(route, effect, tables)) return undefined
  return found
}

/** What does something new each time; setting a state does not. */
function actAgain(effect: Effect, table: Table | undefined): Again | undefined {
  if (movesMoney(effect) && !isKeyed(effect)) return { effect, severity: 'critical', says: `calls \`${effect.operation}\`` }
  if (
    effect.kind === 'send' &&
    (effect.service === 'mail' || effect.service === 'sms') &&
    /send|create|\bmessages\b/i.test(effect.operation)
  )
    return { effect, severity: 'medium', says: `sends a ${effect.service === 'mail' ? 'mail' : 'message'}` }
  if (effect.kind !== 'query') return undefined
  if (effect.does === 'raw' && /credit|add_?(?:balance|funds|points)|(?:in|de)crement|deposit/i.test(procedureOf(effect.sql)))
    return { effect, severity: 'critical', says: `calls \`${procedureOf(effect.sql)}\`` }
  if (!isWrite(effect)) return undefined
  const raised = [...fieldsOf(effect.data)].find(([field, value]) => isRaised(field, value))
  if (raised && (effect.does === 'update' || effect.does === 'upsert'))
    return { effect, severity: isBalanceField(raised[0]) ? 'high' : 'medium', says: `changes \`${raised[0]}\` of \`${effect.table}\`` }
  if (effect.does !== 'create' || isKeyed(effect, table) || /log|event|audit|notification|webhook/i.test(effect.table ?? ''))
    return undefined
  return isMoneyTable(effect.table) ? { effect, severity: 'high', says: `creates a row of \`${effect.table}\`` } : undefined
}

/** `{ increment: … }`, or worked out of what is there. */
function isRaised(field: string, value: Term): boolean {
  switch (value.kind) {
    case 'object':
      return value.entries.some(([key]) => /^(?:increment|decrement|\$inc)$/.test(key))
    case 'computed':
      return /^(?:\+|-)$/.test(value.how)
        ? [...originsOf(value)].some(one => one.from === 'row' && one.path.at(-1) === field)
        : /^(?:number|call Number|\|\||\?\?)$/.test(value.how) && value.of.some(part => isRaised(field, part))
    case 'either':
      return value.of.some(part => isRaised(field, part))
    default:
      return false
  }
}

const procedureOf = (sql: Term | undefined): string =>
  sql?.kind === 'computed' && sql.how === 'rpc' && sql.of[0]?.kind === 'literal' ? String(sql.of[0].value) : ''
