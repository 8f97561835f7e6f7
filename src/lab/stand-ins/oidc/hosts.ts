import type { LabWorld } from '../../stand-in.js'

const PROVIDERS =
  /(^|\.)(auth0\.com|clerk\.accounts\.dev|clerk\.(com|dev)|okta\.com|oktapreview\.com|b2clogin\.com|kinde\.com|workos\.com|authkit\.app|descope\.com|logto\.app|zitadel\.cloud|microsoftonline\.com|appleid\.apple\.com)$|^(replit\.com|accounts\.google\.com|oauth2\.googleapis\.com|openidconnect\.googleapis\.com|github\.com|api\.github\.com|discord\.com|graph\.microsoft\.com)$|^cognito-idp\.[\w-]+\.amazonaws\.com$/
const ISSUER = /ISSUER|AUTH0|OIDC|CLERK|OKTA|COGNITO|KEYCLOAK|KINDE|LOGTO|JWKS/i

/** Hosts that sign people in: the known ones, and those that the app's own environment names. */
export function signsIn(host: string, world: LabWorld): boolean {
  return PROVIDERS.test(host) || Object.entries(world.env).some(([name, value]) => ISSUER.test(name) && hostIn(value) === host)
}

function hostIn(value: string): string | undefined {
  // Clerk's publishable key is its host, encoded, with a `$` behind it.
  const clerk = /^pk_(?:test|live)_([\w+/=-]+)$/.exec(value)?.[1]
  if (clerk !== undefined) return Buffer.from(clerk, 'base64').toString().replace(/\$$/, '')
  if (URL.canParse(value)) return new URL(value).hostname
  return /^[\w-]+(\.[\w-]+)+$/.test(value) ? value : undefined
}

/** Auth0 ends its issuer with a slash. */
export function issuerOf(host: string, prefix = ''): string {
  if (/(^|\.)auth0\.com$/.test(host)) return `https://${host}/`
  return `https://${host}${prefix}`
}

/** Issuers that these variables name; a provider's own host alone, as somebody else's could be anything. */
export function issuersIn(variables: readonly (readonly [string, string])[]): readonly string[] {
  const hosts = variables.flatMap(([name, value]) => (ISSUER.test(name) ? (hostIn(value) ?? []) : []))
  const own = hosts.filter(host => PROVIDERS.test(host) && !host.startsWith('api.') && !host.startsWith('img.'))
  return [...new Set(own)].map(host => issuerOf(host))
}
