import { once } from 'node:events'
import { Resolver } from 'node:dns/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Socket } from 'node:dgram'
import { serveNames } from './names.js'

let socket: Socket
const resolver = new Resolver()

beforeAll(async () => {
  socket = await serveNames(true, 0)
  resolver.setServers([`127.0.0.1:${socket.address().port}`])
})
afterAll(async () => {
  socket.close()
  await once(socket, 'close')
})

test('a cluster of any name has one server, in the domain of the name, and says nothing more of itself', async () => {
  expect(await resolver.resolveSrv('_mongodb._tcp.shop.k3x.example.net')).toEqual([
    { name: 'shard-00-00.shop.k3x.example.net', port: 27_017, priority: 0, weight: 0 },
  ])
  await expect(resolver.resolveTxt('shop.k3x.example.net')).rejects.toMatchObject({ code: 'ENODATA' })
})

test('a host has one address, in a public range, and what is no service of ours has none', async () => {
  expect(await resolver.resolve4('api.example.com')).toEqual(await resolver.resolve4('API.example.com'))
  expect(await resolver.resolve4('postgres')).toEqual(['127.0.0.1'])
  await expect(resolver.resolveSrv('_sip._tcp.example.com')).rejects.toMatchObject({ code: 'ENODATA' })
})
