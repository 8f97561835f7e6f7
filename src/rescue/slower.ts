import { isWorse, type RouteSpeed, type SpeedAccount } from '#triage/speed'

/** A route that takes longer than before, beyond what chance does. */
export interface Slower {
  readonly route: string
  readonly before: number
  readonly after: number
}

/** Routes whose p95 got worse, and which are slower by themselves too: a load alone may have met a bad moment. */
export function slowerThan(before: SpeedAccount, after: SpeedAccount): readonly Slower[] {
  const old = new Map(before.routes.map(route => [route.route, route]))
  return after.routes.flatMap(route => {
    const was = old.get(route.route)
    if (!was || !isWorse(was.alone, route.alone)) return []
    const [from, to] = [late(was), late(route)]
    return isWorse(from, to) ? [{ route: route.route, before: from, after: to }] : []
  })
}

/** A table into which rows go more slowly than before. */
export interface SlowerWrite {
  readonly table: string
  /** Milliseconds for a thousand rows. */
  readonly before: number
  readonly after: number
}

/** An index that is worth having costs a thousand rows some tens of milliseconds, one of trigrams a hundred or two. */
const WRITE_SHARE = 3
const WRITE_MILLISECONDS = 300

/** Tables whose writes got slower than any index is worth. */
export function slowerWrites(before: SpeedAccount, after: SpeedAccount): readonly SlowerWrite[] {
  const old = new Map((before.writes ?? []).map(write => [write.table, write.thousand]))
  return (after.writes ?? []).flatMap(({ table, thousand }) => {
    const was = old.get(table)
    return was !== undefined && thousand > was * WRITE_SHARE && thousand - was > WRITE_MILLISECONDS
      ? [{ table, before: was, after: thousand }]
      : []
  })
}

/** At p95; without a load, what the route takes alone. */
const late = ({ load, alone }: RouteSpeed): number => load?.p95 ?? alone
