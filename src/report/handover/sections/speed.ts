import type { RouteSpeed, SpeedAccount } from '#triage/speed'
import { type Block, type Cell, type Pair, text } from '../block.js'
import { code, plural } from '../count.js'

/** What routes took under the same load before and after. */
export function speedBlocks(before: SpeedAccount | undefined, after: SpeedAccount | undefined): readonly Block[] {
  if (!before) return []
  const now = new Map((after?.routes ?? []).map(route => [route.route, route]))
  const loaded = before.routes.filter(route => route.load)
  const quick = before.routes.length - loaded.length
  const [slowest] = before.routes.toSorted((a, b) => b.alone - a.alone)
  const scale = `${before.rows.toLocaleString('en-US')} rows in the largest tables`
  if (loaded.length === 0)
    return [
      text(
        `${plural(before.routes.length, 'route')} were asked one at a time with ${scale}. The slowest${slowest ? `, ${code(slowest.route)},` : ''} took ${Math.round(slowest?.alone ?? 0)} ms, so none was put under load.`,
      ),
    ]
  return [
    text(
      `Measured on the running copy with ${scale}: ${before.rate} requests a second for ${before.seconds} seconds, sent on time whether or not earlier ones were answered, and timed from when each was due. ${quick > 0 ? `${plural(quick, 'other route')} answered quickly alone and got no load. ` : ''}${after ? 'The repaired app was given the same rows and the same load.' : 'The repaired app was not measured.'}`,
    ),
    {
      kind: 'pairs',
      label: '95 of 100 requests were answered within',
      unit: 'ms',
      rows: loaded.map((route): Pair => {
        const again = now.get(route.route)?.load
        return { label: route.route, before: route.load!.p95, ...(again && { after: again.p95 }) }
      }),
    },
    {
      kind: 'table',
      label: 'Routes under load',
      head: ['Route', 'p50 ms', 'p95 ms', 'p99 ms', 'Not answered', 'Statements'],
      rows: loaded.map(route => row(route, now.get(route.route))),
    },
    ...vitalBlocks(loaded, now),
    ...writeBlocks(before, after),
  ]
}

/** How the process of the app took the load. */
function vitalBlocks(loaded: readonly RouteSpeed[], now: ReadonlyMap<string, RouteSpeed>): readonly Block[] {
  const told = loaded.filter(route => route.load?.vitals)
  if (told.length === 0) return []
  const figure = (route: RouteSpeed, of: (vitals: Vitals) => string): string => {
    const again = now.get(route.route)?.load?.vitals
    return `${of(route.load!.vitals!)}${again ? ` → ${of(again)}` : ''}`
  }
  return [
    text(
      'While the event loop is held up, nobody is answered, on any route. Memory is what the app held after the load more than before, with everything freed that could be: what grows from load to load ends in a restart.',
    ),
    {
      kind: 'table',
      label: 'The process under load',
      head: ['Route', 'Event loop held up, p99 ms', 'At worst ms', 'Memory kept MB'],
      rows: told.map(route => [
        code(route.route),
        figure(route, vitals => shown(vitals.delay)),
        figure(route, vitals => shown(vitals.worstDelay)),
        figure(route, vitals => (vitals.growth / 1e6).toFixed(1)),
      ]),
    },
  ]
}

/** What writing costs with the indexes of before and of now. */
function writeBlocks({ writes }: SpeedAccount, after: SpeedAccount | undefined): readonly Block[] {
  if (!writes?.length) return []
  const now = new Map((after?.writes ?? []).map(write => [write.table, write.thousand]))
  return [
    {
      kind: 'table',
      label: 'Writing a thousand rows, with every index of the table',
      head: ['Table', 'ms'],
      rows: writes.map(({ table, thousand }) => [code(table), `${shown(thousand)}${now.has(table) ? ` → ${shown(now.get(table))}` : ''}`]),
    },
  ]
}

function row(before: RouteSpeed, after: RouteSpeed | undefined): readonly Cell[] {
  const figure = (of: (route: RouteSpeed) => number | undefined): string => {
    const [was, is] = [of(before), after && of(after)]
    return is === undefined ? shown(was) : `${shown(was)} → ${shown(is)}`
  }
  return [
    code(before.route),
    figure(route => route.load?.p50),
    figure(route => route.load?.p95),
    figure(route => route.load?.p99),
    `${lost(before)}${after?.load ? ` → ${lost(after)}` : ''}`,
    figure(route => route.statements),
  ]
}

type Vitals = NonNullable<NonNullable<RouteSpeed['load']>['vitals']>

const shown = (value: number | undefined): string => (value === undefined ? '–' : Math.round(value).toLocaleString('en-US'))
const lost = ({ load }: RouteSpeed): string => (load ? `${load.failed} of ${load.sent}` : '–')
