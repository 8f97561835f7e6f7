import { isDeepStrictEqual } from 'node:util'
import type { Finding } from '#triage/finding'
import type { Route } from '#model/app-model'
import { nameOf } from '#model/read/route'
import { answered, isWorkshop, receptionOf } from '../answer.js'
import { settledRow, settledRows } from '../change.js'
import { type Ground, inconclusive, type Outcome, type Probe, proved, refuted } from '../probe.js'
import { forEachSuspect } from '../suspected.js'
import { tablesWritten } from '../written.js'
import { BELOW, bodies, NESTED } from './bodies.js'

/** Sends what no form sends: other types, nothing, a novel, a negative number. */
export const junk: Probe = {
  id: 'input/junk',
  title: 'Bodies that no form sends',
  settles: ['input/unvalidated-body'],
  plan: forEachSuspect(['input/unvalidated-body'], attempt),
}

async function attempt(ground: Ground, route: Route, finding: Finding): Promise<Outcome> {
  const { lab } = ground
  const name = nameOf(route)
  const control = await ground.working(route)
  const asked = `${name} was sent junk`
  if (!control.works) return inconclusive(asked, `${answered(control.answer)} to an ordinary request`, [control.answer.step])
  const refusals: number[] = []
  let held = 0
  for (const { says, request } of bodies(control.request, finding)) {
    const faults = lab.faults()
    const before = await contents(ground, route)
    const answer = await lab.send(request)
    if (lab.faults() > faults) {
      // What ended once may have been about to.
      const [ended, second] = [lab.faults(), await lab.send(request)]
      if (lab.faults() > ended)
        return proved(`${says} sent to ${name} ends the whole app, each time`, [control.answer.step, answer.step, second.step])
    }
    if (isWorkshop(answer)) return inconclusive(asked, answered(answer), [answer.step])
    if (answer.status === 500) {
      await lab.reset()
      const second = await lab.send(request)
      if (second.status === 500)
        return proved(`${says} sent to ${name} makes it fail with 500, each time`, [control.answer.step, answer.step, second.step])
    }
    const kept = receptionOf(answer, control.answer) === 'taken' ? await storedJunk(ground, route, before) : undefined
    if (kept)
      return proved(`${says} sent to ${name} is stored in \`${kept.table}\``, [
        answer.step,
        { kind: 'rows', table: kept.table, before: 'no such row', after: `${kept.column} = ${String(kept.value).slice(0, 60)}` },
      ])
    refusals.push(answer.status)
    if (REFUSED.has(answer.status)) held++
    else if (answer.status < 300 && before.size > 0 && isDeepStrictEqual(await contents(ground, route), before)) held++
    await lab.reset()
  }
  // What is passed over, and nothing of it stored, is held as well, where something else is refused.
  return refusals.some(status => REFUSED.has(status)) && held === refusals.length
    ? refuted(`${name} refuses what it does not understand`, `it answered ${[...new Set(refusals)].join(' and ')}`, [control.answer.step])
    : inconclusive(asked, `it answered ${[...new Set(refusals)].join(', ') || 'nothing'}`, [control.answer.step])
}

const REFUSED: ReadonlySet<number> = new Set([400, 413, 422])

/** Numbers that are never less than nothing. */
const COUNTED = /price|amount|total|qty|quantity|count|rating|stars|seats|guests|stock/i
async function contents({ rows }: Ground, route: Route): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const found = new Map<string, ReadonlySet<string>>()
  for (const table of tablesWritten(route)) found.set(table, settledRows((await rows?.some(table, 3000)) ?? []))
  return found
}

/** A value in a new or changed row that can only be the junk: an object where text belongs, a price below nothing. */
async function storedJunk(
  { rows }: Ground,
  route: Route,
  before: ReadonlyMap<string, ReadonlySet<string>>,
): Promise<{ readonly table: string; readonly column: string; readonly value: unknown } | undefined> {
  for (const table of tablesWritten(route))
    for (const row of (await rows?.some(table, 3000)) ?? []) {
      if (before.get(table)?.has(settledRow(row))) continue
      for (const [column, value] of Object.entries(row))
        if (value === '[object Object]' || value === JSON.stringify(NESTED) || (COUNTED.test(column) && Number(value) === BELOW))
          return { table, column, value }
    }
  return undefined
}
