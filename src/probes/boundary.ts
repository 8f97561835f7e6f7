import type { LabRequest } from '#lab/lab'
import { nameOf } from '#model/read/route'
import { receptionOf } from './answer.js'
import type { Ground } from './probe.js'
import { reachable } from './suspected.js'

/** A request that the app takes from whom it is for, and what it answers a caller who is not signed in. */
export interface Boundary {
  readonly route: string
  readonly method: string
  readonly path: string
  readonly body?: unknown
  readonly form?: Readonly<Record<string, string>>
  /** What nobody gets. */
  readonly status: number
}

const REFUSING: ReadonlySet<number> = new Set([301, 302, 303, 307, 308, 401, 403])

/** Where the running copy tells a caller without a session no, seen by asking. */
export async function recordBoundaries(ground: Ground): Promise<readonly Boundary[]> {
  const boundaries: Boundary[] = []
  for (const route of reachable(ground)) {
    if (route.kind === 'action' || !['session', 'role', 'owner'].includes(route.auth)) continue
    const { works, actor, request, answer: own } = await ground.working(route)
    if (!works || actor === 'nobody') continue
    const { status, ...answer } = await ground.lab.send({ ...request, actor: 'nobody' })
    if (!REFUSING.has(status) || receptionOf({ status, ...answer }, own) === 'taken') continue
    boundaries.push({ route: nameOf(route), method: request.method, path: request.path, ...carried(request), status })
  }
  return boundaries
}

/** What a test can write down: text, fields and values, no files. */
const carried = ({ body, form }: LabRequest): Pick<Boundary, 'body' | 'form'> => ({
  ...(body !== undefined && !Buffer.isBuffer(body) && { body }),
  ...(form && { form }),
})
