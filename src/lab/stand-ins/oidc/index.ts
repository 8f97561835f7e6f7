import type { OutsideAnswer, OutsideRequest } from '../../stand-in.js'
import { json, plain } from '../answer.js'
import { defineStandIn } from '../define.js'
import { fields, text, type Fields } from '../fields.js'
import { parseForm } from '../form.js'
import { parseJson } from '../fields.js'
import { bearer, claimsOf, kindOf, mint, tokenKeys } from '../tokens.js'
import { issuerOf, signsIn } from './hosts.js'
import { SOMEBODY, type OidcRun, type OidcState } from './state.js'
import { person } from './users.js'

/**
 * Whoever signs people in by OpenID Connect: discovery, keys, authorization code, tokens, user info. Commands: `token` ({host?, issuer?,
 * audience?, claims?, kind?} → a token that verifies against the keys), `user` (claims of who signs in next), `authorize` ({url} → where
 * the browser is sent then), `person` (one to be known by `sub`).
 */
export const oidc = defineStandIn<OidcState>({
  name: 'oidc',
  hosts: signsIn,
  start: () => ({ user: SOMEBODY, people: new Map(), codes: new Map(), issuers: new Set() }),
  answer: (request, run) => respond(request, run),
  failure: () => json(503, { error: 'temporarily_unavailable', error_description: 'The service is temporarily unavailable' }),
  controls: {
    token(input, run) {
      const issuer = text(input['issuer']) ?? issuerOf(text(input['host']) ?? 'lab.auth0.com')
      const audience = input['audience'] === undefined ? {} : { aud: input['audience'] }
      return { token: mint(run.world, { iss: issuer, ...run.state.user, ...audience, ...fields(input['claims']) }, kindOf(input['kind'])) }
    },
    user(input, run) {
      run.state.user = { ...SOMEBODY, ...input }
      run.state.people.set(String(run.state.user['sub']), run.state.user)
      return run.state.user
    },
    authorize(input, run) {
      const { host, pathname: path, searchParams: query } = new URL(String(input['url']))
      return { location: redirect({ host, path, query }, run).headers?.['location'] }
    },
    person(input, run) {
      run.state.people.set(String(input['sub']), input)
      return input
    },
  },
})

function respond(request: OutsideRequest, run: OidcRun): OutsideAnswer {
  const { host, path } = request
  const discovery = /^(.*)\/\.well-known\/(openid-configuration|oauth-authorization-server)$/.exec(path)
  if (discovery) {
    run.state.issuers.add(issuerOf(host, discovery[1] ?? ''))
    return json(200, describe(host, discovery[1] ?? ''))
  }
  if (/jwks(\.json)?$|\/discovery\/(v2\.0\/)?keys$|\/oauth2\/v\d\/certs$|\/auth\/keys$|\/keys$/.test(path))
    return json(200, tokenKeys(run.world).jwks)
  if (/\/userinfo$|\/oauth2\/v\d\/userinfo$/.test(path)) return whoami(request, run)
  if (/\/tokeninfo$/.test(path)) {
    const claims = claimsOf(request.query.get('id_token') ?? undefined)
    return claims ? json(200, claims) : json(400, { error: 'invalid_token' })
  }
  if (/\/(token|access_token)$/.test(path) && request.method === 'POST') return trade(request, run)
  if (/\/(authorize|auth)(\/|$)/.test(path)) return redirect(request, run)
  return person(request, run) ?? plain(200, '<!doctype html><title>Sign in</title>', 'text/html')
}

function describe(host: string, prefix: string): Fields {
  const base = `https://${host}${prefix}`
  return {
    issuer: issuerOf(host, prefix),
    authorization_endpoint: `${base}/authorize`,
    token_endpoint: `${base}/oauth/token`,
    userinfo_endpoint: `${base}/userinfo`,
    jwks_uri: `${base}/.well-known/jwks.json`,
    end_session_endpoint: `${base}/logout`,
    response_types_supported: ['code', 'id_token', 'code id_token'],
    response_modes_supported: ['query', 'form_post'],
    grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
    code_challenge_methods_supported: ['S256'],
    claims_supported: ['sub', 'email', 'email_verified', 'name'],
  }
}

/** The person before the browser says yes at once. */
function redirect({ query, host, path }: Pick<OutsideRequest, 'query' | 'host' | 'path'>, run: OidcRun): OutsideAnswer {
  const to = query.get('redirect_uri')
  if (to === null || !URL.canParse(to)) return json(400, { error: 'invalid_request', error_description: 'redirect_uri is missing' })
  const code = run.name('code', 20)
  const below = issuerOf(host, /^(.*)\/authorize$/.exec(path)?.[1] ?? '')
  const issuer = run.state.issuers.has(below) ? below : issuerOf(host)
  const nonce = query.get('nonce') ?? undefined
  run.state.codes.set(code, { claims: run.state.user, client: query.get('client_id') ?? '', nonce, host, issuer })
  const target = new URL(to)
  target.searchParams.set('code', code)
  for (const name of ['state']) if (query.get(name) !== null) target.searchParams.set(name, query.get(name) ?? '')
  target.searchParams.set('iss', issuer)
  return plain(302, '', 'text/plain', { location: target.href })
}

function trade(request: OutsideRequest, run: OidcRun): OutsideAnswer {
  const form = fields(parseJson(request.body) ?? parseForm(request.body.toString()))
  const grant = text(form['grant_type']) ?? 'authorization_code'
  const client =
    text(form['client_id']) ??
    Buffer.from(request.headers['authorization']?.slice(6) ?? '', 'base64')
      .toString()
      .split(':')[0] ??
    ''
  if (grant !== 'authorization_code') {
    // A service that asks for itself: a machine's token.
    const claims = { iss: issuerOf(request.host), sub: `${client}@clients`, aud: form['audience'] ?? client }
    return json(200, { access_token: mint(run.world, claims), token_type: 'Bearer', expires_in: 3600 })
  }
  const code = String(form['code'] ?? '')
  const given = run.state.codes.get(code)
  if (!given) return json(400, { error: 'invalid_grant', error_description: 'The code is unknown or was used before.' })
  run.state.codes.delete(code)
  const claims = {
    iss: given.host === 'oauth2.googleapis.com' ? issuerOf('accounts.google.com') : given.issuer,
    aud: given.client || client,
    ...given.claims,
  }
  const idToken = mint(run.world, given.nonce === undefined ? claims : { ...claims, nonce: given.nonce })
  const answer = {
    access_token: mint(run.world, claims),
    id_token: idToken,
    refresh_token: run.name('rt'),
    token_type: 'Bearer',
    expires_in: 3600,
  }
  return json(200, { ...answer, scope: 'openid profile email' })
}

function whoami(request: OutsideRequest, run: OidcRun): OutsideAnswer {
  const claims = claimsOf(bearer(request.headers))
  if (!claims) return json(401, { error: 'invalid_token' })
  const { iss: _iss, aud: _aud, exp: _exp, iat: _iat, nonce: _nonce, ...rest } = { ...run.state.user, ...claims }
  return json(200, rest)
}
