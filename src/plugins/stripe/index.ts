import { definePlugin, type LibraryCall } from '../plugin.js'
import { clientOf, send } from '../send.js'
import { UNDEFINED, UNKNOWN, type Value } from '../value.js'
import { verified } from '../webhook/verified.js'

/** Stripe. https://docs.stripe.com/api, https://docs.stripe.com/webhooks/signature */
export default definePlugin({
  name: 'stripe',
  libraries: ['stripe', 'stripe:client'],
  call(call) {
    if (call.library === 'stripe:client' || call.path.startsWith('webhooks.')) return ask(call)
    if (call.isNew || call.path === '' || call.path === 'default') return clientOf('stripe')
    return UNKNOWN
  },
})

const CHECKS = /^(?:webhooks\.)?(constructEvent(?:Async)?|signature\.verifyHeader(?:Async)?)$/

function ask(call: LibraryCall): Value {
  if (CHECKS.test(call.path)) {
    const [body, signature, secret] = call.args
    return verified(call, { service: 'stripe', operation: call.path, body, signature, secret })
  }
  if (call.path.startsWith('webhooks.') || !call.path.includes('.')) return UNDEFINED
  return send(call, 'stripe')
}
