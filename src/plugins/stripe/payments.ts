import { definePlugin, type LibraryCall } from '../plugin.js'
import { callBacks, clientOf, send } from '../send.js'
import { origin, UNDEFINED, type Value } from '../value.js'
import { verdict, verified } from '../webhook/verified.js'

const SERVICES: Record<string, string> = {
  '@lemonsqueezy/lemonsqueezy.js': 'lemonsqueezy',
  '@paddle/paddle-node-sdk': 'paddle',
  razorpay: 'razorpay',
  'razorpay/dist/utils/razorpay-utils': 'razorpay',
  '@paypal/checkout-server-sdk': 'paypal',
  '@paypal/paypal-server-sdk': 'paypal',
  'paypal-rest-sdk': 'paypal',
  '@polar-sh/sdk': 'polar',
  square: 'square',
  mercadopago: 'mercadopago',
  '@mollie/api-client': 'mollie',
  braintree: 'braintree',
  dodopayments: 'dodopayments',
  'payment:client': '',
}

/** Payment services other than Stripe, by the shape that their SDKs share: a client, and dotted operations on it. */
export default definePlugin({
  name: 'payments',
  libraries: Object.keys(SERVICES),
  call(call) {
    const service = (call.on.data['service'] as string | undefined) ?? SERVICES[call.library] ?? call.library
    const checked = signature(call, service)
    if (checked) return checked
    if (call.library === 'payment:client' || call.path.includes('.')) return isRequest(call) ? answered(call, service) : undefined
    if (call.isNew || call.path === '' || /^create\w*Client$/.test(call.path)) return clientOf('payment', { service })
    if (/^(lemonSqueezySetup|configure)$/.test(call.path)) return UNDEFINED
    return call.library === '@lemonsqueezy/lemonsqueezy.js' ? send(call, service) : undefined
  },
})

const isRequest = (call: LibraryCall): boolean => !/^(on|use|prefer|requestBody|pay[A-Z]\w*Body)$/.test(call.method)

function answered(call: LibraryCall, service: string): Value {
  const answer = send(call, service)
  callBacks(call, [origin('error', [], { at: call.at }), answer])
  return answer
}

function signature(call: LibraryCall, service: string): Value | undefined {
  const [a, b, c] = call.args
  switch (call.method) {
    case 'unmarshal':
      return verified(call, { service, operation: 'webhooks.unmarshal', body: a, secret: b, signature: c })
    case 'isSignatureValid':
      return verdict(call, { service, operation: 'webhooks.isSignatureValid', body: a, secret: b, signature: c })
    case 'validateWebhookSignature':
    case 'validatePaymentVerification':
      return verdict(call, { service, operation: call.method, body: a, signature: b, secret: c })
    case 'verifySignature':
      return a?.k === 'object'
        ? verdict(call, {
            service,
            operation: call.method,
            body: call.run.get(a, 'requestBody'),
            signature: call.run.get(a, 'signatureHeader'),
            secret: call.run.get(a, 'signatureKey'),
          })
        : undefined
    default:
      return undefined
  }
}
