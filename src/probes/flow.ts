import type { Actor } from '#base/evidence'
import type { LabRequest } from '#lab/lab'
import { hasProject } from '#lab/actors/project'
import { nameOf } from '#model/read/route'
import { anew, sendAnew } from './anew.js'
import { receptionOf } from './answer.js'
import type { Ground } from './probe.js'
import { reachable } from './suspected.js'
import { variationsOf } from './variations.js'
import type { Working } from './working.js'
import { writes } from './written.js'

/** Something that ordinary people do in the app and that works; it has to go on working. */
export interface Flow {
  /** `GET /api/orders/:id` */
  readonly route: string
  /** Who did it. */
  readonly actor: Actor
  readonly status: number
  /** What sets it apart from the ordinary request to the route: `from https://admin.shop.example`. */
  readonly how?: string
  /** The kind of repair that could stand in its way. */
  readonly area?: string
  /** The ordinary request that was made. */
  readonly asked?: LabRequest
}

/** Every route that answers an ordinary request from whom it is for, and how else that can be made. */
export async function recordFlows(ground: Ground): Promise<readonly Flow[]> {
  const flows: Flow[] = []
  for (const route of reachable(ground)) {
    const working = await ground.working(route)
    if (!working.works) continue
    const flow = { route: nameOf(route), actor: working.actor, status: working.answer.status, asked: working.request }
    flows.push(flow)
    for (const { how, area, works } of variationsOf(ground, working)) if (await works()) flows.push({ ...flow, how, area })
  }
  return [...flows, ...(await browserFlows(ground))]
}

/** Whether a flow still works, as it is found anew. `checked`: routes whose bodies a repair looks at now. */
export async function flowsAgain(ground: Ground, checked: ReadonlySet<string> = new Set()): Promise<(flow: Flow) => Promise<boolean>> {
  const routes = new Map(ground.model.routes.map(route => [nameOf(route), route]))
  const browser = new Set((await browserFlows(ground)).map(flow => flow.route))
  return async ({ route: name, actor, how, asked }) => {
    const route = routes.get(name)
    if (!route) return browser.has(name)
    const found = await anew(
      ground.lab,
      () => ground.working(route),
      one => one.answer,
    )
    if (asked && checked.has(name) && namesMore(found.request, asked)) {
      // What browsers never sent may not be asked for. A refusal that those fields do not end is for something else.
      const { answer } = await askedAgain(ground, found, asked)
      if ((answer.status === 400 || answer.status === 422) && (await askedAgain(ground, found, filledUp(asked, found.request))).works)
        return false
    }
    const working = found.works || !asked ? found : await askedAgain(ground, found, asked)
    if (!working.works || (working.actor !== actor && !(await worksFor(ground, working, actor)))) return false
    if (how === undefined) return true
    // What no longer names anybody, or is asked by no other site, cannot break there.
    return (
      (await variationsOf(ground, working)
        .find(one => one.how === how)
        ?.works()) ?? true
    )
  }
}

/** The request that was made up for the repaired app has fields that the one before had not. */
function namesMore(now: LabRequest, before: LabRequest): boolean {
  const known = new Set(Object.keys((before.form ?? before.body ?? {}) as object))
  return Object.keys((now.form ?? now.body ?? {}) as object).some(name => !known.has(name))
}

/** The request of before with the fields that it had not. */
const filledUp = (before: LabRequest, now: LabRequest): LabRequest => ({
  ...before,
  ...(before.form ? { form: { ...now.form, ...before.form } } : { body: { ...(now.body as object), ...(before.body as object) } }),
})

/** A repaired app reads otherwise, and another request may be made up for it: what worked before is still an ordinary one. */
async function askedAgain({ lab }: Ground, { route, object }: Working, request: LabRequest): Promise<Working> {
  const answer = await sendAnew(lab, request)
  if (writes(route)) {
    await lab.reset()
    await lab.comeBack()
  }
  return { route, object, actor: request.actor, request, answer, works: receptionOf(answer) === 'taken' }
}

/** That somebody else may, does not help who could before. */
async function worksFor({ lab, present }: Ground, { route, request, answer: own }: Working, actor: Actor): Promise<boolean> {
  if (!present.has(actor)) return true
  const answer = await sendAnew(lab, { ...request, actor })
  if (writes(route)) {
    await lab.reset()
    await lab.comeBack()
  }
  return receptionOf(answer, own) === receptionOf(own)
}

/** What A's browser reads past every server: her own rows, in tables that some page shows. */
async function browserFlows({ lab, model, rows, present }: Ground): Promise<readonly Flow[]> {
  if (!hasProject(model) || !present.has('a') || !rows) return []
  const shown = new Set(
    model.browser
      .flatMap(unit => unit.effects)
      .flatMap(effect => (effect.kind === 'query' && effect.does === 'read' && effect.table !== undefined ? [effect.table] : [])),
  )
  const flows: Flow[] = []
  for (const { name, primaryKey } of model.tables.filter(table => shown.has(table.name))) {
    const [key, row] = [primaryKey[0], await rows.owned(name, 'a')]
    if (key === undefined || row?.[key] === undefined) continue
    const path = `/rest/v1/${name}?select=${key}&${key}=eq.${encodeURIComponent(String(row[key]))}`
    const { status, json } = await lab.send({ actor: 'a', method: 'GET', path })
    if (status === 200 && Array.isArray(json) && json.length > 0) flows.push({ route: `GET /rest/v1/${name}`, actor: 'a', status })
  }
  return flows
}
