import { middleware } from '../middleware.js'
import { definePlugin } from '../plugin.js'
import { UNDEFINED } from '../value.js'

/**
 * Sessions and cookies of Express. What the app keeps in `req.session` is read in `express/session.ts`.
 * https://github.com/expressjs/session#options https://github.com/expressjs/cookie-session
 */
export default definePlugin({
  name: 'express-session',
  libraries: [
    'express-session',
    'cookie-session',
    'cookie-parser',
    'koa-session',
    'koa-generic-session',
    'koa-session2',
    'koa-session-minimal',
  ],
  call(call) {
    if (call.path !== '' && call.path !== 'default') return undefined
    const passes = (): boolean => true
    if (call.library === 'cookie-parser') return middleware(call.library, 'cookies', passes)
    return middleware(call.library, 'session', passes, { what: 'session', library: call.library, options: call.args[0] ?? UNDEFINED })
  },
})
