import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { LabWorld, StandIn } from '../stand-in.js'
import type { StandInFactory } from './factory.js'

/** A stand-in behind a real HTTP server on loopback, for the real SDKs. */
export interface Loopback {
  readonly standIn: StandIn
  readonly port: number
  readonly url: string
  control(command: string, input?: unknown): Promise<unknown>
  close(): Promise<void>
}

export const world = (env: Readonly<Record<string, string>> = {}): LabWorld => ({
  seed: 'test',
  databaseUrl: undefined,
  env,
  appUrl: 'http://127.0.0.1:3000',
  now: () => new Date(),
})

export async function serve(factory: StandInFactory, host: string, env: Readonly<Record<string, string>> = {}): Promise<Loopback> {
  const standIn = factory(world(env))
  if (!standIn.answers(host)) throw new Error(`${standIn.name} does not answer for ${host}`)
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const url = new URL(request.url ?? '/', 'http://loopback')
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
    const answer = await standIn.answer({
      host,
      method: request.method ?? 'GET',
      path: url.pathname,
      query: url.searchParams,
      headers,
      body: Buffer.concat(chunks),
    })
    response.writeHead(answer?.status ?? 404, answer?.headers)
    if (!answer || typeof answer.body === 'string' || Buffer.isBuffer(answer.body)) return response.end(answer?.body)
    for await (const chunk of answer.body) response.write(chunk)
    return response.end()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    standIn,
    port,
    url: `http://127.0.0.1:${port}`,
    control: async (command, input) => standIn.control?.(command, input),
    close: () => stop(server, standIn),
  }
}

async function stop(server: Server, standIn: StandIn): Promise<void> {
  await standIn.close?.()
  server.closeAllConnections()
  await new Promise(resolve => server.close(resolve))
}
