import type { Actor } from '#base/evidence'
import { nameOf } from '#model/read/route'
import type { Ground } from './probe.js'
import { reachable } from './suspected.js'

/** Something that ordinary people do in the app and that works; it has to go on working. */
export interface Flow {
  /** `GET /api/orders/:id` */
  readonly route: string
  /** Who did it. */
  readonly actor: Actor
  readonly status: number
}

/** Every route that answers an ordinary request from whom it is for. */
export async function recordFlows(ground: Ground): Promise<readonly Flow[]> {
  const flows: Flow[] = []
  for (const route of reachable(ground)) {
    const { works, actor, answer } = await ground.working(route)
    if (works) flows.push({ route: nameOf(route), actor, status: answer.status })
  }
  return flows
}
