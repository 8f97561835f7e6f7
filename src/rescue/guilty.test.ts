import { expect, test } from 'vitest'
import type { Route } from '#model/app-model'
import type { Flow } from '#probes/flow'
import type { Finding } from '#triage/finding'
import type { SpeedAccount } from '#triage/speed'
import { guiltyOf, type Suspects } from './guilty.js'
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
  skipped: [],
  broken: [],
  alive: [],
  boundaries: [],
  coverage: [],
  log: '',
  ...more,
})
const findings = [
  finding('route', { route: 'GET /api/orders' }),
  finding('rule', { table: 'orders' }),
  finding('other', { table: 'carts' }),
]
const standing = findings.map(({ id }) => record(id))
const suspects: Suspects = { standing, findings, routes: [], files: () => [], diff: () => '' }
const names = (retest: Retest, files: (one: VerdictRecord) => readonly string[] = () => []): readonly string[] =>
  guiltyOf(retest, { ...suspects, files }).map(one => one.record.finding)

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

test('a flow that no finding is about speaks against what changed a file on its way, and of those against the kind that it is', () => {
  const at = (file: string) => ({ file, line: 1, column: 1 })
  const [area, other] = [finding('area', { area: 'cors' }), finding('other area', { area: 'limits' })]
  const route = {
    method: 'GET',
    path: '/api/me',
    at: at('server.js'),
    guards: [{ at: at('lib/auth.js') }],
    effects: [],
  } as unknown as Route
  const among = { ...suspects, findings: [area, other], standing: [record('area'), record('other area')], routes: [route] }
  const broken = { route: 'GET /api/me', actor: 'a' as const, status: 200 }
  const accused = (flow: Flow): readonly string[] =>
    guiltyOf(tested({ broken: [flow] }), { ...among, files: () => ['lib/auth.js'] }).map(one => one.record.finding)
  expect(accused(broken)).toEqual(['area', 'other area'])
  expect(accused({ ...broken, how: 'from https://admin.shop.example', area: 'cors' })).toEqual(['area'])
  expect(guiltyOf(tested({ broken: [broken] }), among)).toEqual([])
})

test('a table that became slow to write speaks against the repair with most of its indexes', () => {
  const speed = (thousand: number): SpeedAccount => ({
    rows: 1000,
    rate: 10,
    seconds: 8,
    routes: [],
    writes: [{ table: 'orders', thousand }],
  })
  const diff = ({ finding }: VerdictRecord): string =>
    Array.from({ length: finding === 'rule' ? 9 : 1 }, (_, n) => `+CREATE INDEX "i${n}" ON "public"."orders" ("a");`).join('\n')
  const accused = (after: number) => guiltyOf(tested({ speed: speed(after) }), { ...suspects, speed: speed(20), diff })
  expect(accused(4000)).toEqual([
    { record: standing[1], why: 'a thousand rows of `orders` took 20 ms to write before the repair and take 4000 ms now' },
  ])
  expect(accused(90)).toEqual([])
})
