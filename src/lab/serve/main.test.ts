import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { compiled } from '../seal/ours.js'

const PROGRAM = compiled('lab/serve/main.js')
const ANSWERS = "(request, response) => response.end('up')"

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}

/** What the app in this file answers; `undefined` where the program ends first. */
async function served(name: string, text: string): Promise<string | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'serve-'))
  const port = await freePort()
  writeFileSync(join(folder, name), text)
  const child = spawn(process.execPath, [PROGRAM, name], { cwd: folder, env: { ...process.env, PORT: String(port) }, stdio: 'ignore' })
  try {
    while (child.exitCode === null) {
      const answer = await fetch(`http://localhost:${port}/`).catch(() => undefined)
      if (answer) return await answer.text()
      await new Promise(resolve => setTimeout(resolve, 50))
    }
    return undefined
  } finally {
    child.kill()
    rmSync(folder, { recursive: true })
  }
}

test.skipIf(!existsSync(PROGRAM)).each([
  ['a function', 'app.mjs', `export default ${ANSWERS}`],
  ['a function of CommonJS', 'app.cjs', `module.exports = ${ANSWERS}`],
  ['what was compiled to CommonJS', 'app.cjs', `exports.__esModule = true; exports.default = ${ANSWERS}`],
  ["Koa's app", 'app.mjs', `export const app = { callback: () => ${ANSWERS} }`],
])('%s that a file exports is served', async (_, name, text) => expect(await served(name, text)).toBe('up'))

test.skipIf(!existsSync(PROGRAM))('a file that exports no app is an error', async () => {
  expect(await served('app.mjs', 'export const port = 3000')).toBeUndefined()
})
