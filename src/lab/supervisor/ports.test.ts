import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Server } from 'node:net'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { listeningPorts } from './ports.js'
import { relay } from './relay.js'

const folder = mkdtempSync(join(tmpdir(), 'ports-'))
const servers: Server[] = []
afterAll(() => {
  for (const server of servers) server.close()
  rmSync(folder, { recursive: true })
})

async function at(host: string): Promise<number> {
  const server = createServer(socket => socket.end('hello'))
  servers.push(server)
  server.listen(0, host)
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

test('who listens at one address alone is reached there', async () => {
  const [home, any, one] = [await at('127.0.0.1'), await at('0.0.0.0'), await at('127.0.0.7')]
  const ports = listeningPorts()
  expect([home, any, one].map(port => ports.get(port))).toEqual(['localhost', 'localhost', '127.0.0.7'])
  expect(ports.has(1)).toBe(false)
  const path = join(folder, 'app.sock')
  await relay(path, () => ({ host: ports.get(one)!, port: one }))
  const socket = connect(path)
  const [said] = (await once(socket, 'data')) as [Buffer]
  expect(said.toString()).toBe('hello')
  socket.destroy()
})
