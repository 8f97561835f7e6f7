import type { EvidenceStep } from '#base/evidence'
import type { LabRequest } from '#lab/lab'
import type { Row } from '#lab/request/rows'
import type { Route } from '#model/app-model'
import { stepOf } from '../called.js'
import { isLog, settledRow, settledRows } from '../change.js'
import { type Contents, contentsOf } from '../contents.js'
import { lettersSent, ON_ITS_WAY } from '../letters.js'
import type { Ground } from '../probe.js'
import { tablesOfCalls, tablesWritten } from '../written.js'

/** What an event did. */
interface Effect {
  /** `changed \`orders\`` */
  readonly says: string
  readonly step: EvidenceStep
}

type EffectOf = (ground: Ground, before: Contents, after: Contents) => Promise<Effect | undefined>

export const rowChange: EffectOf = async (_, before, after) => {
  const change = changed(before, after)
  return change && { says: `changed \`${change.table}\``, step: change.step }
}

export const letters: EffectOf = async ({ lab }) => {
  const [call] = await lettersSent(lab, ON_ITS_WAY)
  return call && { says: `sent a ${call.service === 'sms' ? 'message' : 'mail'}`, step: stepOf(call) }
}

/** Sends the event; what came of it, as far as it is asked for. */
export async function delivery(ground: Ground, route: Route, request: LabRequest, effectOf: EffectOf) {
  const before = await contents(ground, route)
  await ground.lab.mark()
  const answer = await ground.lab.send(request)
  const after = await contents(ground, route)
  return { answer, effect: await effectOf(ground, before, after), isChanged: changed(before, after) !== undefined }
}

/** Rows of all tables that the route writes, or that functions write which it calls. */
export const contents = ({ rows, model }: Ground, route: Route): Promise<Contents> =>
  contentsOf(rows, [...tablesWritten(route), ...tablesOfCalls(route, model)])

/** A row that is new or different, of a table that does not only note what happens. */
export function changed(before: Contents, after: Contents): { readonly table: string; readonly step: EvidenceStep } | undefined {
  for (const [table, rows] of after) {
    const known = settledRows(before.get(table) ?? [])
    const fresh = rows.find(row => !known.has(settledRow(row)))
    // A log of what was received is what makes the second delivery harmless; a later time alone is no effect.
    if (fresh && !isLog(table))
      return {
        table,
        step: {
          kind: 'rows',
          table,
          before: `${before.get(table)?.length ?? 0} rows`,
          after: `${rows.length} rows; one is ${excerpt(fresh)}`,
        },
      }
  }
  return undefined
}

const excerpt = (row: Row): string =>
  Object.entries(row)
    .filter(([column]) => !/passw|hash|secret|token/i.test(column))
    .slice(0, 5)
    .map(([column, value]) => `${column} = ${String(value).slice(0, 40)}`)
    .join(', ')
