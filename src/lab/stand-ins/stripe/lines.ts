import { fields, items, numeric, text, type Fields } from '../fields.js'
import { priceOf } from './catalogue.js'
import { invalid, missing } from './refusal.js'
import type { StripeRun, Thing } from './thing.js'

/** What a session or an invoice adds up to. */
export interface Sum {
  readonly lines: readonly Thing[]
  readonly currency: string
  readonly subtotal: number
  readonly recurring: Fields | undefined
}

const MOST = 99_999_999

/** Line items as `checkout.sessions.create` takes them: each with a price's id, or with the price written out. */
export function addUp(run: StripeRun, given: unknown): Sum {
  const lines = items(given).map((each, index) => line(run, fields(each), index))
  const currencies = [...new Set(lines.map(each => String(each['currency'])))]
  if (currencies.length > 1) {
    throw invalid(`All prices on a Checkout session must be in the same currency. Found: ${currencies.join(', ')}.`, 'line_items')
  }
  const subtotal = lines.reduce((sum, each) => sum + Number(each['amount_subtotal']), 0)
  if (subtotal > MOST) throw invalid(`Amount must be no more than $999,999.99`, 'line_items', 'amount_too_large')
  const recurring = lines.map(each => fields(each['price'])['recurring']).find(each => each != null)
  return { lines, currency: currencies[0] ?? 'usd', subtotal, recurring: recurring === undefined ? undefined : fields(recurring) }
}

function line(run: StripeRun, given: Fields, index: number): Thing {
  const at = `line_items[${index}]`
  const quantity = numeric(given['quantity']) ?? (given['adjustable_quantity'] === undefined ? undefined : 1)
  const price = text(given['price']) ? priceOf(run, String(given['price'])) : written(run, fields(given['price_data']), at)
  const metered = fields(price['recurring'])['usage_type'] === 'metered'
  if (quantity === undefined && !metered) throw missing(`${at}[quantity]`)
  if ((quantity ?? 1) < 1) throw invalid('This value must be greater than or equal to 1.', `${at}[quantity]`, 'parameter_invalid_integer')
  const amount = Math.round(Number(price['unit_amount'] ?? Number(price['unit_amount_decimal'] ?? 0))) * (quantity ?? 1)
  return {
    id: run.name('li'),
    object: 'item',
    amount_discount: 0,
    amount_subtotal: amount,
    amount_tax: 0,
    amount_total: amount,
    currency: price['currency'],
    description: price['_name'] ?? 'Product',
    price,
    quantity: quantity ?? null,
  }
}

/** A price made for this one line, as `price_data` does it. */
export function written(run: StripeRun, data: Fields, at: string): Thing {
  if (Object.keys(data).length === 0) throw invalid(`You must specify either \`price\` or \`price_data\` in ${at}.`, at)
  const currency = text(data['currency'])
  if (currency === undefined) throw missing(`${at}[price_data][currency]`)
  if (!/^[a-z]{3}$/i.test(currency)) throw invalid(`Invalid currency: ${currency}.`, `${at}[price_data][currency]`)
  const [amount, decimal] = [numeric(data['unit_amount']), numeric(data['unit_amount_decimal'])]
  if (amount === undefined && decimal === undefined) throw missing(`${at}[price_data][unit_amount]`)
  if ((amount ?? decimal ?? 0) < 0) {
    throw invalid('Invalid non-negative integer', `${at}[price_data][unit_amount]`, 'parameter_invalid_integer')
  }
  const product = fields(data['product_data'])
  if (!text(data['product']) && !text(product['name'])) throw missing(`${at}[price_data][product_data][name]`)
  const made = text(data['product']) ?? run.name('prod', 14)
  if (!run.state.things.has(made)) {
    run.state.things.set(made, {
      id: made,
      object: 'product',
      active: false,
      created: run.seconds(),
      livemode: false,
      metadata: {},
      ...product,
    })
  }
  return {
    id: run.name('price'),
    object: 'price',
    active: false,
    billing_scheme: 'per_unit',
    created: run.seconds(),
    currency: currency.toLowerCase(),
    livemode: false,
    metadata: {},
    nickname: null,
    product: made,
    recurring: data['recurring'] === undefined ? null : { interval_count: 1, usage_type: 'licensed', ...fields(data['recurring']) },
    type: data['recurring'] === undefined ? 'one_time' : 'recurring',
    unit_amount: amount ?? null,
    unit_amount_decimal: String(decimal ?? amount),
    _name: text(product['name']) ?? run.state.things.get(made)?.['name'],
  }
}
