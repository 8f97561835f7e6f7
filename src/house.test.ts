import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

let house: string
beforeAll(() => {
  house = mkdtempSync(join(tmpdir(), 'seaworthy-house-'))
  for (const path of ['src', 'scripts', 'docs', 'package.json', 'tsconfig.json', '.dependency-cruiser.mjs'])
    cpSync(join(ROOT, path), join(house, path), { recursive: true })
  symlinkSync(join(ROOT, 'node_modules'), join(house, 'node_modules'), 'dir')
})
afterAll(() => rmSync(house, { recursive: true, force: true }))

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: house, encoding: 'utf8' })
  return { code: status, text: stdout + stderr }
}
const read = (path: string): string => readFileSync(join(house, path), 'utf8')
function plant(path: string, text: string): void {
  mkdirSync(dirname(join(house, path)), { recursive: true })
  writeFileSync(join(house, path), text)
}

test('a new check is written whole, registered, and full of TODO', () => {
  expect(run('scripts/generate.mjs').code).toBe(0)
  expect(run('scripts/new.mjs', 'check', 'testing/sunken-ship').code).toBe(0)
  for (const extension of ['ts', 'md', 'test.ts']) expect(read(`src/checks/testing/sunken-ship.${extension}`)).toContain('TODO')
  expect(read('src/checks/registry.generated.ts')).toContain("import testingSunkenShip from './testing/sunken-ship.js'")
  expect(read('docs/checks.md')).toContain('testing/sunken-ship')
  expect(run('scripts/new.mjs', 'check', 'testing/sunken-ship')).toMatchObject({ code: 2, text: expect.stringContaining('exists already') })
})

test('a new plugin is written with its test', () => {
  expect(run('scripts/new.mjs', 'plugin', 'sea-lion').code).toBe(0)
  for (const name of ['index.ts', 'index.test.ts']) expect(read(`src/plugins/sea-lion/${name}`)).toContain('TODO')
})

test.each([[[]], [['check']], [['check', 'NoArea']], [['check', '../x']], [['ship', 'a/b']]])(
  'what cannot be made is refused: %j',
  args => {
    expect(run('scripts/new.mjs', ...args)).toMatchObject({ code: 2, text: expect.stringContaining('npm run new check') })
  },
)

test('a stale generated file is noticed, and generating mends it', () => {
  expect(run('scripts/generate.mjs').code).toBe(0)
  expect(run('scripts/generate.mjs', '--check').code).toBe(0)
  writeFileSync(join(house, 'docs/errors.md'), 'old')
  expect(run('scripts/generate.mjs', '--check')).toMatchObject({ code: 1, text: expect.stringContaining('docs/errors.md') })
  run('scripts/generate.mjs')
  expect(run('scripts/generate.mjs', '--check').code).toBe(0)
})

test('an import against the layers is refused with its reason', () => {
  const depcruise = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs')
  const cruise = () => run(depcruise, 'src', '--config', '.dependency-cruiser.mjs', '--output-type', 'err-long')
  const faults = {
    'base-looks-back-only': ['src/base/planted.ts', "import type { Finding } from '#triage/finding'\nexport type Planted = Finding\n"],
    'folders-are-layers': ['src/base/lost.ts', "export * from '../drawer/thing.js'\n"],
    'only-source-reads-the-app': ['src/triage/planted.ts', "export { readFileSync } from 'node:fs'\n"],
    'nothing-imports-the-command-line': ['src/report/planted.ts', "export { table } from '#cli/table'\n"],
    'declared-packages-only': ['src/report/package.ts', "export { test } from 'vitest'\n"],
  } as const
  plant('src/drawer/thing.ts', 'export const thing = 1\n')
  for (const [path, text] of Object.values(faults)) plant(path, text)
  const { code, text } = cruise()
  expect(code).toBeGreaterThan(0)
  for (const [rule, [path]] of Object.entries(faults)) expect(text).toMatch(new RegExp(`${rule}: ${path}`))
})
