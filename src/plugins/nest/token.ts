import { readToken, signToken } from '../jsonwebtoken/token.js'
import type { LibraryCall } from '../plugin.js'
import { UNDEFINED, type Value } from '../value.js'
import { caller } from '../verified.js'

/** The key is the module's, where the call names none. https://docs.nestjs.com/security/authentication#jwt-token */
export function tokenCall(call: LibraryCall): Value | undefined {
  const [given, options = UNDEFINED] = call.args
  const of = { ...call, library: '@nestjs/jwt' }
  switch (call.method.replace(/Async$/, '')) {
    case 'sign':
      return signToken(of, given, call.run.get(options, 'secret'), options)
    case 'verify':
      return caller(call.run, call.at, `\`jwtService.${call.method}()\``)
    case 'decode':
      return readToken(of)
    default:
      return undefined
  }
}
