import { expect, test } from 'vitest'
import { usesRequire } from './bindings.js'
import type { Code } from './code.js'

const code = (path: string, text: string): Code => ({ path, text }) as Code

test.each([
  ['a.js', "const crypto = require('crypto')\n", true],
  ['a.js', 'function make() {}\nmodule.exports = { make }\n', true],
  ['a.js', 'exports.make = () => 1\n', true],
  ['a.cjs', 'main()\n', true],
  ['a.js', "import crypto from 'crypto'\n", false],
  ['a.ts', "export const make = () => require('x')\n", false],
  ['a.js', 'main()\n', false],
])('%s %j', (path, text, expected) => expect(usesRequire(code(path, text))).toBe(expected))
