import type { Place } from '#base/place'
import { type Act, declare, middlewareOf } from '../middleware/index.js'
import { definePlugin, type LibraryCall, type Run } from '../plugin.js'
import { optionsOf } from '../send.js'
import { computed, library, object, UNKNOWN, type Value } from '../value.js'

const MIDDLEWARE = new Set([
  'express-rate-limit',
  'express-slow-down',
  'express-brute',
  'koa-ratelimit',
  'koa2-ratelimit',
  'hono-rate-limiter',
  '@elithrar/workers-hono-rate-limit',
  'express-limiter',
  'rate-limiter-api',
])
const COUNTERS = new Set([
  'rate-limiter-flexible',
  '@upstash/ratelimit',
  'limiter',
  'bottleneck',
  '@arcjet/next',
  '@arcjet/node',
  '@arcjet/bun',
  '@arcjet/deno',
  'lambda-rate-limiter',
  '@vercel/firewall',
  '@unkey/ratelimit',
  'limiter:counter',
])

/** What a route passed that counts its callers. */
export const limited = (run: Run, at: Place): void => void (run.marks.has('limiter') || run.marks.set('limiter', at))

const act: Act = (run, _request, at) => {
  limited(run, at)
  return true
}

/** Rate limiters: middleware, and counters that are asked by hand. https://express-rate-limit.mintlify.app, https://upstash.com/docs/redis/sdks/ratelimit-ts */
export default definePlugin({
  name: 'limiters',
  libraries: [...MIDDLEWARE, ...COUNTERS],
  call(call) {
    if (MIDDLEWARE.has(call.library)) return mounting(call)
    if (/^(consume|limit|check|checkRateLimit|tryRemoveTokens|removeTokens|protect|penalty|schedule)$/.test(call.method))
      return counted(call)
    if (call.isNew || /^(arcjet|default|)$/.test(call.path)) return library('limiter:counter', '', {})
    return undefined
  },
})

function mounting(call: LibraryCall): Value | undefined {
  if (call.isNew) return library(call.library, 'instance', {})
  if (/ipKeyGenerator|Store$/.test(call.method)) return UNKNOWN
  return middlewareOf(act, { what: 'limiter', library: call.library, options: optionsOf(call.args[0]) })
}

function counted(call: LibraryCall): Value {
  limited(call.run, call.at)
  declare(call.run, {
    what: 'limiter',
    library: call.library === 'limiter:counter' ? 'counter' : call.library,
    at: call.at,
    options: UNKNOWN,
    prefix: '',
  })
  const left = computed(`call ${call.method}`, call.args)
  return object([
    ['success', left],
    ['remaining', left],
    ['limit', left],
    ['reset', left],
    ['pending', UNKNOWN],
    ['rateLimited', left],
    ['remainingPoints', left],
    ['msBeforeNext', left],
    ['reason', UNKNOWN],
  ])
}
