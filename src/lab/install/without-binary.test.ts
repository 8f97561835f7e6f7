import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { replaceNative } from './without-binary.js'

test('a module without its binary is loaded, and fails only when it is used', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'native-'))
  try {
    const own = join(folder, 'node_modules/libxmljs')
    mkdirSync(own, { recursive: true })
    writeFileSync(
      join(own, 'package.json'),
      JSON.stringify({ name: 'libxmljs', version: '0.19.1', main: 'index.js', exports: './index.js' }),
    )
    writeFileSync(join(own, 'index.js'), "module.exports = require('./build/Release/xmljs.node')")
    const load = createRequire(join(folder, 'app.js'))
    expect(() => load('libxmljs') as unknown).toThrow(/xmljs\.node/)
    expect(await replaceNative(own, folder)).toContain('`libxmljs` has no binary')
    const module = createRequire(join(folder, 'again.js'))('libxmljs') as { parseXml(text: string): unknown }
    expect(() => module.parseXml('<a/>')).toThrow('libxmljs has no binary for this machine')
  } finally {
    rmSync(folder, { recursive: true })
  }
})
