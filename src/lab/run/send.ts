import { request } from 'node:http'
import type { RequestStep } from '#base/evidence'
import type { LabAnswer, LabRequest } from '../lab.js'
import { encodeAction } from '../actions/encode.js'
import { redact } from '../redact.js'

const LIMIT = 10_000
const LARGEST = 10_000_000

/**
 * One request through a unix socket; status 0 when nothing answers in time. A path that is a whole address goes to its stand-in.
 * `formsOnly`: the app reads an object as a form would send it.
 */
export function sendBy(
  pathOf: (name: string) => string,
  host: string,
  ask: LabRequest,
  credentials: Readonly<Record<string, string>>,
  formsOnly = false,
): Promise<LabAnswer> {
  const start = performance.now()
  const outside = /^https?:\/\//.test(ask.path) ? new URL(ask.path) : undefined
  const socketPath = pathOf(outside ? 'run/outside.sock' : 'run/app.sock')
  const path = outside ? outside.pathname + outside.search : ask.path
  const { body, headers: own } = bodyOf(ask, formsOnly && !outside)
  const headers = ordinary(outside?.host ?? host, own, credentials, ask.headers ?? {})
  if (body) headers['content-length'] = String(body.length)
  return new Promise(resolve => {
    let settled = false
    const settle = (status: number, answered: Record<string, string | readonly string[]>, text: string): void => {
      if (settled) return
      settled = true
      clearTimeout(timer)
      const milliseconds = Math.round(performance.now() - start)
      resolve({ status, headers: answered, text, json: parsed(text), milliseconds, step: stepOf(ask, body, status, text, milliseconds) })
    }
    const message = request({ socketPath, method: ask.method, path, headers }, response => {
      const chunks: Buffer[] = []
      let size = 0
      const done = (): void =>
        settle(
          response.statusCode ?? 0,
          response.headers as Record<string, string | readonly string[]>,
          Buffer.concat(chunks).toString('utf8'),
        )
      response.on('data', (chunk: Buffer) => {
        size += chunk.length
        if (size <= LARGEST) chunks.push(chunk)
        else done()
      })
      response.on('end', done)
      response.on('error', done)
      response.on('close', done)
      // An event stream never ends: what came so far is the answer.
      endings.push(done)
    })
    const endings: (() => void)[] = []
    const timer = setTimeout(() => {
      for (const done of endings) done()
      settle(0, {}, '')
      message.destroy()
    }, ask.limit ?? LIMIT)
    message.on('error', error => settle(0, {}, error.message))
    message.end(body)
  })
}

function bodyOf(
  { action, body, form, headers }: LabRequest,
  formsOnly: boolean,
): { body: Buffer | undefined; headers: Readonly<Record<string, string>> } {
  if (form)
    return { body: Buffer.from(new URLSearchParams(form).toString()), headers: { 'content-type': 'application/x-www-form-urlencoded' } }
  if (body === undefined) return { body: undefined, headers: {} }
  if (Buffer.isBuffer(body)) return { body, headers: {} }
  if (typeof body === 'string') return { body: Buffer.from(body), headers: {} }
  if (action) {
    const encoded = encodeAction(action, body as Readonly<Record<string, unknown>>)
    return { body: Buffer.from(encoded.body), headers: encoded.headers }
  }
  if (formsOnly && !Object.keys(headers ?? {}).some(name => /^content-type$/i.test(name)))
    return { body: Buffer.from(formOf(body).toString()), headers: { 'content-type': 'application/x-www-form-urlencoded' } }
  return { body: Buffer.from(JSON.stringify(body)), headers: { 'content-type': 'application/json' } }
}

/** `{ user: { name } }` as `user[name]`, which is how `qs` reads it back. */
function formOf(body: unknown): URLSearchParams {
  const fields = new URLSearchParams()
  const add = (name: string, value: unknown): void => {
    if (value === undefined) return
    if (typeof value !== 'object' || value === null) return fields.append(name, value === null ? '' : String(value))
    for (const [key, inner] of Object.entries(value)) add(name === '' ? key : `${name}[${key}]`, inner)
  }
  add('', body)
  return fields
}

/** Headers of any visitor, and those given; of two by one name, the later. */
export const ordinary = (host: string, ...more: readonly Readonly<Record<string, string>>[]): Record<string, string> =>
  Object.assign({ host, 'user-agent': 'Mozilla/5.0 (lab)', accept: '*/*' }, ...more.map(lower)) as Record<string, string>

const lower = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))

function parsed(text: string): unknown {
  if (!/^\s*(?:[[{"\d-]|true|false|null)/.test(text)) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const TELLING = /^(?:content-type|origin|referer|host|x-|stripe-signature|next-action|svix-|access-control)/i
const SHOWN = 2_000

function stepOf(ask: LabRequest, body: Buffer | undefined, status: number, text: string, milliseconds: number): RequestStep {
  const headers = Object.entries(ask.headers ?? {}).filter(([name]) => TELLING.test(name))
  return {
    kind: 'request',
    actor: ask.actor,
    method: ask.method,
    path: redact(ask.path),
    ...(headers.length > 0 ? { headers: Object.fromEntries(headers.map(([name, value]) => [name, redact(value)])) } : {}),
    ...(body ? { body: redact(body.subarray(0, SHOWN).toString('utf8')) } : {}),
    status,
    answer: redact(text.slice(0, SHOWN)),
    milliseconds,
  }
}
