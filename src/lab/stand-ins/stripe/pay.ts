import { fields, text, type Fields } from '../fields.js'
import { subscribe } from './billing.js'
import { event } from './events.js'
import { confirm, intent } from './intents.js'
import { invalid } from './refusal.js'
import { add, all, find, type StripeRun, type Thing } from './thing.js'

/** What the customer does on Stripe's page: the session (or intent) is paid, and these events follow. */
export function pay(run: StripeRun, input: Fields): readonly Thing[] {
  const payment = text(input['intent'])
  if (payment !== undefined) return taken(run, confirm(run, find(run, 'payment_intent', payment), { _page: true }))
  const session = text(input['session']) ? find(run, 'checkout.session', input['session'], 'session') : all(run, 'checkout.session')[0]
  if (!session) throw invalid('The app has made no Checkout Session.')
  if (session['status'] !== 'open') throw invalid(`This Checkout Session is ${String(session['status'])}.`)
  const email = text(input['email']) ?? text(session['customer_email']) ?? 'buyer@example.test'
  if (session['customer'] === null && session['customer_creation'] === 'always') {
    session['customer'] = add(run, 'cus', 'customer', { email, metadata: {}, name: null, invoice_settings: {} }).id
  }
  const data = fields(session['_data'])
  const events: Thing[] = []
  if (session['mode'] === 'subscription') {
    const items = (session['_lines'] as Thing[]).map(line => ({ price: fields(line['price'])['id'], quantity: line['quantity'] }))
    for (const line of session['_lines'] as Thing[]) run.state.things.set(String(fields(line['price'])['id']), line['price'] as Thing)
    const made = subscribe(run, String(session['customer']), { ...fields(data['subscription']), items }, 'active')
    Object.assign(session, { subscription: made.id, invoice: made['latest_invoice'] })
    events.push(event(run, 'customer.subscription.created', copy(made)))
    events.push(event(run, 'invoice.paid', copy(find(run, 'invoice', made['latest_invoice']))))
    events.push(event(run, 'invoice.payment_succeeded', copy(find(run, 'invoice', made['latest_invoice']))))
  } else if (session['mode'] === 'setup') {
    session['setup_intent'] = add(run, 'seti', 'setup_intent', { customer: session['customer'], status: 'succeeded', metadata: {} }).id
  } else if (Number(session['amount_total']) > 0) {
    const extra = { ...fields(data['intent']), ...(text(session['customer']) ? { customer: session['customer'] } : {}) }
    const made = intent(run, Number(session['amount_total']), String(session['currency']), extra)
    session['payment_intent'] = made.id
    events.push(...taken(run, confirm(run, made, { _page: true })))
  }
  Object.assign(session, {
    status: 'complete',
    url: null,
    payment_status: session['payment_status'] === 'unpaid' ? 'paid' : session['payment_status'],
    customer_details: { email, name: 'Lab Buyer', phone: null, address: { country: 'US', postal_code: '10001' }, tax_ids: [] },
  })
  return [event(run, 'checkout.session.completed', copy(session)), ...events]
}

function taken(run: StripeRun, paid: Thing): readonly Thing[] {
  const charge = find(run, 'charge', paid['latest_charge'])
  return [event(run, 'payment_intent.succeeded', copy(paid)), event(run, 'charge.succeeded', copy(charge))]
}

/** An event holds its object as it was then. */
function copy(thing: Thing): Thing {
  return structuredClone(thing)
}
