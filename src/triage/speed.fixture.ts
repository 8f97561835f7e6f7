import type { RouteSpeed, SpeedAccount } from './speed.js'

/** What was measured of an app's routes, in eight seconds of ten requests each. */
export const account = (...routes: readonly RouteSpeed[]): SpeedAccount => ({ rows: 100_000, rate: 10, seconds: 8, routes })

/** Without `p95` the route was not put under load. */
export const route = (name: string, statements: number, p95?: number, failed = 0): RouteSpeed => ({
  route: name,
  actor: 'a',
  alone: 10,
  answers: true,
  statements,
  ...(p95 !== undefined && { load: { p50: p95 / 2, p95, p99: p95 * 1.5, worst: p95 * 2, sent: 80, failed } }),
})
