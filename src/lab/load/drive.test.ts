import { createServer, type RequestListener, type Server } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { drive } from './drive.js'
import type { LoadPlan } from './load.js'
import { latenciesOf } from './percentiles.js'

let server: Server | undefined
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

async function serving(listener: RequestListener): Promise<{ host: string; port: number }> {
  server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { host: '127.0.0.1', port: (server.address() as AddressInfo).port }
}

const plan = (more: Partial<LoadPlan> = {}): LoadPlan => ({
  method: 'GET',
  path: '/orders',
  headers: { cookie: 'a=1' },
  rate: 50,
  warmUp: 0,
  duration: 1000,
  limit: 5000,
  status: 200,
  ...more,
})

test('a stall counts for everyone who would have waited, not for one', async () => {
  const held: (() => void)[] = []
  let open = false
  const door = await serving((_, response) => {
    const answer = (): void => void response.end('ok')
    if (open) answer()
    else held.push(answer)
  })
  setTimeout(() => {
    open = true
    for (const answer of held) answer()
  }, 600)
  const figures = await drive(door, plan())
  // Thirty of fifty come while nothing is answered; whoever sends the next request only after an answer sees one wait.
  expect(held.length).toBeGreaterThan(20)
  expect(figures).toMatchObject({ sent: 50, failed: 0, rate: 50 })
  expect(figures.p95).toBeGreaterThan(450)
  expect(figures.worst).toBeGreaterThan(500)
})

test('sends the request as it was given, and leaves the warm-up out', async () => {
  const seen: string[] = []
  const door = await serving((request, response) => {
    seen.push(`${request.method} ${request.url} ${request.headers.cookie}`)
    response.end('ok')
  })
  const { sent } = await drive(door, plan({ rate: 100, warmUp: 100, duration: 200 }))
  expect(sent).toBe(20)
  expect(seen).toHaveLength(30)
  expect(new Set(seen)).toEqual(new Set(['GET /orders a=1']))
})

test('another status is a failure, and is named', async () => {
  let n = 0
  const door = await serving((_, response) => response.writeHead(n++ % 2 === 0 ? 200 : 429).end())
  expect(await drive(door, plan({ rate: 100, duration: 200 }))).toMatchObject({ sent: 20, failed: 10, otherwise: 429 })
})

test('who is not answered counts with the whole wait, also when the connection breaks at once', async () => {
  const silent = await serving(() => undefined)
  expect(await drive(silent, plan({ rate: 50, duration: 100, limit: 150 }))).toMatchObject({ sent: 5, failed: 5, p50: 150 })
  const broken = await serving(request => request.socket.destroy())
  expect(await drive(broken, plan({ rate: 50, duration: 100, limit: 150 }))).toMatchObject({ failed: 5, p50: 150, worst: 150 })
})

test('percentiles are latencies that somebody had', () => {
  const hundred = Array.from({ length: 100 }, (_, n) => 100 - n)
  expect(latenciesOf(hundred)).toEqual({ p50: 50, p95: 95, p99: 99, worst: 100 })
  expect(latenciesOf([7])).toEqual({ p50: 7, p95: 7, p99: 7, worst: 7 })
})
