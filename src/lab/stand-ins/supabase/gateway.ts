import type { OutsideAnswer, OutsideRequest } from '../../stand-in.js'
import { json } from '../answer.js'
import { auth } from './auth/index.js'
import { functions } from './functions.js'
import { identify, keyRole } from './keys.js'
import type { Doubt } from './jwt.js'
import { rest } from './rest/index.js'
import type { Place } from './state.js'
import { storage } from './storage/index.js'
import type { Who } from './who.js'

/** What needs no key: links that people click, and services that look at the bearer alone. */
const OPEN = /^\/(?:auth\/v1\/(?:verify|callback|authorize|\.well-known\/|sso\/saml)|storage\/v1\/|functions\/v1\/)/

/** The door of the project: keys, cross-origin headers, then the service that the path names. */
export async function gateway(request: OutsideRequest, place: Place): Promise<OutsideAnswer> {
  // Functions speak for themselves, also to browsers that ask first.
  if (request.path.startsWith('/functions/v1/')) return functions(request, place)
  if (request.method === 'OPTIONS') return { status: 200, headers: { ...crossOrigin(request), 'content-length': '0' }, body: '' }
  const answer = await inside(request, place)
  return { ...answer, headers: { ...crossOrigin(request), ...answer.headers } }
}

async function inside(request: OutsideRequest, place: Place): Promise<OutsideAnswer> {
  const key = request.headers['apikey'] ?? request.query.get('apikey') ?? undefined
  const role = key === undefined ? undefined : keyRole(key, place)
  if (!OPEN.test(request.path)) {
    if (key === undefined) {
      return json(401, { message: 'No API key found in request', hint: 'No `apikey` request header or url param was found.' })
    }
    if (role === undefined)
      return json(401, { message: 'Invalid API key', hint: 'Double check your Supabase `anon` or `service_role` API key.' })
  }
  const who = identify(request, place, role)
  const origin = `https://${request.headers['host'] ?? request.host}`
  if (request.path.startsWith('/auth/v1')) {
    if (typeof who === 'string' && needsBearer(request)) return badToken(who)
    return auth(request, typeof who === 'string' ? undefined : who, place, origin)
  }
  const anon: Who = { role: 'anon', claims: { role: 'anon' } }
  if (request.path.startsWith('/storage/v1')) {
    if (typeof who === 'string') {
      return json(400, {
        statusCode: '403',
        error: 'Unauthorized',
        message: who === 'expired' ? '"exp" claim timestamp check failed' : 'signature verification failed',
      })
    }
    return storage(request, who ?? anon, place)
  }
  if (request.path.startsWith('/rest/v1')) return typeof who === 'string' ? refused(who) : rest(request, who ?? anon, place.backend)
  return json(404, { message: 'no Route matched with those values' })
}

const needsBearer = (request: OutsideRequest) => /^\/auth\/v1\/(?:user|logout|admin|invite|factors|reauthenticate)/.test(request.path)

const badToken = (doubt: Doubt) =>
  json(403, {
    code: 403,
    error_code: 'bad_jwt',
    msg:
      doubt === 'expired'
        ? 'invalid JWT: unable to parse or verify signature, token has invalid claims: token is expired'
        : 'invalid JWT: unable to parse or verify signature, token signature is invalid: signature is invalid',
  })

/** As PostgREST refuses a token. */
function refused(doubt: Doubt): OutsideAnswer {
  const [code, message, details] = DOUBTS[doubt]
  const headers = { 'www-authenticate': `Bearer error="invalid_token", error_description="${message}"` }
  return json(401, { code, details, hint: null, message }, headers)
}

const DOUBTS: Readonly<Record<Doubt, readonly [code: string, message: string, details: string | null]>> = {
  parts: ['PGRST301', 'Expected 3 parts in JWT', null],
  algorithm: ['PGRST301', 'Wrong or unsupported encoding algorithm', null],
  signature: ['PGRST301', 'No suitable key or wrong key type', 'None of the keys was able to decode the JWT'],
  content: ['PGRST301', 'JWT cryptographic operation failed', null],
  expired: ['PGRST303', 'JWT expired', null],
  early: ['PGRST303', 'JWT not yet valid', null],
}

function crossOrigin(request: OutsideRequest): Readonly<Record<string, string>> {
  return {
    'access-control-allow-origin': '*',
    'access-control-allow-methods': 'GET,HEAD,PUT,PATCH,POST,DELETE,OPTIONS,TRACE,CONNECT',
    'access-control-allow-headers': request.headers['access-control-request-headers'] ?? '*',
    'access-control-expose-headers':
      'Content-Encoding, Content-Location, Content-Range, Content-Type, Date, Location, Server, Transfer-Encoding, Range-Unit, x-total-count, link, x-supabase-api-version',
    'access-control-max-age': '3600',
  }
}
