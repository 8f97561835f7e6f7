import { expect, test } from 'vitest'
import { assemble } from './assemble.js'
import type { Report } from './finding.js'
import { fitOf, type History } from './fit.js'
import { outcomes } from './outcomes.js'
import { rank } from './rank.js'
import { checks, problems } from './shop-problems.fixture.js'
import { shop } from './shop.fixture.js'
import { stepsOf } from './steps.js'

const report: Report = assemble({
  model: shop,
  findings: rank(problems, shop),
  results: outcomes(checks, { problems, errors: [] }, shop),
  version: '0',
})
const calm: History = { recent: 6, schema: 1, routeFiles: [], days: 90 }
const fit = (history: History | undefined, of = report) => fitOf(of, history, ['vercel.json'])

test('a settled product is ready', () => expect(fit(calm).verdict).toBe('ready'))
test('a schema that changes every other day is not', () => expect(fit({ ...calm, schema: 5 }).verdict).toBe('changing'))
test('nor are routes of which half were rewritten', () => {
  expect(fit({ ...calm, routeFiles: report.routes.map(route => route.at.file) }).verdict).toBe('changing')
  expect(fit({ ...calm, recent: 2, routeFiles: report.routes.map(route => route.at.file) }).verdict).toBe('ready')
})
test('without a history nobody knows', () => {
  expect(fit(undefined).verdict).toBe('not-known')
  expect(fit({ ...calm, days: 2 }).verdict).toBe('not-known')
})
test('a page that keeps nothing is too early', () => expect(fit(calm, { ...report, routes: [], tables: [] }).verdict).toBe('early'))

test('the list of nine is ticked from evidence', () => {
  const steps = stepsOf(report, fit(calm))
  expect(steps).toHaveLength(9)
  expect(steps[0]!.state).toBe('done')
  expect(steps.find(step => step.text.includes('belongs') || step.text.includes('customer’s rows'))).toMatchObject({
    state: 'open',
    says: expect.stringContaining('GET /api/orders/:id'),
  })
  const clean = stepsOf(
    { ...report, findings: [], results: report.results.map(result => ({ ...result, outcome: 'pass' as const })) },
    fit(calm),
  )
  expect(clean.slice(0, 8).map(step => step.state)).toEqual(Array.from({ length: 8 }, () => 'done'))
  const blind = stepsOf(
    { ...report, findings: [], results: report.results.map(result => ({ ...result, outcome: 'unknown' as const })) },
    fit(calm),
  )
  expect(blind.some(step => step.state === 'done' && step.says.includes('find'))).toBe(false)
})
