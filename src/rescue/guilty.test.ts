import { expect, test } from 'vitest'
import type { Finding } from '#triage/finding'
import type { RouteSpeed, SpeedAccount } from '#triage/speed'
import { guiltyOf } from './guilty.js'
import type { VerdictRecord } from './ledger.js'
import type { Retest } from './retest.js'

const finding = (id: string, route: string): Finding => ({
  id,
  check: 'performance/unbounded-list',
  area: 'performance',
  severity: 'medium',
  certainty: 'certain',
  status: 'suspected',
  message: 'm',
  help: 'h',
  why: 'w',
  key: 'k',
  at: { file: 'api.ts', line: 1 },
  trail: [],
  refs: [],
  rank: 1,
  because: 'b',
  route,
})
const record = (id: string): VerdictRecord => ({ kind: 'kept', run: 'r', finding: id, check: 'c', key: 'k', fix: 'f', title: id, log: '' })
const timed = (route: string, alone: number, p95: number): RouteSpeed => ({
  route,
  actor: 'a',
  alone,
  answers: true,
  statements: 1,
  load: { p50: p95, p95, p99: p95, worst: p95, sent: 60, failed: 0 },
})
const account = (...routes: readonly RouteSpeed[]): SpeedAccount => ({ rows: 1000, rate: 10, seconds: 6, routes })
const tested = (speed: SpeedAccount): Retest => ({
  boot: { outcome: 'running', steps: [], substitutions: [], seal: 'namespace' },
  results: [],
  broken: [],
  alive: [],
  boundaries: [],
  log: '',
  speed,
})

test('a repair of a route that got slower has to go, and says by how much', () => {
  const findings = [finding('one', 'GET /api/orders'), finding('two', 'GET /api/me')]
  const before = account(timed('GET /api/orders', 30, 80), timed('GET /api/me', 300, 2000))
  const after = tested(account(timed('GET /api/orders', 400, 3000), timed('GET /api/me', 20, 40)))
  const guilty = guiltyOf(after, [record('one'), record('two')], findings, () => [], before)
  expect(guilty).toEqual([{ record: record('one'), why: '`GET /api/orders` took 80 ms before the repair and takes 3000 ms now' }])
  expect(guiltyOf(after, [record('one'), record('two')], findings, () => [])).toEqual([])
})
