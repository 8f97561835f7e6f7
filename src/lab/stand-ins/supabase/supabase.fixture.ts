import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createClient, type SupabaseClient } from '@supabase/supabase-js'
import WebSocket from 'ws'
import { openDatabase } from '#database/engine/open'
import type { Database } from '#database/engine/database'
import { SUPABASE, SUPABASE_SESSION } from '#database/shim/supabase'
import type { LabWorld, StandIn } from '../../stand-in.js'
import { supabase } from './index.js'
import { projectKeys, type ProjectKeys } from './project.js'

export const HOST = 'abcdefghijklmnopqrst.supabase.co'

/** A project with a real database, behind a real server on loopback. */
export interface Trial {
  readonly database: Database
  readonly standIn: StandIn
  readonly url: string
  readonly keys: ProjectKeys
  client(key?: string, headers?: Record<string, string>): SupabaseClient
  /** A client that is signed in as a new user. */
  user(email: string, data?: Record<string, unknown>): Promise<{ client: SupabaseClient; id: string; token: string }>
  send(path: string, init?: RequestInit): Promise<Response>
  control(command: string, input?: unknown): Promise<unknown>
  close(): Promise<void>
}

export async function openTrial(schema: string, env: Readonly<Record<string, string>> = {}): Promise<Trial> {
  const database = await openDatabase('embedded')
  await database.run(SUPABASE)
  await database.run(SUPABASE_SESSION)
  await database.run(schema)
  const world: LabWorld = { seed: 'trial', databaseUrl: database.url, env, appUrl: 'http://127.0.0.1:3000', now: () => new Date() }
  const standIn = supabase(world)
  const server = await listen(standIn)
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const keys = projectKeys('trial', env['SUPABASE_JWT_SECRET'])
  const client = (key = keys.anonKey, headers: Record<string, string> = {}) =>
    createClient(url, key, {
      auth: { persistSession: false, autoRefreshToken: false },
      global: { headers },
      realtime: { transport: WebSocket as never },
    })
  return {
    database,
    standIn,
    url,
    keys,
    client,
    async user(email, data = {}) {
      const fresh = client()
      const { data: made, error } = await fresh.auth.signUp({ email, password: 'secret-1', options: { data } })
      if (error || !made.session) throw error ?? new Error('no session')
      return { client: fresh, id: made.session.user.id, token: made.session.access_token }
    },
    send: (path, init) => fetch(`${url}${path}`, { redirect: 'manual', ...init }),
    control: async (command, input) => standIn.control?.(command, input),
    async close() {
      await standIn.close?.()
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
      await database.close()
    },
  }
}

async function listen(standIn: StandIn): Promise<Server> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const url = new URL(request.url ?? '/', 'http://loopback')
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
    const answer = await standIn.answer({
      host: HOST,
      method: request.method ?? 'GET',
      path: url.pathname,
      query: url.searchParams,
      headers,
      body: Buffer.concat(chunks),
    })
    response.writeHead(answer?.status ?? 404, answer?.headers)
    response.end(answer && (typeof answer.body === 'string' || Buffer.isBuffer(answer.body)) ? answer.body : undefined)
  })
  server.on('upgrade', (request, socket, head) => standIn.upgrade?.(request, socket, head))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return server
}
