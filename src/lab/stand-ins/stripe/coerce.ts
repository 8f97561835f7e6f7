import { isFields, type Fields } from '../fields.js'
import { invalid } from './refusal.js'

const INTEGERS =
  /^(amount(_.*)?|unit_amount|quantity|amount_off|duration_in_months|max_redemptions|trial_period_days|trial_end|expires_at|application_fee_amount|interval_count|limit|days_until_due|cancel_at|redeem_by|period_days|minimum|maximum)$/
const AMOUNTS = /^(percent_off|application_fee_percent)$/
const FLAGS =
  /^(active|confirm|cancel_at_period_end|allow_promotion_codes|livemode|reverse_transfer|refund_application_fee|off_session|prorate|deleted|requested|enabled|capture|auto_advance)$/

/** A form knows text only: what Stripe reads as a number or a flag becomes one; metadata stays text; an empty text unsets. */
export function coerce(input: Fields): Fields {
  return Object.fromEntries(Object.entries(input).map(([key, value]) => [key, one(key, value, key)]))
}

function one(key: string, value: unknown, path: string): unknown {
  if (key === 'metadata') return value === '' ? {} : value
  if (Array.isArray(value)) return value.map((each, index) => one(key, each, `${path}[${index}]`))
  if (isFields(value)) return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, one(name, each, `${path}[${name}]`)]))
  if (value === '') return null
  if (typeof value !== 'string') return value
  if (INTEGERS.test(key)) return whole(value, path)
  if (AMOUNTS.test(key)) return Number(value)
  if (FLAGS.test(key) && (value === 'true' || value === 'false')) return value === 'true'
  return value
}

function whole(value: string, path: string): unknown {
  if (value === 'now' || value === 'auto') return value
  if (!/^-?\d+$/.test(value)) throw invalid(`Invalid integer: ${value}`, path, 'parameter_invalid_integer')
  return Number(value)
}
