import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { kit } from './kit.js'
import { BETTER_SQLITE3 } from './twins/better-sqlite3.js'
import { SQLITE3 } from './twins/sqlite3.js'

/** A module that needs no compiler, with the same calls and the same results; `code` where the calls have to be turned into its own. */
interface Twin {
  readonly name: string
  readonly version: string
  readonly code?: string
}

const TWINS: Readonly<Record<string, Twin>> = {
  bcrypt: { name: 'bcryptjs', version: '2.4.3' },
  'better-sqlite3': { name: 'libsql', version: '0.5.29', code: BETTER_SQLITE3 },
  sqlite3: { name: 'libsql', version: '0.5.29', code: SQLITE3 },
}

export const hasTwin = (name: string): boolean => name in TWINS

/** A module whose binary cannot be had: one that does the same is put in its place, else one that fails when it is used and not when it is loaded. Says which. */
export async function replaceNative(folder: string, cache: string): Promise<string> {
  const manifest = join(folder, 'package.json')
  const { exports: _exports, type: _type, ...own } = JSON.parse(readFileSync(manifest, 'utf8')) as Record<string, unknown>
  const name = String(own['name'])
  const twin = TWINS[name]
  if (twin !== undefined) {
    const inside = await kit(`${twin.name}-${twin.version}`, [`${twin.name}@${twin.version}`], cache)
    cpSync(join(cache, inside.replace(/^\/cache\//, ''), 'node_modules'), join(folder, 'node_modules'), { recursive: true })
  }
  writeFileSync(join(folder, 'lab.cjs'), twin === undefined ? absent(name) : (twin.code ?? `module.exports = require('${twin.name}')\n`))
  writeFileSync(manifest, JSON.stringify({ ...own, main: 'lab.cjs' }))
  return twin === undefined
    ? `\`${name}\` has no binary for this machine: what uses it fails`
    : `\`${name}\` is answered by \`${twin.name}\``
}

const absent = (
  name: string,
): string => `const fail = () => { throw new Error(${JSON.stringify(`${name} has no binary for this machine`)}) }
const target = function () {}
module.exports = new Proxy(target, {
  get: (of, key) => (key in of || typeof key === 'symbol' || key === 'then' || key === '__esModule' ? of[key] : key === 'default' ? module.exports : fail),
  apply: fail,
  construct: fail,
})
`
