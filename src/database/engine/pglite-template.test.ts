import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { templateOf } from './pglite-template.js'

const folder = mkdtempSync(join(tmpdir(), 'seaworthy-template-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Threads are told by the ports through which they are asked. */
const ports = (): number => process.getActiveResourcesInfo().filter(name => name === 'MessagePort').length

test.each([
  ['a prelude that fails', 'select 1 / 0', false],
  ['one that is made', 'create table t (id int)', true],
])('leaves no thread behind after %s', async (_, prelude, made) => {
  const before = ports()
  expect((await templateOf({ folder, prelude }, [])) !== undefined).toBe(made)
  expect(ports()).toBe(before)
})
