import { createServer as createPlain, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { createServer as createSecure } from 'node:https'
import type { OutsideAnswer } from '../stand-in.js'
import { type Authority, secured } from './certificates.js'
import { type NeonDoor, neonDoor } from './neon.js'
import type { Outside } from './outside.js'

const LARGEST = 50_000_000

/** Answers for the whole outside on 443 and 80. */
export async function serveFront(outside: Outside, authority: Authority, databaseUrl: string | undefined): Promise<void> {
  const neon = neonDoor(databaseUrl)
  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    serve(request, response, outside, neon).catch(() => response.destroy())
  }
  const secure = createSecure(await secured(authority), handle)
  const plain = createPlain(handle)
  for (const server of [secure, plain])
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      const host = (request.headers.host ?? '').replace(/:\d+$/, '').toLowerCase()
      if (!outside.upgrade(host, request, socket, head)) neon.upgrade(request, socket, head)
    })
  await Promise.all([listen(secure, 443), listen(plain, 80)])
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '0.0.0.0', resolve)
  })
}

async function serve(request: IncomingMessage, response: ServerResponse, outside: Outside, neon: NeonDoor): Promise<void> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > LARGEST) return void response.writeHead(413).end()
    chunks.push(chunk)
  }
  const host = (request.headers.host ?? '').replace(/:\d+$/, '').toLowerCase()
  const url = new URL(request.url ?? '/', `http://${host || 'outside.invalid'}`)
  const body = Buffer.concat(chunks)
  if (url.pathname === '/sql' && request.headers['neon-connection-string']) return send(response, await neon.query(body))
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(request.headers))
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value
  await send(
    response,
    await outside.answer({ host, method: request.method ?? 'GET', path: url.pathname, query: url.searchParams, headers, body }),
  )
}

async function send(response: ServerResponse, answer: OutsideAnswer): Promise<void> {
  response.writeHead(answer.status, answer.headers)
  if (typeof answer.body === 'string' || Buffer.isBuffer(answer.body)) return void response.end(answer.body)
  for await (const part of answer.body) if (!response.write(part)) await new Promise(resolve => response.once('drain', resolve))
  response.end()
}
