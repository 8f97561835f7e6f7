import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parses } from './gate-steps.js'

/** What the step says of one file. */
async function said(file: string, text: string): Promise<string> {
  const root = mkdtempSync(join(tmpdir(), 'seaworthy-parse-'))
  try {
    writeFileSync(join(root, file), text)
    const { verdict, log } = await parses.run({ root, touched: [file], proposals: [], before: undefined as never })
    return `${verdict}: ${log}`
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

test.each([
  [
    'app.js',
    "import { randomBytes } from 'node:crypto'\nconst a = 1\nmodule.exports = { a }\n",
    'failed: app.js: `import` in a file of CommonJS',
  ],
  ['app.ts', 'const a: = 1\n', 'failed: app.ts: '],
  ['app.js', 'const schema = 1\n\nconst schema = 2\n', 'failed: app.js: Identifier `schema` has already been declared'],
  ['package.json', '{ "name": }', 'failed: package.json: '],
])('%s that does not read is refused', async (file, text, start) => expect(await said(file, text)).toContain(start))

test.each([
  ['app.js', "const { randomBytes } = require('crypto')\nmodule.exports = { randomBytes }\n"],
  ['app.ts', "import { a } from './a'\nmodule.exports = { a }\n"],
  ['app.ts', 'function one(a: string): void\nfunction one(a: unknown) {}\ninterface A {}\ninterface A {}\n'],
  ['app.mjs', "import { a } from './a.mjs'\nexport const text = 'module.exports = 1'\n"],
])('%s as its author may write it passes', async (file, text) => expect(await said(file, text)).toBe('passed: 1 files read'))
