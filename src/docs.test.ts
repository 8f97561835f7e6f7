import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FAILURES } from '#base/failure'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8')
const DOCS = readdirSync(join(ROOT, 'docs')).flatMap(name => (name.endsWith('.md') ? [`docs/${name}`] : []))
const PAGES = ['README.md', 'CONTRIBUTING.md', 'wild/README.md', ...DOCS]
const SCRIPTS = (JSON.parse(read('package.json')) as { scripts: Record<string, string> }).scripts

/** Commands of every `sh` fence that is not marked `no-run`. */
const shown = (page: string): string[] =>
  [...read(page).matchAll(/^```sh *\n([\s\S]*?)^```/gm)].flatMap(([, body]) =>
    body!.split('\n').filter(line => line && !line.startsWith('#')),
  )

let app: string
beforeAll(async () => {
  const { copyApp } = (await import(join(ROOT, 'scripts/demo/copy-app.mjs'))) as { copyApp(from: string, to: string): void }
  app = join(mkdtempSync(join(tmpdir(), 'seaworthy-docs-')), 'storefront')
  copyApp(join(ROOT, 'apps/storefront'), app)
})
afterAll(() => rmSync(dirname(app), { recursive: true, force: true }))

/** The words after `npx seaworthy`, or the script's own, without the build: other tests run what was built. */
function argv(command: string): readonly string[] {
  const [program, verb, ...rest] = command.split(' ')
  if (program === 'npx' && verb === 'seaworthy') return [join(ROOT, 'dist/cli/main.js'), ...rest]
  const script = program === 'npm' && verb === 'run' ? SCRIPTS[rest[0]!] : undefined
  const own = script?.split(' && ').at(-1)
  if (!own?.startsWith('node ')) throw new Error(`\`${command}\` cannot be run by this test: mark its fence \`sh no-run\`.`)
  return [join(ROOT, own.slice('node '.length)), ...rest.slice(1)]
}

describe.each(PAGES.filter(page => shown(page).length > 0))('%s', page => {
  // In order and in one folder: later commands may build on earlier ones.
  test('every command that it shows does what was asked', () => {
    for (const command of shown(page)) {
      const { status, stderr } = spawnSync(process.execPath, argv(command), { cwd: app, encoding: 'utf8' })
      expect([0, 1], `${command}\n${stderr}`).toContain(status)
    }
  })
})

test('the demo says what it found and where its page is', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, 'scripts/demo.mjs'), '--quick'], { encoding: 'utf8' })
  expect(status, stderr).toBe(0)
  const page = /^Open it in a browser: (.+)$/m.exec(stdout)?.[1] ?? ''
  expect(readFileSync(page, 'utf8')).toMatch(/^<!doctype html>/i)
  expect(existsSync(join(dirname(page), '../expected.json'))).toBe(false)
  rmSync(join(dirname(page), '../..'), { recursive: true, force: true })
})

test.each(PAGES)('%s links to what is there', page => {
  const links = [...read(page).matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(match => match[1]!)
  for (const link of links) expect(existsSync(join(ROOT, dirname(page), link)), link).toBe(true)
})

test.each(PAGES)('%s names scripts that exist', page => {
  for (const [, name] of read(page).matchAll(/npm run ([a-z]+)/g)) expect(SCRIPTS).toHaveProperty(name!)
})

test('the architecture page lists the layers that are enforced', async () => {
  const { LAYERS } = (await import(join(ROOT, '.dependency-cruiser.mjs'))) as { LAYERS: readonly string[] }
  const listed = [...read('docs/architecture.md').matchAll(/^\d+\. `(\w+)`/gm)].map(match => match[1])
  expect(listed).toEqual(LAYERS)
})

test('every failure that code can name is on the errors page', () => {
  const listed = [...read('docs/errors.md').matchAll(/^\| `([\w-]+)` \|/gm)].map(match => match[1])
  expect(listed).toEqual(Object.keys(FAILURES))
})
