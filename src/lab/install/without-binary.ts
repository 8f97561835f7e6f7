import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { kit } from './kit.js'

/** Written in JavaScript, with the same calls and the same results. */
const TWINS: Readonly<Record<string, string>> = { bcrypt: 'bcryptjs@2.4.3' }

/** A module whose binary cannot be had: one that does the same is put in its place, else one that fails when it is used and not when it is loaded. Says which. */
export async function replaceNative(folder: string, cache: string): Promise<string> {
  const manifest = join(folder, 'package.json')
  const { exports: _exports, type: _type, ...own } = JSON.parse(readFileSync(manifest, 'utf8')) as Record<string, unknown>
  const name = String(own['name'])
  const twin = TWINS[name]
  if (twin !== undefined) {
    const inside = await kit(twin.replace('@', '-'), [twin], cache)
    const [plain] = twin.split('@')
    cpSync(join(cache, inside.replace(/^\/cache\//, ''), 'node_modules', plain!), join(folder, 'lab'), { recursive: true })
  }
  writeFileSync(join(folder, 'lab.cjs'), twin === undefined ? absent(name) : "module.exports = require('./lab')\n")
  writeFileSync(manifest, JSON.stringify({ ...own, main: 'lab.cjs' }))
  return twin === undefined
    ? `\`${name}\` has no binary for this machine: what uses it fails`
    : `\`${name}\` is answered by \`${twin.split('@')[0]}\``
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
