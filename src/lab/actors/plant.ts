import type { AppModel } from '#model/app-model'
import type { Lab } from '../lab.js'
import type { Rows } from '../request/rows.js'
import { paidIds } from '../request/value.js'

const KINDS: Readonly<Record<string, string>> = {
  pi: 'payment_intent',
  cs: 'checkout.session',
  ch: 'charge',
  sub: 'subscription',
  in: 'invoice',
  acct: 'account',
  cus: 'customer',
}
const ID = /^(pi|cs|ch|sub|in|acct|cus)_\w{6,}$/

/** The payment service knows what requests and the planted rows say of it: a refund of a planted order finds its payment. */
export async function plantPayments(lab: Pick<Lab, 'control'>, model: AppModel, rows: Rows, seed: string): Promise<void> {
  if (!model.app.services.includes('stripe')) return
  const { intent, session } = paidIds(seed)
  const paid = { amount_total: 2000, payment_status: 'paid', status: 'complete', mode: 'payment', payment_intent: intent }
  await lab.control('stripe', 'plant', { id: intent, object: 'payment_intent', amount: 2000, status: 'succeeded' }).catch(() => undefined)
  await lab.control('stripe', 'plant', { id: session, object: 'checkout.session', ...paid }).catch(() => undefined)
  for (const table of model.tables)
    for (const row of await rows.some(table.name, 500))
      for (const [column, value] of Object.entries(row)) {
        const kind = KINDS[(typeof value === 'string' && ID.exec(value)?.[1]) || idKind(column)]
        if (!kind || typeof value !== 'string' || value === '') continue
        const amount = Object.entries(row).find(([name, held]) => /total|amount|price/i.test(name) && Number(held) > 0)?.[1]
        await lab
          .control('stripe', 'plant', { id: value, object: kind, amount: Number(amount ?? 2000), status: 'succeeded' })
          .catch(() => undefined)
      }
}

/** A made-up value may not look like Stripe's own; the column says what it is. */
const idKind = (column: string): string =>
  /payment_?intent/i.test(column)
    ? 'pi'
    : /checkout_?session|stripe_?session/i.test(column)
      ? 'cs'
      : /stripe_?subscription/i.test(column)
        ? 'sub'
        : /(?:stripe|connect(?:ed)?)_?(?:connect_?)?account/i.test(column)
          ? 'acct'
          : /stripe_?customer/i.test(column)
            ? 'cus'
            : ''
