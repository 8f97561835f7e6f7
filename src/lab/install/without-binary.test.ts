import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
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
    // Each in a process of its own: Node remembers what it once read of a package.
    const run = (code: string): string =>
      spawnSync(process.execPath, ['-e', `try { ${code} } catch (error) { console.log(error.message) }`], { cwd: folder, encoding: 'utf8' })
        .stdout
    expect(run("require('libxmljs'); console.log('loaded')")).toContain('xmljs.node')
    expect(await replaceNative(own, folder)).toContain('`libxmljs` has no binary')
    expect(run("const { parseXml } = require('libxmljs'); console.log('loaded'); parseXml('<a/>')")).toBe(
      'loaded\nlibxmljs has no binary for this machine\n',
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
})
