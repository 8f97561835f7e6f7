/**
 * What stands around an app in tests, as the text of its files: a server for its Next.js route handlers, and small packages under the
 * names that the app imports. Statements and calls to the outside go back to the test over loopback.
 */
export const SERVER = `
import { createServer } from 'node:http'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const door = process.env.DOOR
const plainFetch = globalThis.fetch
globalThis.fetch = async (target, options) => {
  const request = new Request(target, options)
  const url = new URL(request.url)
  const bytes = Buffer.from(await request.arrayBuffer())
  return plainFetch(door + '/outside' + url.pathname + url.search, {
    method: request.method,
    headers: { ...Object.fromEntries(request.headers), 'x-host': url.host },
    ...(bytes.length > 0 && { body: bytes }),
  })
}

const files = folder => readdirSync(folder).flatMap(name => {
  const path = join(folder, name)
  return statSync(path).isDirectory() ? files(path) : [path]
})
const root = process.cwd()
const routes = []
for (const file of files(join(root, 'app')).filter(one => /[/]route[.]js$/.test(one))) {
  const path = file.slice(join(root, 'app').length, -'/route.js'.length)
  const names = []
  const pattern = path.split('/').map(part => {
    const name = /^[[](\\w+)[\\]]$/.exec(part)
    if (name) names.push(name[1])
    return name ? '([^/]+)' : part
  }).join('/')
  routes.push({ pattern: new RegExp('^' + pattern + '$'), names, load: () => import(pathToFileURL(file)), fixed: names.length === 0 })
}
routes.sort((a, b) => Number(b.fixed) - Number(a.fixed))

createServer(async (message, response) => {
  const parts = []
  for await (const part of message) parts.push(part)
  const url = new URL(message.url, 'http://localhost')
  for (const { pattern, names, load } of routes) {
    const match = pattern.exec(url.pathname)
    const handlers = match && (await load())
    if (!match || !handlers[message.method]) continue
    const body = ['GET', 'HEAD'].includes(message.method) ? undefined : Buffer.concat(parts)
    try {
      const headers = Object.entries(message.headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]))
      const request = new Request(url, { method: message.method, headers, body })
      const params = Promise.resolve(Object.fromEntries(names.map((name, index) => [name, decodeURIComponent(match[index + 1])])))
      const answer = await handlers[message.method](request, { params })
      response.writeHead(answer.status, Object.fromEntries(answer.headers))
      return response.end(Buffer.from(await answer.arrayBuffer()))
    } catch (error) {
      if (error instanceof RangeError && /end of the app/.test(error.message)) process.exit(1)
      return response.writeHead(500).end('Internal Server Error')
    }
  }
  return response.writeHead(404).end('Not Found')
}).listen(process.env.SOCKET, () => process.stdout.write('ready'))
`

const PG = `
class Pool {
  async query(sql, parameters = []) {
    const text = typeof sql === 'string' ? sql : sql.text
    const answer = await fetchDoor({ sql: text, parameters: sql.values ?? parameters })
    if (answer.error) throw Object.assign(new Error(answer.error.message), { code: answer.error.code })
    return { rows: answer.rows, rowCount: answer.count }
  }
}
async function fetchDoor(body) {
  const { request } = await import('node:http')
  return new Promise((resolve, reject) => {
    const ask = request(process.env.DOOR + '/statement', { method: 'POST' }, async message => {
      let text = ''
      for await (const part of message) text += part
      resolve(JSON.parse(text))
    })
    ask.on('error', reject)
    ask.end(JSON.stringify(body))
  })
}
module.exports = { Pool }
`

const JSONWEBTOKEN = `
const { createHmac } = require('node:crypto')
const encoded = value => Buffer.from(JSON.stringify(value)).toString('base64url')
const mac = (text, secret) => createHmac('sha256', secret).update(text).digest('base64url')
const decode = token => JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString())
module.exports = {
  sign(claims, secret) {
    const text = encoded({ alg: 'HS256', typ: 'JWT' }) + '.' + encoded(claims)
    return text + '.' + mac(text, secret)
  },
  decode,
  verify(token, secret) {
    const [head, claims, signature] = token.split('.')
    if (mac(head + '.' + claims, secret) !== signature) throw new Error('invalid signature')
    return decode(token)
  },
}
`

/** Packages by name, as much of them as apps in tests use. */
export const PACKAGES: Readonly<Record<string, string>> = { pg: PG, jsonwebtoken: JSONWEBTOKEN }
