import { middleware } from '../middleware.js'
import type { Act } from '../middleware/index.js'
import { definePlugin, type LibraryCall } from '../plugin.js'
import { objectSchema, type Schema, schemaOf, schemaValue, shapeOf } from '../schema/schema.js'
import { through } from '../schema/verdict.js'
import { library, type LibraryValue, literal, type Value } from '../value.js'

const SEGMENTS: Record<string, string> = {
  BODY: 'body',
  PARAMS: 'params',
  QUERY: 'query',
  HEADERS: 'headers',
  COOKIES: 'cookies',
  SIGNEDCOOKIES: 'signedCookies',
}
const PARTS: Record<string, string> = { fields: 'body' }

/**
 * Express middleware that is given schemas and answers by itself where a request does not fit.
 * https://github.com/arb/celebrate https://github.com/evanshortiss/express-joi-validation https://github.com/Aquila169/zod-express-middleware
 */
export default definePlugin({
  name: 'celebrate',
  libraries: [
    'celebrate',
    'express-joi-validation',
    'express-validation',
    'zod-express-middleware',
    'express-zod-safe',
    'express-joi-validator',
  ],
  get(of, key) {
    if (of.library !== 'celebrate') return undefined
    if (of.path === 'Segments' && SEGMENTS[key]) return literal(SEGMENTS[key])
    return of.path === '' && key === 'Joi' ? library('joi', '') : undefined
  },
  call(call) {
    switch (call.method) {
      case 'celebrate':
      case 'validate':
      case 'validateRequest':
      case 'processRequest':
      case '':
        return call.args[0]?.k === 'object' ? validating(call, call.args[0].props) : undefined
      case 'validateRequestBody':
      case 'processRequestBody':
      case 'validateRequestQuery':
      case 'validateRequestParams':
        return call.args[0] && validating(call, new Map([[call.method.replace(/^.*Request/, '').toLowerCase(), call.args[0]]]))
      case 'createValidator':
        return library(call.library, 'validator')
      case 'errors':
        return middleware('celebrate', 'errors', () => true)
      case 'body':
      case 'query':
      case 'params':
      case 'headers':
      case 'fields':
        return call.args[0] && validating(call, new Map([[call.method, call.args[0]]]))
      default:
        return undefined
    }
  },
})

/** What passes has the shape asked for, and stands in the place of what came. */
function validating(call: LibraryCall, parts: ReadonlyMap<string, Value>): LibraryValue {
  const handle: Act = (run, request, at) => {
    for (const [name, given] of parts) {
      const part = PARTS[name] ?? name
      const verdict = through(run, at, schemaFor(given), run.get(request, part))
      if (!verdict) continue
      for (const fact of verdict.facts) run.assume(fact)
      run.set(request, part, verdict.output)
    }
    return true
  }
  return middleware(call.library, 'validate', handle)
}

/** celebrate takes a plain object of schemas for a schema. */
function schemaFor(given: Value): Value {
  if (given.k !== 'object') return given
  const shape: ReadonlyMap<string, Schema> = shapeOf(given)
  const by = [...given.props.values()].map(schemaOf).find(Boolean)?.by ?? 'joi'
  return schemaValue(by, objectSchema(shape, 'refused'))
}
