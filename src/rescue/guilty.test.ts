import { expect, test } from 'vitest'
import type { Finding } from '#triage/finding'
import { guiltyOf } from './guilty.js'
import type { VerdictRecord } from './ledger.js'
import type { Retest } from './retest.js'

const finding = (id: string, more: Partial<Finding>): Finding => ({ id, check: 'x/y', trail: [], ...more }) as unknown as Finding
const record = (id: string): VerdictRecord => ({
  kind: 'kept',
  run: 'r',
  finding: id,
  check: 'x/y',
  key: id,
  fix: 'x',
  title: id,
  log: '',
})
const tested = (more: Partial<Retest>): Retest => ({
  boot: { outcome: 'running', steps: [], substitutions: [], seal: 'namespace' },
  results: [],
  broken: [],
  alive: [],
  boundaries: [],
  log: '',
  ...more,
})
const findings = [
  finding('route', { route: 'GET /api/orders' }),
  finding('rule', { table: 'orders' }),
  finding('other', { table: 'carts' }),
]
const standing = findings.map(({ id }) => record(id))
const names = (retest: Retest, files: (one: VerdictRecord) => readonly string[] = () => []): readonly string[] =>
  guiltyOf(retest, standing, findings, files).map(one => one.record.finding)

test('a flow that broke speaks against what changed its route, or the rules of its table', () => {
  expect(names(tested({ broken: [{ route: 'GET /api/orders', actor: 'a', status: 200 }] }))).toEqual(['route'])
  expect(names(tested({ broken: [{ route: 'GET /rest/v1/orders', actor: 'a', status: 200 }] }))).toEqual(['rule'])
  expect(names(tested({}))).toEqual([])
})

test('an app that does not start speaks against the files that it names, else against the later half', () => {
  const boot = { outcome: 'failed' as const, steps: [], substitutions: [], seal: 'namespace' as const, why: 'it ended before it listened' }
  const files = (one: VerdictRecord): readonly string[] => [`src/${one.finding}.js`]
  expect(names(tested({ boot, log: 'file:///lab/app/src/rule.js:9\nReferenceError: module is not defined' }), files)).toEqual(['rule'])
  expect(names(tested({ boot, log: 'no word' }), files)).toEqual(['rule', 'other'])
})
