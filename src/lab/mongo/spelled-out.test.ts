import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readSource } from '#source/read'
import { spelledPasswords } from './spelled-out.js'

const folder = mkdtempSync(join(tmpdir(), 'mongo-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('passwords that code spells out for its MongoDB, and the word for a variable that is not there', async () => {
  writeFileSync(join(folder, 'package.json'), '{"name":"app"}')
  writeFileSync(
    join(folder, 'db.js'),
    "mongoose.connect('mongodb+srv://anna:h%40sen@shop.k3x.example.net/shop', { user: 'anna', pass: 'ruebe' })",
  )
  writeFileSync(join(folder, 'other.js'), "login({ password: 'elsewhere' })")
  expect([...spelledPasswords(await readSource(folder))].toSorted()).toEqual(['h@sen', 'ruebe', 'undefined'])
})
