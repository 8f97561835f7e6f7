import type { Actor } from '#base/evidence'
import type { Route } from '#model/app-model'
import { administrative } from '#model/read/administrative'
import { tablesByName } from '#model/read/tables'
import type { Lab, LabAnswer, LabRequest } from '#lab/lab'
import type { Row } from '#lab/request/rows'
import { shape, type Shaping } from '#lab/request/shape'
import { insist } from '#lab/request/try'
import { destinationOf, receptionOf } from './answer.js'
import { contentsOf, isUnchanged } from './contents.js'
import { tablesWritten, writes } from './written.js'

/** The control of every experiment: the same request from whom the route is for. */
export interface Working {
  readonly route: Route
  /** Who the route is for: an admin where it asks for one, else A. */
  readonly actor: Actor
  readonly request: LabRequest
  readonly answer: LabAnswer
  /** A's object that the request names. */
  readonly object: { readonly table: string; readonly row: Row } | undefined
  readonly works: boolean
}

/** Finds a request that the app accepts. Writes are undone. */
export async function findWorking(lab: Lab, route: Route, present: ReadonlySet<Actor>, shaping: Shaping): Promise<Working> {
  const candidates: Actor[] = isForStaff(route, shaping) ? ['admin', 'a', 'seller'] : ['a', 'seller', 'admin']
  const actors = candidates.filter(actor => present.has(actor))
  let last: Working | undefined
  const tries = (actors.length > 0 ? actors : (['nobody'] as const)).map(actor => ({ actor, shaping }))
  // What is one's own may be sold, or a draft.
  const offers = tries.filter(one => one.actor === 'a').map(one => ({ ...one, shaping: { ...shaping, offers: true as const } }))
  for (const { actor, shaping } of [...tries, ...(writes(route) ? offers : [])]) {
    const shaped = await shape(route, actor, actor === 'nobody' || actor === 'admin' ? 'a' : actor, shaping)
    const before = await contentsOf(shaping.rows, tablesWritten(route))
    const { request, answer } = await insist(lab, shaped.request)
    const isDone = next(answer) !== undefined && !isUnchanged(before, await contentsOf(shaping.rows, tablesWritten(route)))
    if (writes(route)) await lab.reset()
    const works = receptionOf(answer) === 'taken' || isDone || (await leadsOn(lab, route, request, answer))
    const working = { route, actor, request, answer, object: shaped.object, works }
    if (working.works) return working
    last ??= working
  }
  return last!
}

/** A form that was taken answers with the next page; one that was not sends back, or to where nobody is sent. */
async function leadsOn(lab: Lab, route: Route, request: LabRequest, answer: LabAnswer): Promise<boolean> {
  const to = next(answer)
  if (to === undefined || request.actor === 'nobody' || !writes(route)) return false
  const bare = await lab.send({ ...request, actor: 'nobody' })
  await lab.reset()
  return ['refused', 'moved'].includes(receptionOf(bare)) && destinationOf(bare) !== to
}

/** Where a form that was taken leads. */
function next(answer: LabAnswer): string | undefined {
  const to = destinationOf(answer)
  return to === undefined || SENDS_BACK.test(to) ? undefined : to
}

const SENDS_BACK = /error|fail|denied|forbidden|(?:log|sign)-?in\b/i

const isForStaff = (route: Route, { model }: Shaping): boolean =>
  route.auth === 'role' ||
  /(?:^|\/)admin/i.test(route.path) ||
  administrative(route, model.routes, tablesByName(model.tables)) !== undefined
