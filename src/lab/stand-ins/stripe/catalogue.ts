import { fields, numeric, text, type Fields } from '../fields.js'
import { written } from './lines.js'
import { invalid, missing } from './refusal.js'
import { add, all, find, keep, listed, page, type Handlers, type StripeRun, type Thing } from './thing.js'

/**
 * A price by its id. An id that the app has in its code or its environment names a price of an account that we do not know: such a
 * one is made, since the lab would else refuse what works for the owner.
 */
export function priceOf(run: StripeRun, id: string): Thing {
  const known = run.state.things.get(id)
  if (known?.object === 'price') return known
  if (!/^price_\w{3,}$/.test(id)) return find(run, 'price', id, 'price')
  return price(run, id, { currency: 'usd', unit_amount: 2000, product: productOf(run, `prod_${id.slice(6)}`).id })
}

function productOf(run: StripeRun, id: string): Thing {
  const known = run.state.things.get(id)
  if (known?.object === 'product') return known
  if (!/^prod_\w{3,}$/.test(id)) return find(run, 'product', id, 'product')
  return keep(run, product(run, id, { name: 'Product of the lab' }))
}

export function product(run: StripeRun, id: string, rest: Fields): Thing {
  const base = { id, object: 'product', active: true, created: run.seconds(), default_price: null, description: null, images: [] }
  return { ...base, livemode: false, marketing_features: [], metadata: {}, type: 'service', updated: run.seconds(), url: null, ...rest }
}

export function price(run: StripeRun, id: string, rest: Fields): Thing {
  const amount = numeric(rest['unit_amount'])
  const recurring =
    rest['recurring'] == null
      ? null
      : { interval: 'month', interval_count: 1, trial_period_days: null, usage_type: 'licensed', ...fields(rest['recurring']) }
  return keep(run, {
    id,
    object: 'price',
    active: true,
    billing_scheme: 'per_unit',
    created: run.seconds(),
    livemode: false,
    lookup_key: null,
    metadata: {},
    nickname: null,
    tax_behavior: 'unspecified',
    type: recurring ? 'recurring' : 'one_time',
    ...rest,
    unit_amount: amount ?? null,
    unit_amount_decimal: String(amount ?? rest['unit_amount_decimal']),
    recurring,
  })
}

export const catalogue: Handlers = {
  'POST /v1/products': ({ run, input }) => {
    if (!text(input['name'])) throw missing('name')
    const made = keep(run, product(run, text(input['id']) ?? run.name('prod', 14), { ...input, default_price_data: undefined }))
    const data = fields(input['default_price_data'])
    if (Object.keys(data).length > 0) made['default_price'] = price(run, run.name('price'), { ...data, product: made.id }).id
    return made
  },
  'GET /v1/products': listed('product', '/v1/products', ['active']),
  'GET /v1/products/search': ({ run }) => searched(all(run, 'product'), '/v1/products/search'),
  'GET /v1/products/:id': ({ run, params }) => productOf(run, params['id'] ?? ''),
  'POST /v1/products/:id': ({ run, params, input }) => Object.assign(productOf(run, params['id'] ?? ''), input),
  'DELETE /v1/products/:id': ({ run, params }) => gone(run, 'product', params['id']),
  'POST /v1/prices': ({ run, input }) => {
    if (!text(input['currency'])) throw missing('currency')
    if (input['product_data'] !== undefined) return keep(run, { ...written(run, input, 'price'), active: true })
    if (!text(input['product'])) throw missing('product')
    return price(run, run.name('price'), input)
  },
  'GET /v1/prices': ({ run, input }) => {
    const keys = Array.isArray(input['lookup_keys']) ? input['lookup_keys'].map(String) : undefined
    const rows = all(run, 'price').filter(
      each =>
        ['active', 'product', 'type', 'currency'].every(name => input[name] === undefined || String(each[name]) === String(input[name])) &&
        (keys === undefined || keys.includes(String(each['lookup_key']))),
    )
    return page(rows, input, '/v1/prices')
  },
  'GET /v1/prices/:id': ({ run, params }) => priceOf(run, params['id'] ?? ''),
  'POST /v1/prices/:id': ({ run, params, input }) => Object.assign(priceOf(run, params['id'] ?? ''), input),
  'POST /v1/coupons': ({ run, input }) => {
    if (input['percent_off'] == null && input['amount_off'] == null) throw missing('percent_off')
    const base = { id: text(input['id']) ?? run.name('co', 8).slice(3), object: 'coupon', created: run.seconds(), livemode: false }
    return keep(run, {
      ...base,
      amount_off: null,
      duration: 'once',
      percent_off: null,
      times_redeemed: 0,
      valid: true,
      metadata: {},
      ...input,
    })
  },
  'GET /v1/coupons': listed('coupon', '/v1/coupons', []),
  'GET /v1/coupons/:id': ({ run, params }) => find(run, 'coupon', params['id'], 'coupon'),
  'DELETE /v1/coupons/:id': ({ run, params }) => gone(run, 'coupon', params['id']),
  'POST /v1/promotion_codes': ({ run, input }) => {
    const coupon = find(run, 'coupon', input['coupon'] ?? fields(input['promotion'])['coupon'], 'coupon')
    const base = { active: true, code: run.name('C', 8).slice(2).toUpperCase(), max_redemptions: null, times_redeemed: 0, metadata: {} }
    return add(run, 'promo', 'promotion_code', { ...base, ...input, coupon, promotion: { type: 'coupon', coupon: coupon.id } })
  },
  'GET /v1/promotion_codes': listed('promotion_code', '/v1/promotion_codes', ['code', 'active']),
  'GET /v1/promotion_codes/:id': ({ run, params }) => find(run, 'promotion_code', params['id']),
  'POST /v1/promotion_codes/:id': ({ run, params, input }) => Object.assign(find(run, 'promotion_code', params['id']), input),
}

export function searched(things: readonly Thing[], url: string): Fields {
  return { object: 'search_result', url, has_more: false, next_page: null, data: things }
}

export function gone(run: StripeRun, object: string, id: unknown): Fields {
  const thing = find(run, object, id)
  run.state.things.delete(thing.id)
  return { id: thing.id, object, deleted: true }
}

/** What a discount takes off; a coupon's own limits are enforced as Stripe does. */
export function discount(run: StripeRun, given: unknown, subtotal: number): { readonly off: number; readonly coupon: Thing } {
  const by = fields(given)
  const code = by['promotion_code'] === undefined ? undefined : find(run, 'promotion_code', by['promotion_code'], 'promotion_code')
  const coupon = find(run, 'coupon', code ? fields(code['coupon'])['id'] : by['coupon'], 'discounts[0][coupon]')
  const used = code ?? coupon
  const most = numeric(used['max_redemptions'])
  if (used['active'] === false || coupon['valid'] === false || (most !== undefined && Number(used['times_redeemed']) >= most)) {
    throw invalid(`This coupon has expired or reached its maximum number of redemptions.`, 'discounts[0]', 'coupon_expired')
  }
  const off = numeric(coupon['amount_off']) ?? Math.round((subtotal * (numeric(coupon['percent_off']) ?? 0)) / 100)
  return { off: Math.min(off, subtotal), coupon: used }
}
