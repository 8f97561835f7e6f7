import { expect, test } from 'vitest'
import { complaintsIn, newComplaints } from './complaints.js'

const told = (output: string): readonly string[] => complaintsIn(output).map(({ file, says }) => `${file ?? '-'} | ${says}`)

test.each([
  [
    'tsc',
    `src/app.ts(12,5): error TS2322: Type 'string' is not assignable to type 'number'.\n  The expected type comes from property 'id'\n`,
    ["src/app.ts | TS2322: Type 'string' is not assignable to type 'number'."],
  ],
  [
    'tsc, pretty',
    `\u001B[96mapp/page.tsx\u001B[0m:\u001B[93m3\u001B[0m:\u001B[93m10\u001B[0m - \u001B[91merror\u001B[0m\u001B[90m TS2305: \u001B[0mModule has no exported member 'a'.\n\n3 import { a } from './b'\n\nFound 1 error in app/page.tsx\n`,
    ["app/page.tsx | TS2305: Module has no exported member 'a'."],
  ],
  [
    'eslint',
    `/lab/app/src/a.js\n  4:7  error    'x' is assigned a value but never used  no-unused-vars\n  9:1  warning  Unexpected console statement           no-console\n\n✖ 2 problems (1 error, 1 warning)\n`,
    ["src/a.js | 'x' is assigned a value but never used no-unused-vars"],
  ],
  [
    'next lint',
    `./app/page.tsx\n12:9  Error: Do not use an \`<a>\` element  @next/next/no-html-link\n`,
    ['app/page.tsx | Do not use an `<a>` element @next/next/no-html-link'],
  ],
  [
    'vitest',
    ` FAIL  src/cart.test.ts > cart > adds up (12 ms)\nAssertionError: expected 2 to be 3\n`,
    ['src/cart.test.ts | cart > adds up'],
  ],
  [
    'jest',
    `FAIL src/auth.test.js (5.1 s)\n  ● signs in › with a password\n\n    expect(received).toBe(expected)\n`,
    ['src/auth.test.js | src/auth.test.js', '- | signs in › with a password'],
  ],
  ['node --test', `✖ a price is in cents (1.2ms)\nnot ok 1 - a price is in cents\n`, ['- | a price is in cents']],
  ['mocha', `  1 passing (9ms)\n  1 failing\n\n  1) login refuses a wrong password:\n`, ['- | login refuses a wrong password:']],
  [
    'standard',
    `  /lab/app/src/a.js:4:7: 'x' is assigned a value but never used.\n`,
    ["src/a.js | 'x' is assigned a value but never used."],
  ],
  [
    'xo',
    `  src/a.js:4:7\n  ✖  4:7  Unexpected await inside a loop.  no-await-in-loop\n`,
    ['src/a.js | Unexpected await inside a loop. no-await-in-loop'],
  ],
  ['tslint', `ERROR: src/a.ts[4, 7]: Missing semicolon\n`, ['src/a.ts | Missing semicolon']],
  ['jshint', `src/a.js: line 4, col 7, Missing semicolon.\n`, ['src/a.js | Missing semicolon.']],
  ['biome', `src/a.ts:4:7 lint/style/useConst ━━━━━━━━━━\n`, ['src/a.ts | lint/style/useConst']],
  [
    'what a linter says twice',
    `/lab/app/src/a.js\n  4:7  error  Unexpected any  no-any\n  9:7  error  Unexpected any  no-any\n`,
    ['src/a.js | Unexpected any no-any', 'src/a.js | Unexpected any no-any'],
  ],
  ['what is well', `> tsc --noEmit\n\n✓ 12 tests passed (3 s)\nCompiled src/app.ts\n`, []],
])('%s', (_, output, complaints) => expect(told(output)).toEqual(complaints))

test('what moved by a line or took longer is not new; what is said once more is', () => {
  const before = complaintsIn('a.ts(1,1): error TS1: one\na.ts(2,1): error TS2: two\n✖ slow (90 ms)\n')
  const after = complaintsIn('a.ts(8,3): error TS1: one\na.ts(9,1): error TS1: one\n✖ slow (412.5 ms)\n')
  expect(newComplaints(before, after)).toEqual([{ file: 'a.ts', says: 'TS1: one' }])
})
