import type { Route } from '#model/app-model'
import { nameOf } from '#model/read/route'
import { routeFields } from '#lab/request/field'
import type { Row } from '#lab/request/rows'
import { answered, receptionOf, saidIn } from '../answer.js'
import { isLog } from '../change.js'
import { type Ground, inconclusive, type Outcome, type Probe, proved, refuted } from '../probe.js'
import { forEachSuspect } from '../suspected.js'

const MONEY = /price|amount|total|cost|fee|cents|value|sum/i
/** No product costs it, so that it is known again wherever it turns up. */
const MARK = 7919

/** Names a price of its own choosing, and looks for it at the payment service and in the rows. */
export const clientPrice: Probe = {
  id: 'money/client-price',
  title: 'A price that the buyer names',
  settles: ['money/client-price'],
  plan: forEachSuspect(['money/client-price'], attempt),
}

async function attempt(ground: Ground, route: Route): Promise<Outcome> {
  const { lab } = ground
  const fields = routeFields(route).filter(field => field.from === 'body' && MONEY.test(field.path.findLast(part => part !== '*') ?? ''))
  const control = await ground.working(route)
  if (!control.works)
    return inconclusive(
      `a price of ${MARK} was sent to ${nameOf(route)}`,
      `the app answers ${control.answer.status} to an ordinary request`,
      [control.answer.step],
    )
  if (fields.length === 0)
    return inconclusive(`a price of ${MARK} was sent to ${nameOf(route)}`, 'no field of the request is a price by its name')
  if (saidIn(control.request).includes(String(MARK)) || (await rowAtMark(ground, route)))
    return inconclusive(`a price of ${MARK} was sent to ${nameOf(route)}`, 'this price is there already')
  let body: unknown = control.request.body
  for (const field of fields) body = replaced(body, field.path, MARK)
  await lab.mark()
  const answer = await lab.send({ ...control.request, body })
  const payments = (await lab.calls()).filter(call => /stripe|paypal|paddle|razorpay|mercadopago|square|payment/i.test(call.service))
  const paid = payments.find(call => call.status < 400 && amountsIn(call.body).some(isMark))
  if (paid)
    return proved(`${nameOf(route)} charged ${MARK}, which the buyer had chosen`, [
      answer.step,
      {
        kind: 'call',
        service: paid.service,
        operation: `${paid.method} ${paid.path}`,
        says: `an amount of ${amountsIn(paid.body).find(isMark)}`,
      },
    ])
  const kept = receptionOf(answer, control.answer) === 'taken' ? await rowAtMark(ground, route) : undefined
  if (kept)
    return proved(`${nameOf(route)} stored an order at ${MARK}, which the buyer had chosen`, [
      answer.step,
      { kind: 'rows', table: kept.table, before: 'no row with this price', after: moneyOf(kept.row) },
    ])
  if (receptionOf(answer, control.answer) === 'refused')
    return refuted(`${nameOf(route)} refused the buyer’s price`, answered(answer), [control.answer.step, answer.step])
  // That the price went nowhere says something only where some price is seen to go somewhere.
  return receptionOf(answer, control.answer) === 'taken' && payments.some(call => call.status < 400 && amountsIn(call.body).length > 0)
    ? refuted(`${nameOf(route)} did not take the buyer’s price`, `the payment service was asked for another amount than ${MARK}`, [
        answer.step,
      ])
    : inconclusive(`a price of ${MARK} was sent to ${nameOf(route)}`, `${answered(answer)}, and no price is seen anywhere`, [answer.step])
}

async function rowAtMark({ rows }: Ground, route: Route): Promise<{ readonly table: string; readonly row: Row } | undefined> {
  for (const table of route.tables.filter(name => !isLog(name))) {
    const row = (await rows?.some(table, 5000))?.find(one =>
      Object.entries(one).some(([column, value]) => MONEY.test(column) && value !== null && isMark(Number(value))),
    )
    if (row) return { table, row }
  }
  return undefined
}

const moneyOf = (row: Row): string =>
  Object.entries(row)
    .filter(([column]) => MONEY.test(column))
    .map(([column, value]) => `${column} = ${String(value)}`)
    .join(', ')

const isMark = (value: number): boolean => value === MARK || value === MARK * 100

/** Amounts that a payment service is told, in a form or as JSON; notes for the app's own use (`metadata`) charge nobody. */
function amountsIn(body: string): readonly number[] {
  const found: number[] = []
  const note = (key: string, value: unknown): void => {
    if (
      /amount|price|total|value/i.test(key) &&
      !/metadata|custom|description|reference/i.test(key) &&
      Number.isFinite(Number(value)) &&
      value !== ''
    )
      found.push(Number(value))
  }
  const visit = (value: unknown, key: string): void => {
    if (typeof value === 'object' && value !== null) for (const [name, inner] of Object.entries(value)) visit(inner, `${key}.${name}`)
    else note(key, value)
  }
  if (body.trimStart().startsWith('{')) {
    try {
      visit(JSON.parse(body), '')
    } catch {
      return []
    }
  } else for (const [key, value] of new URLSearchParams(body)) note(key, value)
  return found
}

function replaced(into: unknown, [part, ...rest]: readonly string[], value: unknown): unknown {
  if (part === undefined) return typeof into === 'string' ? String(value) : value
  if (part === '*') return Array.isArray(into) ? into.map(item => replaced(item, rest, value)) : into
  const object = typeof into === 'object' && into !== null ? (into as Record<string, unknown>) : {}
  return { ...object, [part]: replaced(object[part], rest, value) }
}
