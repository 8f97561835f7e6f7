import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const PINNED = ['oxlint@1.94.0', 'ship-safe@9.5.2', 'eslint@9.39.4', 'eslint-plugin-security@4.1.0']

const ESLINT = `import security from 'eslint-plugin-security'
export default [security.configs.recommended, { files: ['**/*.{js,cjs,mjs}'] }]
`

/** Installs the peers beside the project and says how each is run on it. */
export function peers(into, root) {
  const folder = join(into, 'peers')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }')
  execFileSync('npm', ['install', '--silent', '--ignore-scripts', '--no-audit', '--no-fund', ...PINNED], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  writeFileSync(join(folder, 'eslint.config.mjs'), ESLINT)
  const bin = (name, path) => join(folder, 'node_modules', name, path)
  return [
    { name: 'oxlint', args: [bin('oxlint', 'bin/oxlint'), '--quiet', root] },
    { name: 'ship-safe', args: [bin('ship-safe', 'cli/bin/ship-safe.js'), 'audit', root, '--json', '--no-deps', '--no-ai', '--no-cache'] },
    {
      name: 'eslint + security',
      args: [bin('eslint', 'bin/eslint.js'), '--config', join(folder, 'eslint.config.mjs'), '--no-inline-config', '--format', 'json', '.'],
      cwd: root,
    },
  ]
}
