import { definePlugin, type LibraryCall } from '../plugin.js'
import { isCallable } from '../send.js'
import { library, UNDEFINED, UNKNOWN, type Value } from '../value.js'
import { verdict, verified } from './verified.js'

/**
 * Libraries that check a webhook's signature. https://docs.svix.com/receiving/verifying-payloads/how,
 * https://www.standardwebhooks.com, https://clerk.com/docs/reference/backend/verify-webhook
 */
export default definePlugin({
  name: 'webhook',
  libraries: [
    'svix',
    'standardwebhooks',
    'webhook:checker',
    'webhook:handler',
    '@clerk/backend/webhooks',
    '@clerk/nextjs/webhooks',
    '@clerk/express/webhooks',
    '@clerk/astro/webhooks',
    '@clerk/fastify/webhooks',
    '@clerk/hono/webhooks',
    '@clerk/nuxt/webhooks',
    '@clerk/tanstack-react-start/webhooks',
    '@polar-sh/sdk/webhooks',
    '@polar-sh/nextjs',
    '@octokit/webhooks',
    '@octokit/webhooks-methods',
    '@upstash/qstash',
    '@upstash/qstash/nextjs',
    '@upstash/qstash/dist/nextjs',
    '@workos-inc/node',
    '@workos/webhooks',
  ],
  call(call) {
    if (call.library === 'webhook:handler') return handle(call)
    if (call.library === 'webhook:checker') return check(call)
    if (call.isNew && /^(Webhook|Webhooks|Receiver)$|^$/.test(call.path))
      return library('webhook:checker', '', { service: serviceOf(call.library), secret: secretOf(call) })
    if (call.method === 'verifyWebhook')
      return verified(call, {
        service: 'clerk',
        operation: 'verifyWebhook',
        body: call.args[0],
        signature: call.args[0],
        secret: call.args[1],
      })
    if (call.method === 'validateEvent')
      return verified(call, {
        service: 'polar',
        operation: 'validateEvent',
        body: call.args[0],
        signature: call.args[1],
        secret: call.args[2],
      })
    if (call.library === '@octokit/webhooks-methods' && call.method === 'verify')
      return verdict(call, { service: 'github', operation: 'verify', secret: call.args[0], body: call.args[1], signature: call.args[2] })
    if (/^(verifySignature\w*|Webhooks)$/.test(call.path))
      return library('webhook:handler', 'handler', { service: serviceOf(call.library), handler: call.args[0] ?? UNKNOWN })
    return undefined
  },
})

const serviceOf = (name: string): string =>
  name.replace(/^@/, '').replace(/\/.*$/, '').replace('octokit', 'github').replace('polar-sh', 'polar')

function secretOf(call: LibraryCall): Value | undefined {
  const [first] = call.args
  return first?.k === 'object' ? [...first.props].find(([key]) => /secret|key/i.test(key))?.[1] : first
}

function check(call: LibraryCall): Value | undefined {
  const { service, secret } = call.on.data as { service: string; secret: Value | undefined }
  const [a, b] = call.args
  switch (call.method) {
    case 'verify':
      // QStash takes one object; GitHub answers yes or no; Svix and Standard Webhooks throw.
      if (service === 'upstash')
        return verdict(call, {
          service,
          operation: 'verify',
          body: a && call.run.get(a, 'body'),
          signature: a && call.run.get(a, 'signature'),
          secret,
        })
      return service === 'github'
        ? verdict(call, { service, operation: 'verify', body: a, signature: b, secret })
        : verified(call, { service, operation: 'verify', body: a, signature: b, secret })
    case 'verifyAndReceive':
      return verified(call, { service, operation: 'verifyAndReceive', body: a, signature: a, secret })
    default:
      return undefined
  }
}

/** A handler that was wrapped: it runs once the wrapper has found the signature right. */
function handle(call: LibraryCall): Value {
  const { service, handler } = call.on.data as { service: string; handler: Value }
  verified(call, { service, operation: 'verifySignature', body: call.args[0], signature: call.args[0], secret: undefined })
  if (isCallable(handler)) return call.run.call(handler, call.args, call.at)
  if (handler.k === 'object')
    for (const [name, one] of handler.props)
      if (/^on[A-Z]/.test(name)) call.run.branch([], () => void call.run.call(one, [eventOf(service)], call.at))
  return UNDEFINED
}

const eventOf = (service: string): Value => ({ k: 'origin', from: 'event', path: [], name: service })
