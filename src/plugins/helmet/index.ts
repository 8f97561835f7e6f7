import { definePlugin } from '../plugin.js'
import { goesOn, middlewareOf } from '../middleware/index.js'
import { optionsOf } from '../send.js'

const HEADERS = new Set([
  'helmet',
  'lusca',
  'nosecone',
  '@nosecone/next',
  'hono/secure-headers',
  'koa-helmet',
  'next-secure-headers',
  'next-safe',
  'frameguard',
  'hsts',
  'x-xss-protection',
  'dont-sniff-mimetype',
  'helmet-csp',
])

/** Security headers. https://helmetjs.github.io */
export default definePlugin({
  name: 'helmet',
  libraries: [...HEADERS],
  call(call) {
    if (call.library === 'lusca' && call.method === 'csrf')
      return middlewareOf(goesOn, { what: 'csrf', library: 'lusca', options: optionsOf(call.args[0]) })
    return middlewareOf(goesOn, {
      what: 'headers',
      library: call.path && call.path !== 'default' ? `${call.library}.${call.path}` : call.library,
      options: optionsOf(call.args[0]),
    })
  },
})
