import type { Finding } from '#triage/finding'
import type { Route } from '#model/app-model'
import { nameOf } from '#model/read/route'
import { answered, isWorkshop, receptionOf } from '../answer.js'
import { settledRow, settledRows } from '../change.js'
import { type Contents, contentsOf, isUnchanged } from '../contents.js'
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
    else if (answer.status < 300 && before.size > 0 && isUnchanged(before, await contents(ground, route))) held++
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
const contents = ({ rows }: Ground, route: Route): Promise<Contents> => contentsOf(rows, tablesWritten(route))

/** A value in a new or changed row that can only be the junk: an object where text belongs, a price below nothing, a name of a hundred pages. */
async function storedJunk(
  { rows }: Ground,
  route: Route,
  before: Contents,
): Promise<{ readonly table: string; readonly column: string; readonly value: unknown } | undefined> {
  for (const [table, now] of await contentsOf(rows, tablesWritten(route))) {
    const known = settledRows(before.get(table) ?? [])
    const found = now
      .filter(row => !known.has(settledRow(row)))
      .flatMap(row => [...leavesOf(row)])
      .find(([column, value]) => isJunk(column, value))
    if (found) return { table, column: found[0], value: found[1] }
  }
  return undefined
}

function* leavesOf(value: Readonly<Record<string, unknown>>, within = ''): Generator<readonly [column: string, value: unknown]> {
  for (const [name, inner] of Object.entries(value)) {
    // What keeps objects is meant to: where text belongs, they stand as text.
    const isPart = typeof inner === 'object' && inner !== null && !(inner instanceof Date)
    if (isPart) yield* leavesOf(inner as Readonly<Record<string, unknown>>, `${within}${name}.`)
    else yield [`${within}${name}`, inner]
  }
}

const isJunk = (column: string, value: unknown): boolean =>
  value === '[object Object]' ||
  value === JSON.stringify(NESTED) ||
  (COUNTED.test(column) && Number(value) === BELOW) ||
  (typeof value === 'string' && value.length > PAGES && /^x+$/.test(value) && !LONG.test(column))

/** Beyond what any repair of ours lets through. */
const PAGES = 10_000
/** What people may write at length. */
const LONG = /content|body|descr|text|bio|about|html|css|js|script|code|note|message|comment|review|answer|json|data/i
