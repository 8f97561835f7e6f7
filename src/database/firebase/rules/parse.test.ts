import { expect, test } from 'vitest'
import { RulesSyntaxError } from './cursor.js'
import { parseRules } from './parse.js'

const failure = (text: string): string => {
  try {
    parseRules(text)
    return 'none'
  } catch (error) {
    if (!(error instanceof RulesSyntaxError)) throw error
    return `${error.line}: ${error.message}`
  }
}

test('comments, blanks and missing semicolons are as people write them', () => {
  const rules = parseRules(`
    // first
    rules_version = "2"
    service cloud.firestore { /* all
      of it */
      match /databases/{database}/documents {
        match /users/{ userId } { allow read , write : if request.auth.uid == userId }
      }
    }`)
  expect(rules.version).toBe(2)
  const users = rules.services[0]!.matches[0]!.matches[0]!
  expect(users).toMatchObject({
    line: 7,
    pattern: [{ text: 'users' }, { kind: 'one', text: 'userId' }],
    allows: [{ line: 7, methods: ['read', 'write'] }],
  })
})

test.each([
  ['', '1: no `service` is declared'],
  ['service cloud.firestore {\n  match /a/{b} {\n    allow red;\n  }\n}', '3: `red` is no method that can be allowed'],
  [
    'service cloud.firestore {\n match /a/{b} {\n allow read: if true',
    '3: expected `match`, `allow`, `function` or `}` and found `the end`',
  ],
  ['service cloud.firestore { match /a/{b} {\n allow read: true; } }', '2: expected `if` and found `true`'],
  ['{ "rules": {} }', '1: expected `service` and found `{`'],
  ["service x { match /a/{b} { allow read: if a == 'it; } }", "1: expected an expression and found `'`"],
])('what is broken is told with its line: %j', (text, expected) => {
  expect(failure(text)).toBe(expected)
})

test.each([
  ['brackets', `allow read: if ${'('.repeat(50_000)}1`],
  ['negations', `allow read: if ${'!'.repeat(50_000)}true`],
  ['blocks', 'match /a/{b} {'.repeat(10_000)],
  ['questions', `allow read: if ${'a ? '.repeat(50_000)}b`],
])('endless %s are refused, and the stack survives', (_, inside) => {
  expect(failure(`service cloud.firestore { match /x/{y} { ${inside} } }`)).toMatch(/too deep|larger/)
})

test('whatever is cut off or torn is an error with a line or a file, never a crash', () => {
  const text =
    "rules_version = '2'; service cloud.firestore { match /a/{b=**} { function f(x) { let y = x[0:1]; return y in {'k': 1} ? get(/a/$(b)).data.x : !true; } allow read: if f(1) || -1 < 2.5; } }"
  for (let end = 0; end <= text.length; end++) {
    expect(typeof failure(text.slice(0, end))).toBe('string')
    expect(typeof failure(text.slice(0, end) + text.slice(end + 3))).toBe('string')
  }
  expect(failure(text)).toBe('none')
})
