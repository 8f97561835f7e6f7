import { expect, test } from 'vitest'
import { accept } from './accept.js'
import { markKnown, parseBaseline, printBaseline } from './baseline.js'
import { parseConfiguration } from './configuration.js'
import { rank } from './rank.js'
import { check, found, shop } from './shop.fixture.js'

const of = check('access/open-endpoint', 'high', 'why')
const findings = rank([found(of, 'app/a.ts', 3, 'Open.', 'Close it.'), found(of, 'app/b/c.ts', 5, 'Open.', 'Close it.')], shop)
const nothing = (): undefined => undefined
const accepted = (list: typeof findings): string[] =>
  list.filter(finding => finding.status === 'accepted').map(finding => `${finding.at.file}: ${finding.reason}`)
const failure = (code: () => unknown): string => {
  try {
    code()
  } catch (error) {
    return `${(error as { code: string }).code}: ${(error as Error).message}`
  }
  return 'none'
}

test('a finding is accepted by its id, or by check and file or folder, and then stands last', () => {
  const { accept: byId } = parseConfiguration(`{ "accept": [{ "finding": "${findings[0]!.id}", "reason": "shown on purpose" }] }`)
  const after = accept(findings, byId, nothing)
  expect(accepted(after)).toEqual(['app/a.ts: shown on purpose'])
  expect(after.map(finding => [finding.at.file, finding.rank])).toEqual([
    ['app/b/c.ts', 1],
    ['app/a.ts', 2],
  ])
  for (const path of ['app/b/c.ts', 'app/b', 'app/b/'])
    expect(accepted(accept(findings, [{ check: of.id, path, reason: 'r' }], nothing))).toEqual(['app/b/c.ts: r'])
  expect(
    accepted(
      accept(
        findings,
        [
          { check: of.id, path: 'app/b/c', reason: 'r' },
          { check: 'access/other', path: 'app', reason: 'r' },
        ],
        nothing,
      ),
    ),
  ).toEqual([])
})

test.each([
  ['on the line', ['', '', 'get() // seaworthy-accept access/open-endpoint: a demo']],
  ['above it', ['', '// seaworthy-accept access/open-endpoint: a demo', 'get()']],
  ['above other comments', ['// seaworthy-accept access/open-endpoint: a demo', '// the list', 'get()']],
  ['in SQL', ['', '-- seaworthy-accept access/open-endpoint: a demo', 'create']],
  ['in JSX', ['', '{/* seaworthy-accept access/open-endpoint: a demo */}', '<a>']],
])('a comment accepts %s', (_, lines) => {
  expect(accepted(accept(findings, [], file => (file === 'app/a.ts' ? lines.join('\n') : undefined)))).toEqual(['app/a.ts: a demo'])
})

test.each([
  ['of another check', ['', '// seaworthy-accept access/other: a demo', 'get()']],
  ['behind code', ['// seaworthy-accept access/open-endpoint: a demo', 'code()', 'get()']],
  ['in a text', ['', 'log("seaworthy-accept access/open-endpoint: a demo")', 'get()']],
])('a comment does not accept %s', (_, lines) => {
  expect(accepted(accept(findings, [], () => lines.join('\n')))).toEqual([])
})

test('nothing is accepted without a reason', () => {
  expect(failure(() => accept(findings, [], () => '\n// seaworthy-accept access/open-endpoint\nget()'))).toBe(
    'invalid-configuration: The comment in `app/a.ts:2` accepts a finding without saying why.',
  )
  expect(failure(() => parseConfiguration('{ "accept": [{ "finding": "a1b2c3d4" }] }'))).toBe(
    'invalid-configuration: `accept[0]` in `seaworthy.json` gives no reason.',
  )
})

test.each([
  ['{', 'is not valid JSON'],
  ['[]', 'does not hold an object'],
  ['{ "acept": [] }', 'unknown key `acept`'],
  ['{ "accept": {} }', 'is not a list'],
  ['{ "accept": [1] }', 'is not an object'],
  ['{ "accept": [{ "check": "a/b", "reason": "r" }] }', 'names neither'],
  ['{ "accept": [{ "finding": "a", "check": "a/b", "path": "c", "reason": "r" }] }', 'names neither'],
  ['{ "accept": [{ "finding": "a", "reason": " " }] }', '`reason` of'],
  ['{ "accept": [{ "finding": "a", "why": "x", "reason": "r" }] }', 'unknown key `why`'],
])('the configuration %s fails', (text, message) => {
  expect(failure(() => parseConfiguration(text))).toMatch(/^invalid-configuration: /)
  expect(failure(() => parseConfiguration(text))).toContain(message)
})

test('an empty configuration accepts nothing', () => {
  expect(parseConfiguration('{ "$schema": "x" }')).toEqual({ accept: [] })
})

test('a baseline knows the findings of the day it was written', () => {
  const baseline = parseBaseline(printBaseline(findings.slice(0, 1)))
  expect(markKnown(findings, baseline).map(finding => finding.known ?? false)).toEqual([true, false])
  expect(printBaseline(findings.toReversed())).toBe(printBaseline(findings))
})

test.each(['{', '{}', '{ "schema": "https://seaworthy.dev/schemas/baseline-1.json", "findings": ["a"] }'])(
  'the baseline %s fails',
  text => {
    expect(failure(() => parseBaseline(text))).toMatch(
      /^invalid-configuration: `\.seaworthy\/baseline\.json`|^invalid-configuration: `findings`/,
    )
  },
)
