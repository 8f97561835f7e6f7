import { once } from 'node:events'
import { createServer } from 'node:http'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sendBy } from './send.js'

const folder = mkdtempSync(join(tmpdir(), 'send-'))
const server = createServer((request, response) => {
  const parts: Buffer[] = []
  request.on('data', (part: Buffer) => parts.push(part))
  request.on('end', () => response.end(`${request.headers['content-type']} ${decodeURIComponent(Buffer.concat(parts).toString())}`))
})
beforeAll(async () => {
  server.listen(join(folder, 'app.sock'))
  await once(server, 'listening')
})
afterAll(() => {
  server.close()
  rmSync(folder, { recursive: true })
})

const FORM = 'application/x-www-form-urlencoded'
const body = { name: 'Ada', user: { $ne: null }, tags: ['a', 'b'], age: 30, left: undefined }
const sent = async (formsOnly: boolean, headers?: Record<string, string>): Promise<string> =>
  (
    await sendBy(
      () => join(folder, 'app.sock'),
      'localhost',
      { actor: 'a', method: 'POST', path: '/', body, ...(headers && { headers }) },
      {},
      formsOnly,
    )
  ).text

test('who reads forms alone is sent one, with what is inside an object in brackets', async () => {
  expect(await sent(true)).toBe(`${FORM} name=Ada&user[$ne]=&tags[0]=a&tags[1]=b&age=30`)
})

test('everybody else gets JSON, and so does who asks for it', async () => {
  expect(await sent(false)).toMatch(/^application\/json \{"name":"Ada"/)
  expect(await sent(true, { 'content-type': 'application/json' })).toMatch(/^application\/json \{"name":"Ada"/)
})
