import { ACTORS, type EvidenceStep } from '#base/evidence'
import { nameOf } from '#model/read/route'
import { differing, tellingChanges } from '../change.js'
import { type Outcome, proved } from '../probe.js'
import type { Intrusion } from './intrusion.js'

/** A proof where A's row changed, or where somebody wrote who should not be let in at all. */
export async function judgeWrite(intrusion: Intrusion): Promise<Outcome | undefined> {
  const { ground, route, actor, suspected, control, request, before, steps } = intrusion
  const who = ACTORS[actor]
  const { object } = control
  if (object && before) {
    const after = await ground.rows?.again(object.table, object.row)
    if (!after || tellingChanges(before, after, request).length > 0) {
      const kept: EvidenceStep = {
        kind: 'rows',
        table: object.table,
        before: differing(before, after),
        after: after ? differing(after, before) : 'the row is gone',
      }
      return proved(`${who} ${after ? 'changed' : 'deleted'} a row of ${object.table} that belongs to customer A`, [...steps, kept])
    }
  }
  // Where the door is open to customers, that a row more is there is no fault; nor is it where the app says no.
  const isOutsider = actor === 'nobody' || control.actor === 'admin'
  if (intrusion.reception !== 'taken' || !isOutsider || !suspected) return undefined
  if (ground.rows === undefined) return isAlike(intrusion) ? proved(`${who} was let do what ${nameOf(route)} does`, steps) : undefined
  const changed = await grown(intrusion)
  return changed.length > 0
    ? proved(`${who} wrote ${changed.map(({ table }) => `\`${table}\``).join(' and ')} by ${nameOf(route)}`, [
        ...steps,
        ...changed.map(({ table, from, to }): EvidenceStep => ({ kind: 'rows', table, before: `${from} rows`, after: `${to} rows` })),
      ])
    : undefined
}

async function grown({ ground, route, counts }: Intrusion): Promise<readonly { table: string; from: number; to: number }[]> {
  const now = await ground.counts(route)
  return [...now].flatMap(([table, to]) => {
    const from = counts.get(table)
    return from !== undefined && from !== to ? [{ table, from, to }] : []
  })
}

/** The same status and the same keys as whom it is for gets. */
const isAlike = ({ answer, control }: Intrusion): boolean =>
  answer.status === control.answer.status && keysOf(answer.json) !== '' && keysOf(answer.json) === keysOf(control.answer.json)

const keysOf = (json: unknown): string => (typeof json === 'object' && json !== null ? Object.keys(json).toSorted().join() : '')
