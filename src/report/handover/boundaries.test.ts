import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { boundaryTests } from './boundaries.js'

const modules = fileURLToPath(new URL('../../../node_modules', import.meta.url))

/** What `npx vitest run` prints of the file, and how it ends, in a folder of its own. */
async function run(text: string, base: string): Promise<{ readonly code: number | null; readonly out: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'seaworthy-boundaries-'))
  try {
    symlinkSync(modules, join(folder, 'node_modules'))
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
    writeFileSync(join(folder, 'boundaries.test.ts'), text)
    const child = spawn(process.execPath, [join(modules, 'vitest/vitest.mjs'), 'run', '--root', folder], {
      cwd: folder,
      env: { ...process.env, APP_URL: base, NO_COLOR: '1' },
    })
    let out = ''
    child.stdout.on('data', chunk => (out += String(chunk)))
    child.stderr.on('data', chunk => (out += String(chunk)))
    const code = await new Promise<number | null>(resolve => child.on('close', resolve))
    return { code, out }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

test('the tests that are handed over pass where the app refuses, and fail where it lets nobody in', async () => {
  const asked: string[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      asked.push(`${request.method} ${request.url} ${Buffer.concat(chunks).toString()}`)
      if (request.url === '/open') response.writeHead(200).end('everything')
      else if (request.url === '/page') response.writeHead(302, { location: '/login' }).end()
      else response.writeHead(401).end()
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  try {
    const shut = [
      { route: 'GET /page', method: 'GET', path: '/page', status: 302 },
      { route: 'POST /api/orders', method: 'POST', path: '/api/orders', body: { items: ["a 'quoted' `one`"] }, status: 401 },
      { route: 'POST /form', method: 'POST', path: '/form', form: { name: 'Ünal & Söhne' }, status: 403 },
    ]
    const good = await run(boundaryTests(shut), base)
    expect(good.out).toContain('3 passed')
    expect(good.code).toBe(0)
    expect(asked).toEqual(['GET /page ', 'POST /api/orders {"items":["a \'quoted\' `one`"]}', 'POST /form name=%C3%9Cnal+%26+S%C3%B6hne'])
    const bad = await run(boundaryTests([...shut, { route: 'GET /open', method: 'GET', path: '/open', status: 401 }]), base)
    expect(bad.out).toContain('1 failed')
    expect(bad.code).toBe(1)
  } finally {
    server.close()
  }
}, 120_000)
