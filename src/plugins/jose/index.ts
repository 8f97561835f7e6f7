import { isOfCaller } from '../caller.js'
import { readToken, sourceOf } from '../jsonwebtoken/token.js'
import { declare } from '../middleware/index.js'
import { definePlugin, type LibraryCall } from '../plugin.js'
import { computed, library, literal, object, textOf, UNDEFINED, UNKNOWN, type Value } from '../value.js'
import { caller } from '../verified.js'

/** jose. https://github.com/panva/jose/tree/main/docs */
export default definePlugin({
  name: 'jose',
  libraries: ['jose', 'jose:token', 'aws-jwt-verify', 'google-auth-library', 'google:client', 'google:ticket'],
  call(call) {
    if (call.library === 'jose:token') return tokenCall(call)
    if (call.library === 'google:ticket') return call.method === 'getPayload' ? (call.on.data['payload'] as Value) : undefined
    if (call.library === 'aws-jwt-verify' || call.library === 'google-auth-library') return verifierCall(call)
    if (call.library === 'google:client' || (call.isNew && call.method === 'OAuth2Client')) return verifierCall(call)
    if (call.isNew && /^(SignJWT|EncryptJWT|UnsecuredJWT)$/.test(call.method))
      return library('jose:token', call.method, { payload: call.args[0] ?? UNDEFINED, options: object() })
    switch (call.path) {
      case 'jwtVerify':
      case 'jwtDecrypt':
      case 'compactVerify':
      case 'compactDecrypt':
      case 'flattenedVerify':
      case 'generalVerify':
        return verified(call)
      case 'decodeJwt':
      case 'UnsecuredJWT.decode':
        return readToken(call)
      default:
        return undefined
    }
  },
})

function verified(call: LibraryCall): Value {
  declare(call.run, {
    what: 'auth',
    library: 'jose',
    at: call.at,
    prefix: '',
    options: object([
      ['operation', literal('verify')],
      ['secret', secretOf(call.args[1])],
      ['options', call.args[2] ?? UNDEFINED],
    ]),
  })
  const algorithms = call.args[2] ? call.run.get(call.args[2], 'algorithms') : UNDEFINED
  const takesAny = algorithms.k === 'list' && algorithms.items.some(one => textOf(one) === 'none')
  const payload = takesAny ? sourceOf(call.args[0]) : caller(call.run, call.at, `\`${call.path}()\``)
  return object([
    ['payload', payload],
    ['plaintext', payload],
    ['protectedHeader', UNKNOWN],
    ['key', UNKNOWN],
  ])
}

const secretOf = (key: Value | undefined): Value => (!key || key.k === 'function' || key.k === 'native' ? UNKNOWN : key)

const SETTERS: Record<string, string> = {
  setExpirationTime: 'expiresIn',
  setIssuer: 'issuer',
  setAudience: 'audience',
  setSubject: 'subject',
  setNotBefore: 'notBefore',
  setProtectedHeader: 'header',
}

/** `new SignJWT(payload).setExpirationTime('1d').sign(key)`. */
function tokenCall(call: LibraryCall): Value | undefined {
  const { run, at } = call
  const options = call.on.data['options'] as Value & { k: 'object' }
  if (
    call.method.startsWith('set') ||
    call.method.startsWith('replicate') ||
    (call.method.startsWith('encrypt') && call.method !== 'encrypt')
  ) {
    options.props.set(SETTERS[call.method] ?? call.method, call.args[0] ?? literal(true))
    return call.on
  }
  if (call.method !== 'sign' && call.method !== 'encrypt' && call.method !== 'encode') return undefined
  const payload = call.on.data['payload'] as Value
  declare(run, {
    what: 'auth',
    library: 'jose',
    at,
    prefix: '',
    options: object([
      ['operation', literal('sign')],
      ['secret', secretOf(call.args[0])],
      ['options', options],
    ]),
  })
  if (!isOfCaller(payload)) run.emit({ kind: 'session', does: 'create', input: payload, options }, at)
  return computed('call sign', [payload])
}

/** Verifiers of Cognito (`CognitoJwtVerifier.create(…).verify`) and Google (`client.verifyIdToken`). */
function verifierCall(call: LibraryCall): Value | undefined {
  if (call.isNew) return library('google:client', 'client')
  if (call.method !== 'verify' && call.method !== 'verifyIdToken' && call.method !== 'verifySync') return undefined
  const payload = caller(call.run, call.at, `\`${call.method}()\``)
  if (call.method !== 'verifyIdToken') return payload
  return library('google:ticket', 'ticket', { payload })
}
