import { tryIndexesOn } from '#database/trial/run'
import type { TrialQuery, Trials } from '#database/trial/trials'
import { nameOf } from '#model/read/route'
import { trialQueries } from '#model/read/trial-queries'
import type { Lab, Pace } from '#lab/lab'
import { isWorse, type RouteLoad, type RouteSpeed, type SpeedAccount } from '#triage/speed'
import type { Ground } from '../probe.js'
import { grow, type Grown } from './grown.js'
import { writeSpeeds } from './write-speeds.js'
import { type Timeable, timeable, timedAlone } from './timed.js'

export interface SpeedOptions {
  /** Rows of the largest tables. */
  readonly rows: number
  /** An earlier measurement: the same routes are put under load, and what seems slower now is measured again. Left out: the slowest. */
  readonly before?: SpeedAccount
  /** Also find out which indexes are worth having. */
  readonly indexes?: boolean
  /** How the load is sent; tests are in a hurry. */
  readonly pace?: Omit<Pace, 'status'>
  /** One line per step, for people. */
  readonly log?: (line: string) => void
}

export interface Speed {
  readonly account: SpeedAccount
  readonly trials: Trials | undefined
}

/** Requests a second; milliseconds that they are sent, uncounted and counted; and how long anybody waits. */
const PACE = { rate: 10, warmUp: 1_000, duration: 6_000, limit: 4_000 }
/** Routes under load. */
const MOST = 4
/** A query quicker than this, in milliseconds, is left as it is. */
const WORTH_AN_INDEX = 2
/** Alone and on a full database, a route quicker than this is not worth a load. */
const QUICK = 25

/** Fills the database to scale and measures what routes that read take, alone and under load. The database goes back to what it was. */
export async function measureSpeed(ground: Ground, { rows, before, indexes, pace = PACE, log }: SpeedOptions): Promise<Speed | undefined> {
  const { lab, model } = ground
  const candidates = await timeable(ground)
  if (candidates.length === 0) return undefined
  const names = new Set(candidates.map(({ route }) => nameOf(route)))
  const queries = trialQueries(model).filter(query => query.route !== undefined && names.has(query.route))
  await lab.reset()
  const grown = await grow(lab, model, queries, rows)
  if (!grown) return undefined
  try {
    log?.(`the database is filled: ${rows.toLocaleString('en')} rows in its largest tables`)
    const alone = new Map<Timeable, RouteSpeed>()
    const old = new Map(before?.routes.map(route => [route.route, route]))
    for (const one of candidates) {
      const speed = await surely(
        () => timedAlone(lab, one, pace.limit),
        each => each.alone,
        old.get(nameOf(one.route))?.alone,
      )
      alone.set(one, speed)
      log?.(`${speed.route}: ${speed.alone} ms alone, ${speed.statements} statements`)
    }
    await quiet(lab)
    const measured: RouteSpeed[] = []
    for (const [one, speed] of alone) {
      if (!chosen([...alone.values()], before).has(speed.route)) measured.push(speed)
      else {
        const load = await surely(
          () => underLoad(lab, one, speed.answers, pace),
          each => each.p95,
          old.get(speed.route)?.load?.p95,
        )
        measured.push({ ...speed, load })
        log?.(`${speed.route}: p50 ${load.p50}, p95 ${load.p95}, p99 ${load.p99} ms; ${load.failed} of ${load.sent} failed`)
      }
    }
    const writes = await writeSpeeds(lab, model, grown)
    for (const { table, thousand } of writes) log?.(`${table}: ${thousand} ms to write a thousand rows`)
    const account: SpeedAccount = { rows, rate: pace.rate, seconds: pace.duration / 1000, routes: measured.toSorted(bySlowness), writes }
    await lab.restart()
    const trials = indexes ? await tried(grown, trialQueries(model), rows) : undefined
    if (trials) log?.(`${trials.queries.length} queries were tried with indexes, ${trials.kept.length} are worth having`)
    return { account, trials }
  } finally {
    await lab.reset()
  }
}

/** Times that what seems slower is measured again. */
const AGAIN = 2

/** The best of several where the first is worse than before: a machine that does other things has bad moments. */
async function surely<Figure>(
  measure: () => Promise<Figure>,
  milliseconds: (figure: Figure) => number,
  before: number | undefined,
): Promise<Figure> {
  let best = await measure()
  for (let n = 0; n < AGAIN && before !== undefined && isWorse(before, milliseconds(best)); n++) {
    const next = await measure()
    if (milliseconds(next) < milliseconds(best)) best = next
  }
  return best
}

const bySlowness = (a: RouteSpeed, b: RouteSpeed): number => (b.load?.p95 ?? 0) - (a.load?.p95 ?? 0) || b.alone - a.alone

/** The same routes as before, else the slowest. */
function chosen(speeds: readonly RouteSpeed[], before: SpeedAccount | undefined): ReadonlySet<string> {
  if (before) return new Set(before.routes.filter(route => route.load).map(({ route }) => route))
  const slow = speeds.filter(speed => speed.alone >= QUICK).toSorted((a, b) => b.alone - a.alone)
  return new Set(slow.slice(0, MOST).map(speed => speed.route))
}

/** Each route begins on an app that has nothing left to do. */
async function underLoad(lab: Lab, { request, status }: Timeable, answers: boolean, pace: Omit<Pace, 'status'>): Promise<RouteLoad> {
  await lab.restart()
  const first = answers ? await lab.send({ ...request, limit: pace.limit, once: true }) : undefined
  // What it is still at would be counted.
  if (first?.status === 0) await lab.restart()
  const { p50, p95, p99, worst, sent, failed, vitals } = await lab.load(request, { ...pace, status })
  return { p50, p95, p99, worst, sent, failed, ...(vitals && { vitals }) }
}

/** Queries of tables that were filled; an index on a handful of rows shows nothing. */
function tried({ plot, tables }: Grown, queries: readonly TrialQuery[], rows: number): Promise<Trials> {
  const asked = queries.filter(query => query.implied === undefined && tables.has(query.table))
  return tryIndexesOn(plot, asked, rows, { smallest: WORTH_AN_INDEX, plain: true })
}

/** The lab writes down every statement, which costs time of its own: not while time is measured. */
async function quiet({ database }: Lab): Promise<void> {
  if (!database) return
  const { rows } = await database.query<{ name: string }>('select current_database() as name')
  await database.run(`alter database "${rows[0]!.name}" set log_statement = 'none'`)
}
