import { expect, test } from 'vitest'
import type { Route } from '#model/app-model'
import type { SpeedAccount } from '#triage/speed'
import { countable } from './counted.js'

const route = (path: string, file: string, behind: string): Route =>
  ({ method: 'GET', path, at: { file, line: 1 }, guards: [], effects: [{ at: { file: behind, line: 1 }, trail: [] }] }) as unknown as Route
const ROUTES = [
  route('/api/orders', 'app/api/orders/route.ts', 'lib/orders.ts'),
  route('/api/carts', 'app/api/carts/route.ts', 'lib/carts.ts'),
]
const TOUCHED = ROUTES.flatMap(({ at, effects }) => [at.file, effects[0]!.at.file])
const load = { p50: 1, p95: 1, p99: 1, worst: 1, sent: 1, failed: 0 }
const speed = (loaded: readonly string[]): SpeedAccount =>
  ({
    routes: ROUTES.map(({ path }) => ({ route: `GET ${path}`, ...(loaded.includes(path) && { load }) })),
  }) as unknown as SpeedAccount

test('no lines are counted in files of a route that is timed', () => {
  expect(countable(TOUCHED, ROUTES, speed(['/api/orders']))).toEqual(['app/api/carts/route.ts', 'lib/carts.ts'])
  expect(countable(TOUCHED, ROUTES, speed([]))).toEqual(TOUCHED)
  expect(countable(TOUCHED, ROUTES, undefined)).toEqual(TOUCHED)
})
