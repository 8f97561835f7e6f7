import type { RouteSpeed, SpeedAccount } from '#triage/speed'

/** The slowest routes at p95, as they were and as they are: a few lines for the end of a rescue. */
export function speedLines(before: SpeedAccount | undefined, after: SpeedAccount | undefined): readonly string[] {
  const slow = before?.routes.filter(route => route.load) ?? []
  if (!before || slow.length === 0) return []
  const now = new Map((after?.routes ?? []).map(route => [route.route, route]))
  const width = Math.max(...slow.map(({ route }) => route.length))
  return [
    '',
    `95 of 100 requests were answered within (${before.rate} a second, ${before.rows.toLocaleString('en')} rows in the largest tables):`,
    ...slow.map(route => {
      const again = now.get(route.route)
      return `  ${route.route.padEnd(width)}  ${p95(route).padStart(14)}${again?.load ? ` → ${p95(again).padStart(8)}   ${statements(route, again)}` : ''}`
    }),
  ]
}

function p95({ load }: RouteSpeed): string {
  if (!load) return '?'
  const lost = load.failed * 20 > load.sent
  return `${lost ? 'over ' : ''}${Math.round(load.p95).toLocaleString('en')} ms`
}

const statements = (before: RouteSpeed, after: RouteSpeed): string =>
  before.statements === after.statements
    ? `${after.statements} ${after.statements === 1 ? 'statement' : 'statements'}`
    : `${before.statements} → ${after.statements} statements`
