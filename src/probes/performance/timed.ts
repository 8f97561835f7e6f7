import type { Lab, LabRequest } from '#lab/lab'
import type { Route } from '#model/app-model'
import { nameOf } from '#model/read/route'
import type { RouteSpeed } from '#triage/speed'
import type { Ground } from '../probe.js'
import { reachable } from '../suspected.js'
import { writes } from '../written.js'

/** A route that reads, with a request that it takes. */
export interface Timeable {
  readonly route: Route
  readonly request: LabRequest
  /** Of the ordinary answer. */
  readonly status: number
}

/** Routes that ask the database for rows and write none. */
export async function timeable(ground: Ground): Promise<readonly Timeable[]> {
  const found: Timeable[] = []
  for (const route of reachable(ground)) {
    if (route.method !== 'GET' || writes(route) || !route.effects.some(effect => effect.kind === 'query')) continue
    const { works, request, answer } = await ground.working(route)
    if (works) found.push({ route, request, status: answer.status })
  }
  return found
}

/** Milliseconds from which once says enough. */
const LONG = 1_500

/** One request by itself, the quickest of three; the first of them shows its statements. */
export async function timedAlone(lab: Lab, { route, request }: Timeable, limit: number): Promise<RouteSpeed> {
  await lab.mark()
  const first = await lab.send({ ...request, limit, once: true })
  const statements = (await lab.statements()).filter(({ sql }) => STATEMENT.test(sql)).length
  const times = [first.milliseconds]
  for (let n = 0; n < 2 && first.milliseconds < LONG; n++) times.push((await lab.send(request)).milliseconds)
  // Nobody waits any longer, but the app may still be at it.
  if (first.status === 0) await lab.restart()
  return { route: nameOf(route), actor: request.actor, alone: Math.min(...times), answers: first.status !== 0, statements }
}

const STATEMENT = /^\s*(?:select|insert|update|delete|with|mongodb)\b/i
