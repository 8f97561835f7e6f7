import { ACTORS } from '#base/evidence'
import { shape } from '#lab/request/shape'
import { answered, receptionOf } from '../answer.js'
import type { Intrusion } from './intrusion.js'

/** Why the answer is a refusal of this caller; `undefined` where it may have another cause. */
export async function refusal({ ground, route, actor, control, answer, reception }: Intrusion): Promise<string | undefined> {
  if (reception !== 'refused' && reception !== 'moved') return undefined
  const why = `${answered(answer)}, while ${ACTORS[control.actor]} got ${control.answer.status}`
  // The same request: only who asks differs.
  if (actor === 'nobody') return why
  if (!(await ground.recognised(actor))) return undefined
  if ([401, 403, 404].includes(answer.status)) return why
  // What else is wrong with B's request is wrong with B's own as well.
  const { request } = await shape(route, actor, actor, ground.shaping)
  return receptionOf(await ground.lab.send(request), control.answer) === 'taken' ? why : undefined
}
