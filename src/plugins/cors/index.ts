import { entries, loaded } from './configured.js'
import { corsHeader } from './header.js'
import { corsOptions } from './origin.js'
import { goesOn, middlewareOf } from '../middleware/index.js'
import { definePlugin } from '../plugin.js'
import { UNDEFINED } from '../value.js'

/** Who may call from another site: libraries, and headers that are set by hand. https://github.com/expressjs/cors#configuration-options */
export default definePlugin({
  name: 'cors',
  libraries: ['cors', 'hono/cors', '@koa/cors', 'koa2-cors', 'koa-cors', 'micro-cors', 'nextjs-cors', 'cors-anywhere', 'web:response'],
  call(call) {
    if (call.library === 'web:response') {
      if (
        call.path !== 'headers.set' &&
        call.path !== 'response.headers.set' &&
        !call.path.endsWith('headers.set') &&
        !call.path.endsWith('headers.append')
      )
        return undefined
      corsHeader(call.run, call.at, call.args[0], call.args[1])
      return UNDEFINED
    }
    // `NextCors(req, res, options)` is called where it is used.
    if (call.library === 'nextjs-cors') {
      call.run.world.setups.push({
        what: 'cors',
        library: call.library,
        at: call.at,
        options: corsOptions({ ...call, args: call.args.slice(2) }),
        prefix: '',
      })
      return UNDEFINED
    }
    return middlewareOf(goesOn, { what: 'cors', library: call.library, options: corsOptions(call) })
  },
  entries,
  loaded,
})
