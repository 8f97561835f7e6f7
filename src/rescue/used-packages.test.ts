import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { keepUsedPackages } from './used-packages.js'

const folders: string[] = []
afterEach(() => folders.splice(0).forEach(folder => rmSync(folder, { recursive: true, force: true })))

const manifest = (names: readonly string[]): string =>
  `${JSON.stringify({ dependencies: Object.fromEntries(names.map(name => [name, '1.0.0'])) }, null, 2)}\n`

/** A repository in which a revert has taken zod away, and what its code imports. */
function reverted(code: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'seaworthy-packages-'))
  folders.push(folder)
  const git = (...args: string[]) => execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], { cwd: folder })
  writeFileSync(join(folder, 'package.json'), manifest(['express', 'zod']))
  writeFileSync(join(folder, 'server.js'), code)
  git('init', '-q')
  git('add', '-A')
  git('commit', '-qm', 'repaired')
  writeFileSync(join(folder, 'package.json'), manifest(['express']))
  return folder
}

test('a package stays that another repair imports', () => {
  const folder = reverted("const { z } = require('zod')\n")
  keepUsedPackages(folder)
  expect(readFileSync(join(folder, 'package.json'), 'utf8')).toBe(manifest(['express', 'zod']))
})

test('a package goes that nothing imports any more', () => {
  const folder = reverted("const { z } = require('./zod')\n")
  keepUsedPackages(folder)
  expect(readFileSync(join(folder, 'package.json'), 'utf8')).toBe(manifest(['express']))
})
