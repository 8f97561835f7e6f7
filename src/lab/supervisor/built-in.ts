import type { OutsideAnswer, OutsideRequest } from '../stand-in.js'

/** Questions that hold no state: fonts that builds ask for (any bytes do), and who signs people in. */
export function builtIn({ host, path, query }: OutsideRequest): OutsideAnswer | undefined {
  if (path.endsWith(DISCOVERY)) return discovery(`https://${host}${path.slice(0, -DISCOVERY.length)}`)
  if (host === 'fonts.gstatic.com') return { status: 200, headers: { 'content-type': 'font/woff2' }, body: Buffer.from('wOF2lab') }
  if (host !== 'fonts.googleapis.com') return undefined
  const faces = query.getAll('family').map(family => family.split(':')[0]!)
  const face = (name: string): string =>
    `/* latin */\n@font-face{font-family:'${name}';font-style:normal;font-weight:100 900;font-display:swap;src:url(https://fonts.gstatic.com/s/lab/${encodeURIComponent(name)}.woff2) format('woff2');unicode-range:U+0000-00FF}`
  return { status: 200, headers: { 'content-type': 'text/css' }, body: faces.map(face).join('\n') }
}

const DISCOVERY = '/.well-known/openid-configuration'

/** Source: https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderMetadata */
function discovery(issuer: string): OutsideAnswer {
  const body = {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    userinfo_endpoint: `${issuer}/userinfo`,
    jwks_uri: `${issuer}/jwks`,
    end_session_endpoint: `${issuer}/logout`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
  }
  return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}
