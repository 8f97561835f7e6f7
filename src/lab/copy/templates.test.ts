import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { readSource } from '#source/read'
import { makeFromTemplates } from './templates.js'

const FILES: Readonly<Record<string, string>> = {
  'package.json': '{"name":"shop"}',
  'index.js': "const settings = require('./config/settings.json')\nconst keys = require('./config/keys')\nrequire('./here.json')",
  'ormconfig.json.example': '{"type":"mysql"}',
  'config/settings.example.json': '{"name":"shop"}',
  'config/keys.sample.js': 'module.exports = {}',
  'config/unused.example.json': '{}',
  'here.json': '{"own":true}',
  'here.example.json': '{"own":false}',
  '.env.example': 'A=1',
  'README.example.md': 'settings',
}

test('settings that code asks for are made from their template, and what is there stays', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'templates-'))
  try {
    for (const [path, text] of Object.entries(FILES)) {
      mkdirSync(dirname(join(folder, 'app', path)), { recursive: true })
      writeFileSync(join(folder, 'app', path), text)
    }
    cpSync(join(folder, 'app'), join(folder, 'copy'), { recursive: true })
    const made = makeFromTemplates(await readSource(join(folder, 'app')), join(folder, 'copy'))
    expect(made.toSorted()).toEqual(['config/keys.js', 'config/settings.json', 'ormconfig.json'])
    expect(existsSync(join(folder, 'app/ormconfig.json'))).toBe(false)
    expect(existsSync(join(folder, 'copy/.env'))).toBe(false)
  } finally {
    rmSync(folder, { recursive: true })
  }
})
