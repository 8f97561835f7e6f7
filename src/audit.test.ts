import { cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { render } from '#report/render'
import { audit } from './audit.js'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'seaworthy-audit-'))
  cpSync(fileURLToPath(new URL('../apps/storefront', import.meta.url)), folder, { recursive: true })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const bytes = async (cache: boolean): Promise<string> => {
  const { report, frames } = await audit(folder, { cache })
  return render('json', report, frames)
}

test('the same app gives the same bytes: without a cache, with a cold one, with a warm one', async () => {
  const without = await bytes(false)
  expect(await bytes(true)).toBe(without)
  expect(readdirSync(join(folder, '.seaworthy/cache'))).toEqual(['app.bin', 'facts.bin'])
  expect(await bytes(true)).toBe(without)
})

test('what changed is read anew, and the rest comes from the cache: the same bytes', async () => {
  const path = join(folder, 'app/api/orders/route.ts')
  const text = readFileSync(path, 'utf8')
  const before = await bytes(true)
  // Every place below moves down by a line.
  writeFileSync(path, `// Orders.\n${text}`)
  const changed = await bytes(true)
  expect(changed).not.toBe(before)
  expect(changed).toBe(await bytes(false))
  writeFileSync(path, text)
  expect(await bytes(true)).toBe(before)
})

test('a cache that is broken, or of other code, is no cache', async () => {
  const without = await bytes(false)
  const [whole, facts] = ['app.bin', 'facts.bin'].map(name => join(folder, '.seaworthy/cache', name)) as [string, string]
  const broken = (path: string): Buffer[] => [readFileSync(path).subarray(0, 20_000), Buffer.alloc(0), Buffer.from('no cache')]
  await bytes(true)
  for (const content of broken(whole)) {
    writeFileSync(whole, content)
    expect(await bytes(true)).toBe(without)
  }
  for (const content of broken(facts)) {
    rmSync(whole)
    writeFileSync(facts, content)
    expect(await bytes(true)).toBe(without)
  }
}, 60_000)

test('what a warm look gives to repairs and proofs is what a cold one gives', async () => {
  const [cold, warm] = [await audit(folder, { cache: false }), await audit(folder, { cache: true })]
  expect(warm.model).toStrictEqual(cold.model)
  expect(warm.found).toStrictEqual(cold.found)
  expect(warm.problems).toStrictEqual(cold.problems)
})

test('the order in which the disk gives files does not matter', async () => {
  const before = await bytes(false)
  // Moved away and back, a folder's entries come in another order on most file systems, and with other dates.
  for (const name of readdirSync(join(folder, 'lib')).reverse()) {
    renameSync(join(folder, 'lib', name), join(folder, 'moved'))
    renameSync(join(folder, 'moved'), join(folder, 'lib', name))
    utimesSync(join(folder, 'lib', name), 1, 1)
  }
  expect(await bytes(false)).toBe(before)
})
