import type { OutsideAnswer, OutsideRequest } from '../../stand-in.js'
import { json } from '../answer.js'
import { defineStandIn, type Run } from '../define.js'
import { isFields, items, parseJson } from '../fields.js'
import { execute } from '../redis/execute.js'
import type { Keyspace } from '../redis/keyspace.js'
import { showFloat, type Reply } from '../redis/reply.js'

interface KvState {
  readonly all: Map<number, Keyspace>
  readonly scripts: Map<string, string>
}

/** Redis over REST, as Upstash and Vercel KV offer it. Commands: `run` (a list of words), as a client would. */
export const kv = defineStandIn<KvState>({
  name: 'kv',
  hosts: [/\.upstash\.io$/, /\.kv\.vercel-storage\.com$/],
  start: () => ({ all: new Map(), scripts: new Map() }),
  answer: (request, run) => respond(request, run),
  failure: () => json(503, { error: 'ERR service unavailable' }),
  controls: { run: (_input, run, raw) => plain(one(run, items(raw))) },
})

function respond(request: OutsideRequest, run: Run<KvState>): OutsideAnswer {
  if (!request.headers['authorization'] && !request.query.has('_token')) return json(401, { error: 'Unauthorized' })
  const encoded = request.headers['upstash-encoding'] === 'base64'
  const given = parseJson(request.body)
  if (/^\/(pipeline|multi-exec)$/.test(request.path))
    return json(
      200,
      items(given).map(each => answer(one(run, items(each)), encoded)),
    )
  const words = request.path === '/' ? items(given) : request.path.split('/').filter(Boolean).map(decodeURIComponent)
  const body = request.path !== '/' && request.body.length > 0 ? [request.body.toString()] : []
  if (words.length === 0) return json(400, { error: 'ERR failed to parse command' })
  const made = answer(one(run, [...words, ...body]), encoded)
  return json('error' in made ? 400 : 200, made)
}

function one(run: Run<KvState>, words: readonly unknown[]): Reply {
  const bytes = words.map(word =>
    Buffer.from(isFields(word) || Array.isArray(word) ? JSON.stringify(word) : String(word)).toString('latin1'),
  )
  return execute({ ...run.state, now: () => run.world.now().getTime() }, 0, bytes)
}

function answer(reply: Reply, encoded: boolean): { readonly result: unknown } | { readonly error: string } {
  if (isRefused(reply)) return { error: reply.error }
  return { result: plain(reply, encoded) }
}

function isRefused(reply: Reply): reply is { readonly error: string } {
  return typeof reply === 'object' && reply !== null && 'error' in reply
}

function plain(reply: Reply, encoded = false): unknown {
  if (reply === null || typeof reply === 'number') return reply
  if (typeof reply === 'string') return Buffer.from(reply, 'latin1').toString(encoded ? 'base64' : 'utf8')
  if (isList(reply)) return reply.map(each => plain(each, encoded))
  if ('simple' in reply) return reply.simple === 'OK' || !encoded ? reply.simple : Buffer.from(reply.simple).toString('base64')
  if ('error' in reply) return reply.error
  if ('double' in reply) return plain(showFloat(reply.double), encoded)
  if ('push' in reply) return reply.push.map(each => plain(each, encoded))
  return reply.map.flatMap(([key, value]) => [plain(key, encoded), plain(value, encoded)])
}

function isList(reply: Reply): reply is readonly Reply[] {
  return Array.isArray(reply)
}
