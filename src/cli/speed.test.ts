import { expect, test } from 'vitest'
import { account, route } from '#triage/speed.fixture'
import { speedLines } from './speed.js'

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
