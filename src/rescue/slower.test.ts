import { expect, test } from 'vitest'
import type { RouteSpeed, SpeedAccount } from '#triage/speed'
import { slowerThan } from './slower.js'

const account = (...routes: readonly RouteSpeed[]): SpeedAccount => ({ rows: 1000, rate: 10, seconds: 8, routes })
const route = (alone: number, p95?: number): RouteSpeed => ({
  route: 'GET /api/orders',
  actor: 'a',
  alone,
  answers: true,
  statements: 1,
  ...(p95 !== undefined && { load: { p50: p95 / 2, p95, p99: p95, worst: p95, sent: 80, failed: 0 } }),
})

test.each([
  ['slower alone and under load', route(30, 80), route(200, 900), [{ route: 'GET /api/orders', before: 80, after: 900 }]],
  ['slower, and never under load', route(20), route(300), [{ route: 'GET /api/orders', before: 20, after: 300 }]],
  ['quicker', route(900, 4000), route(20, 60), []],
  ['a bad moment of the machine: alone it is as quick as before', route(30, 80), route(31, 900), []],
  ['a few milliseconds, which chance makes too', route(4, 9), route(12, 30), []],
])('%s', (_, before, after, found) => {
  expect(slowerThan(account(before), account(after))).toEqual(found)
})

test('a route that was not measured before says nothing', () => {
  expect(slowerThan(account(), account(route(900, 4000)))).toEqual([])
})
