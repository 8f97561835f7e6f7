import { cpSync, mkdtempSync, readdirSync, renameSync, rmSync, utimesSync } from 'node:fs'
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
