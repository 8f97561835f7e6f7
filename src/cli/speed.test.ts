import { expect, test } from 'vitest'
import type { RouteSpeed, SpeedAccount } from '#triage/speed'
import { speedLines } from './speed.js'

const account = (...routes: readonly RouteSpeed[]): SpeedAccount => ({ rows: 100_000, rate: 10, seconds: 8, routes })
const route = (name: string, statements: number, p95?: number, failed = 0): RouteSpeed => ({
  route: name,
  actor: 'a',
  alone: 10,
  answers: true,
  statements,
  ...(p95 !== undefined && { load: { p50: p95, p95, p99: p95, worst: p95, sent: 80, failed } }),
})

test('a line for each route under load, before and after', () => {
  const before = account(route('GET /api/orders', 42, 6000, 70), route('GET /api/stats', 5, 1200.4), route('GET /api/me', 1))
  expect(speedLines(before, account(route('GET /api/orders', 2, 41), route('GET /api/stats', 5, 60))).join('\n')).toMatchInlineSnapshot(`
    "
    95 of 100 requests were answered within (10 a second, 100,000 rows in the largest tables):
      GET /api/orders   over 6,000 ms →    41 ms   42 → 2 statements
      GET /api/stats         1,200 ms →    60 ms   5 statements"
  `)
  // The repaired app was not measured.
  expect(speedLines(before, undefined)[2]).toBe('  GET /api/orders   over 6,000 ms')
})

test('nothing is said of what was not measured', () => {
  expect(speedLines(undefined, undefined)).toEqual([])
  expect(speedLines(account(route('GET /api/me', 1)), undefined)).toEqual([])
})
