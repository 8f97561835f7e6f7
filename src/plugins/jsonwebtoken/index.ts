import { definePlugin, type LibraryCall } from '../plugin.js'
import { type Value } from '../value.js'
import { signToken, readToken, verifyToken } from './token.js'

/** JSON web tokens. https://github.com/auth0/node-jsonwebtoken */
export default definePlugin({
  name: 'jsonwebtoken',
  libraries: [
    'jsonwebtoken',
    'jwt-simple',
    'fast-jwt',
    'hono/jwt',
    'hono/utils/jwt',
    '@tsndr/cloudflare-worker-jwt',
    'jwt-decode',
    'jwt_decode',
    'djwt',
  ],
  call(call) {
    if (call.library === 'jwt-decode' || call.library === 'jwt_decode') return readToken(call)
    if (call.library === 'jwt-simple') return simpleCall(call)
    if (call.library === 'fast-jwt') return makerCall(call)
    switch (call.method) {
      // Deno's: the header comes first. https://deno.land/x/djwt
      case 'create':
        return signToken(call, call.args[1], call.args[2], undefined)
      case 'sign':
        return signToken(call, call.args[0], call.args[1], call.args[2])
      case 'verify':
        return verifyToken(call)
      case 'decode':
        return readToken(call)
      default:
        return undefined
    }
  },
})

/** jwt-simple's `decode` verifies, unless it is told not to. */
function simpleCall(call: LibraryCall): Value | undefined {
  if (call.method === 'encode') return signToken(call, call.args[0], call.args[1], undefined)
  if (call.method !== 'decode') return undefined
  const skips = call.args[2]
  return skips?.k === 'literal' && skips.value === true ? readToken(call) : verifyToken({ ...call, args: call.args.slice(0, 2) })
}

/** fast-jwt makes the functions first: `createVerifier({ key })`. */
function makerCall(call: LibraryCall): Value | undefined {
  switch (call.path) {
    case 'createSigner':
    case 'createVerifier':
    case 'createDecoder':
      return { ...call.on, path: `${call.path}!`, args: call.args, props: new Map() }
    case 'createSigner!':
      return signToken(call, call.args[0], call.run.get(call.on.args[0]!, 'key'), call.on.args[0])
    case 'createVerifier!':
      return verifyToken({ ...call, args: [call.args[0]!, call.run.get(call.on.args[0]!, 'key'), call.on.args[0]!] })
    case 'createDecoder!':
      return readToken(call)
    default:
      return undefined
  }
}
