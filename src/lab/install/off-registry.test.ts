import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { isOffRegistry, takeFromRegistry } from './off-registry.js'

const MANIFEST = {
  name: 'shop',
  dependencies: {
    express: '^5.0.0',
    'social-buttons': 'github:somebody/social-buttons',
    sheets: 'https://cdn.sheets.example/sheets-0.20.3/sheets-0.20.3.tgz',
    'our-theme': 'git+https://bot:hunter2@git.example/our/theme.git#main',
    borrowed: 'somebody/another-thing',
    local: 'file:../local',
    inner: 'workspace:*',
  },
  overrides: { 'fetch-blob': 'github:somebody/fetch-blob', semver: '7.0.0' },
}

const REGISTRY: Readonly<Record<string, string>> = {
  'social-buttons': 'git+https://github.com/first/social-buttons.git',
  sheets: 'git://github.com/first/sheets-js.git',
  borrowed: 'https://github.com/stranger/borrowed',
}

test('packages of a repository come from the registry where they are the same, and are left out where they are not', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'off-registry-'))
  try {
    writeFileSync(join(folder, 'package.json'), JSON.stringify(MANIFEST))
    expect(isOffRegistry(readFileSync(join(folder, 'package.json'), 'utf8'))).toBe(true)
    const says = await takeFromRegistry(folder, ['package.json'], async name => REGISTRY[name])
    const text = readFileSync(join(folder, 'package.json'), 'utf8')
    expect(JSON.parse(text)).toEqual({
      name: 'shop',
      dependencies: { express: '^5.0.0', 'social-buttons': '*', sheets: '*', local: 'file:../local', inner: 'workspace:*' },
      overrides: { semver: '7.0.0' },
    })
    expect(says).toEqual([
      '`social-buttons` comes from the registry, and not from `github:somebody/social-buttons`',
      '`sheets` comes from the registry, and not from `https://cdn.sheets.example/sheets-0.20.3/sheets-0.20.3.tgz`',
      '`our-theme` is left out: it is at `git+https://git.example/our/theme.git` alone',
      '`borrowed` is left out: it is at `somebody/another-thing` alone',
    ])
    expect(isOffRegistry(text)).toBe(false)
  } finally {
    rmSync(folder, { recursive: true })
  }
})
