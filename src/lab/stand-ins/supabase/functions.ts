import type { OutsideAnswer, OutsideRequest } from '../../stand-in.js'
import { json } from '../answer.js'
import type { Place } from './state.js'
import { keyRole } from './keys.js'
import { verify } from './jwt.js'

const HOP = new Set(['connection', 'content-length', 'transfer-encoding', 'host', 'keep-alive', 'content-encoding'])

/** Where people call from, as the platform tells functions. */
const VISITOR = '203.0.113.7'

/** `/functions/v1/name`: the token first, where the function wants one, then the function that the lab runs. */
export async function functions(request: OutsideRequest, place: Place): Promise<OutsideAnswer> {
  const [name = '', ...rest] = request.path.replace(/^\/functions\/v1\//, '').split('/')
  const found = place.run.state.functions.get(name)
  if (!found) return json(404, { code: 'NOT_FOUND', message: 'Requested function was not found' })
  if (found.verifyJwt && request.method !== 'OPTIONS') {
    const token = /^Bearer\s+(.+)$/i.exec(request.headers['authorization'] ?? '')?.[1]
    if (token === undefined) return json(401, { code: 401, message: 'Missing authorization header' })
    if (typeof verify(token, place.project.jwtSecret, place.run.seconds()) === 'string' && keyRole(token, place) === undefined)
      return json(401, { code: 401, message: 'Invalid JWT' })
  }
  const query = request.query.size > 0 ? `?${request.query}` : ''
  const headers = Object.fromEntries(Object.entries(request.headers).filter(([each]) => !HOP.has(each)))
  const bodied = request.method !== 'GET' && request.method !== 'HEAD'
  try {
    // A function sees its own name as the first part of the path, as on the platform.
    const answer = await fetch(`${found.url}/${[name, ...rest].join('/')}${query}`, {
      method: request.method,
      headers: { 'x-forwarded-for': VISITOR, 'x-forwarded-proto': 'https', ...headers },
      redirect: 'manual',
      ...(bodied ? { body: new Uint8Array(request.body) } : {}),
      signal: AbortSignal.timeout(60_000),
    })
    return {
      status: answer.status,
      headers: Object.fromEntries([...answer.headers].filter(([each]) => !HOP.has(each))),
      body: Buffer.from(await answer.arrayBuffer()),
    }
  } catch {
    return json(503, { code: 'BOOT_ERROR', message: 'Function failed to start (please check logs)' })
  }
}
