import type { ChildProcess } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { end, launch } from './execute.js'
import { keepOutput } from './output.js'
import { listeningPorts } from './ports.js'
import type { FunctionSettings, FunctionsSettings } from './settings.js'

const FIRST_PORT = 9_100
const LISTENS_WITHIN = 20_000
const OFTEN = 15
/** More are not kept running at once; the one that rested longest makes room. */
const MOST_RUNNING = 20

/** Edge functions, each in a Deno of its own that starts with the first request for it. */
export interface FunctionHost {
  /** Where they are served: `<url>/<name>`. */
  readonly url: string
  /** All begin anew with these variables, or without those, until the next `refresh`. */
  settings(change: SettingsChange): void
  /** What one holds in memory outlives an experiment; one that counted its callers and refused begins anew. */
  refresh(): void
  close(): Promise<void>
}

export interface SettingsChange {
  readonly set?: Readonly<Record<string, string>>
  readonly unset?: readonly string[]
}

interface Running {
  readonly child: ChildProcess
  readonly port: number
  readonly listening: Promise<string | undefined>
  used: number
}

export async function serveFunctions({ deno, env, functions, memory, app, run }: FunctionsSettings): Promise<FunctionHost> {
  const output = keepOutput(undefined, `${run}/functions.log`)
  const known = new Map(functions.map(one => [one.name, one]))
  const running = new Map<string, Running>()
  const tired = new Set<string>()
  let nextPort = FIRST_PORT
  let now = env
  mkdirSync(`${run}/functions`, { recursive: true })
  for (const { name, config } of functions) writeFileSync(`${run}/functions/${name}.json`, JSON.stringify(config))

  const open = (own: FunctionSettings): Running => {
    const port = nextPort++
    const flags = [
      '--no-check --no-remote --no-prompt --no-lock --quiet',
      // What the platform's own runtime allows.
      '--allow-net --allow-env --allow-read --allow-sys --allow-write=/tmp',
      `--v8-flags=--max-old-space-size=${memory}`,
      `--config ${run}/functions/${own.name}.json --preload ${own.platform}`,
    ]
    const child = launch(`exec ${deno} run ${flags.join(' ')} '${app}/${own.file}'`, app, {
      ...now,
      DENO_SERVE_ADDRESS: `tcp:127.0.0.1:${port}`,
    })
    let last = ''
    for (const stream of [child.stdout, child.stderr]) {
      output.take(stream)
      stream?.on('data', (part: Buffer) => (last = (last + part.toString('utf8')).slice(-4_000)))
    }
    const running: Running = { child, port, listening: listens(child, port, () => last), used: Date.now() }
    child.once('exit', () => forget(own.name, running))
    return running
  }
  const forget = (name: string, which: Running): void => {
    if (running.get(name) === which) running.delete(name)
    void end(which.child)
  }
  const get = (own: FunctionSettings): Running => {
    const there = running.get(own.name)
    if (there) return Object.assign(there, { used: Date.now() })
    if (running.size >= MOST_RUNNING) {
      const [name, oldest] = [...running].toSorted(([, a], [, b]) => a.used - b.used)[0]!
      forget(name, oldest)
    }
    const fresh = open(own)
    running.set(own.name, fresh)
    return fresh
  }
  const serve = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const name = /^\/([^/?]+)/.exec(incoming.url ?? '')?.[1] ?? ''
    const own = known.get(name)
    if (!own || own.refused !== undefined) return refuse(response, own?.refused ?? 'there is no such function')
    const { port, listening } = get(own)
    const why = await listening
    if (why !== undefined) return refuse(response, why)
    const inner = request({ host: '127.0.0.1', port, path: incoming.url, method: incoming.method, headers: incoming.headers }, answer => {
      if (answer.statusCode === 429) tired.add(name)
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    inner.on('error', error => refuse(response, error.message))
    incoming.pipe(inner)
    response.on('close', () => inner.destroy())
  }
  const server = createServer((incoming, response) => {
    serve(incoming, response).catch((error: unknown) => refuse(response, String(error)))
  })
  server.requestTimeout = 0
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    settings: ({ set = {}, unset = [] }) => {
      now = Object.fromEntries(Object.entries({ ...env, ...set }).filter(([name]) => !unset.includes(name)))
      for (const [name, own] of running) forget(name, own)
    },
    refresh: () => {
      for (const [name, own] of running) if (tired.has(name) || now !== env) forget(name, own)
      tired.clear()
      now = env
    },
    close: async () => {
      for (const [name, own] of running) forget(name, own)
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

/** As the platform says that a function did not come up. */
function refuse(response: ServerResponse, why: string): void {
  if (response.headersSent) return void response.destroy()
  response.writeHead(503, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ code: 'BOOT_ERROR', message: 'Function failed to start (please check logs)', lab: why.slice(0, 500) }))
}

/** `undefined` once it listens; else what it said last. */
async function listens(child: ChildProcess, port: number, last: () => string): Promise<string | undefined> {
  const until = Date.now() + LISTENS_WITHIN
  while (Date.now() < until) {
    if (listeningPorts().has(port)) return undefined
    if (child.exitCode !== null || child.signalCode !== null) return last().trim() || 'it ended before it listened'
    await new Promise(resolve => setTimeout(resolve, OFTEN))
  }
  return 'it did not listen in time'
}
