import { price, product } from './catalogue.js'
import { keep, type StripeRun } from './thing.js'

/** Two plans and a thing, so that pages built from Stripe's own catalogue have something to show. */
export function seed(run: StripeRun): void {
  const rows = [
    ['base', 'Base', 800, true],
    ['plus', 'Plus', 1200, true],
    ['item', 'Item', 2000, false],
  ] as const
  for (const [key, name, amount, recurring] of rows) {
    const made = keep(run, product(run, `prod_lab_${key}`, { name, description: `${name} of the lab`, default_price: `price_lab_${key}` }))
    const rest = recurring ? { recurring: { interval: 'month', trial_period_days: 7 } } : {}
    price(run, `price_lab_${key}`, { currency: 'usd', unit_amount: amount, product: made.id, lookup_key: key, ...rest })
  }
}
