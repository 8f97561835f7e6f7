import type { Route } from '#model/app-model'
import { nameOf } from '#model/read/route'
import { routeFields } from '#lab/request/field'
import { type Ground, inconclusive, type Outcome, type Probe, proved, refuted } from '../probe.js'
import { suspects } from '../suspected.js'

const MONEY = /price|amount|total|cost|fee|cents|value|sum/i
/** No product costs it, so that it is known again wherever it turns up. */
const MARK = 137

/** Names a price of its own choosing, and looks for it at the payment service and in the rows. */
export const clientPrice: Probe = {
  id: 'money/client-price',
  title: 'A price that the buyer names',
  settles: ['money/client-price'],
  *plan(ground) {
    for (const [route, findings] of suspects(ground, ['money/client-price']))
      yield { name: nameOf(route), findings, run: () => attempt(ground, route) }
  },
}

async function attempt(ground: Ground, route: Route): Promise<Outcome> {
  const { lab, rows } = ground
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
  let body: unknown = control.request.body
  for (const field of fields) body = replaced(body, field.path, MARK)
  await lab.mark()
  const answer = await lab.send({ ...control.request, body })
  const calls = await lab.calls()
  const paid = calls.find(call => /stripe|paypal|paddle|razorpay|mercadopago|square|payment/i.test(call.service) && holdsMark(call.body))
  if (paid)
    return proved(`${nameOf(route)} charged ${MARK}, which the buyer had chosen`, [
      answer.step,
      { kind: 'call', service: paid.service, operation: `${paid.method} ${paid.path}`, says: excerpt(paid.body) },
    ])
  for (const table of route.tables) {
    const kept = (await rows?.some(table, 5000))?.find(row =>
      Object.entries(row).some(([column, value]) => MONEY.test(column) && (Number(value) === MARK || Number(value) === MARK * 100)),
    )
    if (kept)
      return proved(`${nameOf(route)} stored an order at ${MARK}, which the buyer had chosen`, [
        answer.step,
        {
          kind: 'rows',
          table,
          before: 'no row with this price',
          after: Object.entries(kept)
            .filter(([column]) => MONEY.test(column))
            .map(([column, value]) => `${column} = ${String(value)}`)
            .join(', '),
        },
      ])
  }
  return answer.status < 400
    ? refuted(`${nameOf(route)} did not take the buyer’s price`, `${MARK} reached neither the payment service nor a row`, [answer.step])
    : refuted(`${nameOf(route)} refused the buyer’s price`, `the app answered ${answer.status}`, [answer.step])
}

const holdsMark = (body: string): boolean =>
  new RegExp(`(?:^|\\D)${MARK}(?:00|\\.00?)?(?:\\D|$)`).test(decodeURIComponent(body.replaceAll('+', ' ')))
const excerpt = (body: string): string =>
  decodeURIComponent(body)
    .split(/[&,]/)
    .filter(part => part.includes(String(MARK)))
    .join(' ')
    .slice(0, 200)

function replaced(into: unknown, [part, ...rest]: readonly string[], value: unknown): unknown {
  if (part === undefined) return typeof into === 'string' ? String(value) : value
  if (part === '*') return Array.isArray(into) ? into.map(item => replaced(item, rest, value)) : into
  const object = typeof into === 'object' && into !== null ? (into as Record<string, unknown>) : {}
  return { ...object, [part]: replaced(object[part], rest, value) }
}
