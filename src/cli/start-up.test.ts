import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { seaworthy } from './run.fixture.js'

/** Prints the address of every module that is resolved, from the thread in which loaders run. */
const HOOKS = `
import { writeSync } from 'node:fs'
export async function resolve(specifier, context, next) {
  const found = await next(specifier, context)
  writeSync(2, 'loaded ' + found.url + '\\n')
  return found
}`
const dataUrl = (code: string): string => `data:text/javascript,${encodeURIComponent(code)}`
const REGISTER = dataUrl(`import { register } from 'node:module'; register(${JSON.stringify(dataUrl(HOOKS))})`)

/** What a command loads, not how long it takes: the same on every machine. */
function loadedBy(args: readonly string[]): string[] {
  const { err } = seaworthy(args, undefined, ['--import', REGISTER])
  const urls = [...new Set([...err.matchAll(/^loaded (file:.*)$/gm)].map(match => match[1]!))]
  return urls.flatMap(url => (url.includes('/node_modules/') ? [url.replace(/^.*\/(?=node_modules\/)/, '')] : modulesIn(url))).sort()
}

/** The bundler names above its code each module that it put into a file. */
const modulesIn = (url: string): string[] =>
  [...readFileSync(fileURLToPath(url), 'utf8').matchAll(/^\/\/ (dist\/\S+\.js)$/gm)].map(match => match[1]!)

test('--version loads nothing but the entry', () => {
  expect(loadedBy(['--version'])).toEqual(['dist/base/failure.js', 'dist/base/package-root.js', 'dist/cli/main.js', 'dist/version.js'])
})

test('--help loads the list of commands, and neither a command nor a package', () => {
  expect(loadedBy(['--help'])).toEqual([
    'dist/base/failure.js',
    'dist/base/package-root.js',
    'dist/cli/commands.js',
    'dist/cli/help.js',
    'dist/cli/main.js',
    'dist/version.js',
  ])
})

test('listing the checks loads neither a compiler nor a reporter nor the audit', () => {
  const loaded = loadedBy(['checks'])
  expect(loaded).toContain('dist/checks/registry.generated.js')
  expect(loaded.filter(path => /node_modules\/typescript|dist\/(report|plugins|audit)/.test(path))).toEqual([])
})

test('a second look at an app in which nothing changed loads neither the plugins nor the interpreter', () => {
  const folder = mkdtempSync(join(tmpdir(), 'seaworthy-start-'))
  try {
    writeFileSync(join(folder, 'index.js'), "require('express')().get('/', (req, res) => res.send('ok'))\n")
    const [first, second] = [loadedBy(['audit', folder]), loadedBy(['audit', folder])]
    const reads = (path: string): boolean => /^dist\/(plugins|model\/interpret)\//.test(path)
    expect(first.filter(reads).length).toBeGreaterThan(100)
    expect(second).toContain('dist/audit.js')
    expect(second.filter(reads)).toEqual([])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
