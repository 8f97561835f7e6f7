import { defineCheck } from '#checks/check'
import type { DatabaseFunction, Table } from '#database/catalogue'
import type { Effect, QueryEffect, Route } from '#model/app-model'
import { procedureOf } from '#model/read/deeds'
import { isKeyed, isOnceOnly } from '#model/read/idempotent'
import { isBalanceField, isPayment, isPaymentService, isWholeOrder, isWrite } from '#model/read/money'
import { nameOf, trailTo } from '#model/read/route'
import { tablesByName } from '#model/read/tables'
import { fieldsOf } from '#model/read/terms'
import { originsOf, REQUEST_ORIGINS } from '#model/term'

const CREDITS = /credit|add_?(?:balance|funds|points)|increment|deposit|top_?up/i

export default defineCheck({
  id: 'money/replayed-payment',
  title: 'One payment is good for another order each time it is sent',
  why: 'Whoever reloads the page after paying, or sends its request again on purpose, is given the goods again for the same money.',
  severity: 'high',
  refs: ['CWE-837', 'CWE-294', 'OWASP-API6:2023'],
  needs: ['routes', 'tables', 'functions'],
  *find({ routes, tables, functions }) {
    const byName = tablesByName(tables)
    for (const route of routes) {
      if (route.unreached || route.kind === 'webhook' || route.kind === 'page') continue
      const asked = route.effects.find(isAskedByName)
      const given = asked && route.effects.slice(route.effects.indexOf(asked)).find(effect => gives(effect, route, byName, functions))
      if (!given) continue
      const name = nameOf(route)
      yield {
        at: given.at,
        certainty: 'likely',
        message: `\`${name}\` ${saidOf(given)} each time the same paid session is sent to it.`,
        help: 'Store the id of the payment in a column with a unique index, with the order that it pays for, and answer with that order when it is there already.',
        key: name,
        route: name,
        trail: trailTo(route, [asked, given], 'done again'),
      }
    }
  },
})

const saidOf = (effect: QueryEffect): string =>
  effect.does === 'raw'
    ? `calls \`${procedureOf(effect)}\``
    : effect.does === 'create'
      ? `creates a row of \`${effect.table}\``
      : `raises \`${[...fieldsOf(effect.data)].find(([field]) => isBalanceField(field))?.[0]}\` of \`${effect.table}\``

/** The payment service is asked about the payment that the request names. */
const isAskedByName = (effect: Effect): boolean =>
  isPayment(effect) &&
  /(?:sessions?|intents?|charges?|orders?|payments?|transactions?)\.?(?:retrieve|get|fetch|find|verify|capture)$|verif/i.test(
    effect.operation,
  ) &&
  [...originsOf(effect.input)].some(one => REQUEST_ORIGINS.has(one.from) && one.path.length > 0)

/** Something is handed out after the payment was found paid, and nothing knows that it was before. */
function gives(
  effect: Effect,
  route: Route,
  tables: ReadonlyMap<string, Table>,
  functions: readonly DatabaseFunction[],
): effect is QueryEffect {
  if (effect.kind !== 'query' || effect.caught || !isPaid(effect) || isOnceOnly(route, effect, tables)) return false
  if (effect.does === 'raw') {
    const called = functions.find(item => item.name === procedureOf(effect))
    return called !== undefined && makesOrder(called) && !namesPayment(effect) && !/on\s+conflict/i.test(called.body)
  }
  const table = tables.get(effect.table ?? '')
  // Without its columns nobody can say whether a key is taken.
  if (!isWrite(effect) || !table) return false
  if (effect.does === 'create') return isWholeOrder(effect.table) && !isKeyed(effect, table)
  return (
    effect.does === 'update' &&
    [...fieldsOf(effect.data)].some(([field, value]) => isBalanceField(field) && [...originsOf(value)].some(one => one.from === 'row'))
  )
}

const isPaid = (effect: Effect): boolean =>
  effect.when.some(({ term }) =>
    [...originsOf(term)].some(one => one.from === 'service' && isPaymentService(one.name) && /paid|status/i.test(one.path.at(-1) ?? '')),
  )

const makesOrder = ({ body }: DatabaseFunction): boolean =>
  [...body.matchAll(/\binsert\s+into\s+(?:"?public"?\s*\.\s*)?"?(\w+)/gi)].some(match => isWholeOrder(match[1])) || CREDITS.test(body)

/** The procedure is told which payment it is for: it may ask whether that was used. */
const namesPayment = (effect: QueryEffect): boolean =>
  [...fieldsOf(effect.data)].some(([field]) =>
    /session|payment_?(?:id|intent|ref)|intent|transaction|charge|reference|idempot/i.test(field),
  )
