import { signedIn } from '../verified.js'
import type { LibraryCall } from '../plugin.js'
import { type Fact, originsIn, textOf, type Value } from '../value.js'

const CREDENTIAL = /^(?:authorization|cookie|(?:x-)?(?:\w+-)*(?:session|token|auth|jwt|ticket)(?:-(?:id|token|key))?)$/i
const ABOUT_THE_CALLER =
  /(?:^|[/?_-])(?:me|self|whoami|accounts?|users?|user-?info|profiles?|sessions?|introspect\w*|verify\w*|validate\w*|authenticate|auth|token-?info)(?:$|[/?_.-])/i

/**
 * Asks another service who the caller is, with the credential that the caller sent: `GET /api/account` with their session.
 * That it answers well is the proof.
 */
export function vouched(call: LibraryCall, url: Value, method: string | undefined, options: Value | undefined): Fact | undefined {
  if (options && isIdentityService(url) && carriesToken(call.run.get(options, 'body')))
    return signedIn(call.at, 'the identity service vouches for the token that was sent')
  if (!options || (method !== undefined && method !== 'GET')) return undefined
  const address = addressOf(url)
  if (!address || !ABOUT_THE_CALLER.test(address)) return undefined
  const headers = call.run.get(options, 'headers')
  if (headers.k !== 'object') return undefined
  const sent = [...headers.props].some(([name, value]) => {
    const from = originsIn([value])
    return (
      CREDENTIAL.test(name) && from.some(one => /^(?:headers|cookies|body|query)$/.test(one.from)) && !from.some(one => one.from === 'env')
    )
  })
  return sent ? signedIn(call.at, 'another service vouches for the session that was sent') : undefined
}

/** Firebase's own way to verify a token without its library. https://cloud.google.com/identity-platform/docs/use-rest-api#section-get-account-info */
const isIdentityService = (url: Value): boolean =>
  /^https:\/\/(?:identitytoolkit\.googleapis\.com\/v1\/accounts:lookup|www\.googleapis\.com\/identitytoolkit\/v3\/relyingparty\/getAccountInfo)/.test(
    textOf(url) ?? (url.k === 'computed' && url.how === 'template' ? (textOf(url.of[0]) ?? '') : ''),
  )

const carriesToken = (body: Value): boolean => originsIn([body]).some(one => /^(?:headers|cookies|body|query)$/.test(one.from))

/** The path, where the request has no part in the server's name. */
function addressOf(url: Value): string | undefined {
  const whole = textOf(url)
  if (whole !== undefined) return whole.replace(/^https?:\/\/[^/]+/, '')
  if (url.k !== 'computed' || url.how !== 'template') return undefined
  const [first, ...rest] = url.of
  const isOwn = first?.k === 'origin' ? first.from === 'env' : /^https?:\/\/[^/]+\//.test(textOf(first) ?? '')
  return isOwn ? rest.map(part => textOf(part) ?? '').join('') || (textOf(first) ?? '').replace(/^https?:\/\/[^/]+/, '') : undefined
}
