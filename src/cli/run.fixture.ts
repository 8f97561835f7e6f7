import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll } from 'vitest'

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))

/** What a run of the built command came to. */
export interface Ran {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** Runs the built `seaworthy` as a user would. */
export function seaworthy(args: readonly string[], cwd = tmpdir(), node: readonly string[] = []): Ran {
  const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined }
  const { status, stdout, stderr } = spawnSync(process.execPath, [...node, MAIN, ...args], {
    cwd,
    env,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  return { code: status, out: stdout, err: stderr }
}

const made: string[] = []
afterAll(() => made.forEach(path => rmSync(path, { recursive: true, force: true })))

/** A new folder with these files, removed after the tests. */
export function folder(files: Readonly<Record<string, string | Buffer>>): string {
  const root = mkdtempSync(join(tmpdir(), 'seaworthy-cli-'))
  made.push(root)
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), content)
  }
  return root
}

/** As small as an app can be that is read whole. */
export const SMALL = {
  'package.json': JSON.stringify({ name: 'small', type: 'module', dependencies: { express: '^5.0.0' } }),
  'src/server.js':
    "import express from 'express'\nconst app = express()\napp.get('/health', (req, res) => res.json({ ok: true }))\napp.listen(3000)\n",
} as const
