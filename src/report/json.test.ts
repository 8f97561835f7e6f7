import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import type { Report } from '#triage/finding'
import { json } from './json.js'
import { render } from './render.js'
import { cleanReport, frames, report } from './report.fixture.js'
import schema from './report.schema.json' with { type: 'json' }

const validate = new Ajv2020({ strict: true, allErrors: true }).compile(schema)
const errorsOf = (text: string): unknown => (validate(JSON.parse(text)) ? [] : validate.errors)

test('a report is what its published schema says', async () => {
  expect(errorsOf(await render('json', report, frames))).toEqual([])
  expect(errorsOf(json({ ...cleanReport, timing: { source: 12.5, report: 3 } }))).toEqual([])
  const load = { p50: 1.5, p95: 20, p99: 30, worst: 31, sent: 80, failed: 0 }
  const timed = { route: 'GET /api/orders', actor: 'a', alone: 12, answers: true, statements: 3 }
  const vitals = { delay: 12.5, worstDelay: 310, growth: -2048 }
  const routes = [{ ...timed, load }, { ...timed, load: { ...load, vitals } }, timed]
  const writes = [{ table: 'orders', thousand: 12 }]
  expect(errorsOf(json({ ...report, speed: { rows: 100_000, rate: 10, seconds: 8, routes, writes } }))).toEqual([])
  const accepted = { ...report.findings[0]!, status: 'accepted' as const, reason: 'a demo', known: true }
  expect(errorsOf(json({ ...report, findings: [accepted] }))).toEqual([])
})

test('the schema refuses what no report holds', () => {
  const broken = (change: object): unknown => errorsOf(json({ ...report, ...change } as Report))
  expect(broken({ score: { value: 101, steps: [] } })).not.toEqual([])
  expect(broken({ extra: 1 })).not.toEqual([])
  expect(broken({ findings: [{ ...report.findings[0]!, severity: 'terrible' }] })).not.toEqual([])
  expect(broken({ findings: [{ ...report.findings[0]!, at: { file: 'x', line: 0 } }] })).not.toEqual([])
})

test('the same report is the same bytes, in whatever order its keys were set', () => {
  const reversed = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(reversed)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value)
        .toReversed()
        .map(([key, each]) => [key, reversed(each)]),
    )
  }
  expect(json(reversed(report) as Report)).toBe(json(report))
  expect(Object.keys(JSON.parse(json(report)) as object)).toEqual([
    'schema',
    'tool',
    'app',
    'score',
    'checklist',
    'routes',
    'tables',
    'env',
    'findings',
    'results',
    'gaps',
  ])
})
