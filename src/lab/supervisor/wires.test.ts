import { connect } from 'node:net'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MongoClient } from 'mongodb'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listen, type MongoStandIn } from '../stand-ins/mongodb/listen.js'
import { type Authority, createAuthority, secured } from './certificates.js'

const folder = mkdtempSync(join(tmpdir(), 'wires-'))
let authority: Authority
let server: MongoStandIn
beforeAll(async () => {
  authority = await createAuthority()
  writeFileSync(join(folder, 'ca.pem'), authority.certificate)
  server = await listen(0, { secure: await secured(authority), passwords: ['hosen', 'p@ss word'] })
})
afterAll(async () => {
  await server.close()
  rmSync(folder, { recursive: true })
})

describe('a MongoDB on one port', () => {
  const count = async (address: string, options: object = {}): Promise<number> => {
    const client = new MongoClient(address, { serverSelectionTimeoutMS: 2_000, ...options })
    try {
      await client.connect()
      await client.db('shop').collection('seen').insertOne({})
      return await client.db('shop').collection('seen').countDocuments()
    } finally {
      await client.close()
    }
  }
  const secure = { tls: true, tlsCAFile: join(folder, 'ca.pem') }

  test('speaks TLS to who begins with it, and plainly to others', async () => {
    const before = await count(`mongodb://127.0.0.1:${server.port}/`)
    expect(await count(`mongodb://localhost:${server.port}/`, secure)).toBe(before + 1)
  })

  test.each(['SCRAM-SHA-1', 'SCRAM-SHA-256', undefined])('lets in whoever has a password of the app (%s)', async mechanism => {
    const how = mechanism ? { authMechanism: mechanism } : {}
    expect(await count(`mongodb://anna:hosen@localhost:${server.port}/?authSource=admin`, { ...secure, ...how })).toBeGreaterThan(0)
    expect(await count(`mongodb://otto:p%40ss%20word@localhost:${server.port}/`, { ...secure, ...how })).toBeGreaterThan(0)
  })

  test('refuses who has none, and goes on', async () => {
    await expect(count(`mongodb://anna:wrong@localhost:${server.port}/`)).rejects.toThrow('Authentication failed')
    await new Promise<void>(resolve => {
      const rude = connect(server.port!, '127.0.0.1', () => rude.end(Buffer.from([0x16, 0x03, 0x01, 0, 4, 9, 9, 9, 9])))
      rude.resume()
      rude.on('close', () => resolve())
      rude.on('error', () => undefined)
    })
    expect(await count(`mongodb://127.0.0.1:${server.port}/`)).toBeGreaterThan(0)
  })
})
