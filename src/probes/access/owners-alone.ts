import { receptionOf } from '../answer.js'
import { isVisit, tellingChanges } from '../change.js'
import { writes } from '../written.js'
import type { Intrusion } from './intrusion.js'

/**
 * Whether the same request changes the row when it comes from whose it is, after a stranger's left it alone: the statement asks whose the
 * row is, and the answer does not tell.
 */
export async function isOwnersAlone({ ground, route, control, request, reception, before }: Intrusion): Promise<boolean> {
  const { object } = control
  // A page that counts its visitors changes a row as well, and is no change that anybody asked for.
  if (!object || !before || !writes(route) || ['GET', 'HEAD'].includes(route.method) || reception !== 'taken') return false
  const own = await ground.lab.send(control.request)
  if (receptionOf(own, control.answer) !== 'taken') return false
  const after = await ground.rows?.again(object.table, object.row)
  return !after || (!isVisit(before, after) && tellingChanges(before, after, request).length > 0)
}
