import { definePlugin } from '../plugin.js'
import { goesOn, middlewareOf } from '../middleware/index.js'
import { optionsOf } from '../send.js'
import { computed, object } from '../value.js'

/** Libraries that refuse forms of other sites. https://github.com/expressjs/csurf, https://github.com/Psifi-Solutions/csrf-csrf */
export default definePlugin({
  name: 'csrf',
  libraries: [
    'csurf',
    '@dr.pogodin/csurf',
    'csrf-csrf',
    'csrf-sync',
    'tiny-csrf',
    'csrf',
    'hono/csrf',
    'koa-csrf',
    '@edge-csrf/nextjs',
    '@edge-csrf/express',
    'edge-csrf',
    '@fastify/csrf-protection',
    'next-csrf',
  ],
  call(call) {
    const protection = middlewareOf(goesOn, { what: 'csrf', library: call.library, options: optionsOf(call.args[0]) })
    if (/^(doubleCsrf|csrfSync|nextCsrf)$/.test(call.path)) {
      return object([
        ['doubleCsrfProtection', protection],
        ['csrfSynchronisedProtection', protection],
        ['csrf', protection],
        ['generateToken', computed('call generateToken', [])],
        ['generateCsrfToken', computed('call generateToken', [])],
      ])
    }
    return call.method === 'verify' || call.method === 'create' || call.method === 'secretSync' ? undefined : protection
  },
})
