import { ACTORS } from '#base/evidence'
import { nameOf } from '#model/read/route'
import { carried, type Mark } from '../belongings.js'
import { type Outcome, proved } from '../probe.js'
import { tablesWritten } from '../written.js'
import type { Intrusion } from './intrusion.js'

/** A proof where the answer holds what is A's alone, or what only an admin is told. */
export function judgeRead(intrusion: Intrusion): Outcome | undefined {
  const { ground, route, actor, suspected, control, request, answer, reception, steps } = intrusion
  if (reception !== 'taken') return undefined
  const who = ACTORS[actor]
  const forStaff = control.actor === 'admin'
  const marks = carried(answer.text, ground.belongings.of('a', route.tables), request)
  // What nobody suspected has to be beyond doubt: a name under a review is meant to be read.
  const telling = marks.filter(mark => (suspected ? mark.personal : mark.intimate))
  if (telling.length > 0) return proved(`${who} reads ${what(telling)} of customer A by ${nameOf(route)}`, steps)
  if (!suspected) return undefined
  if (marks.length > 0 && (control.object !== undefined || forStaff))
    return proved(`${who} reads ${what(marks)} of customer A by ${nameOf(route)}`, steps)
  return judgeStaffAnswer(intrusion)
}

/** A proof where the answer is the one that an admin gets, and shows what it was about. */
export function judgeStaffAnswer({ route, actor, suspected, control, answer, reception, steps }: Intrusion): Outcome | undefined {
  if (!suspected || reception !== 'taken' || control.actor !== 'admin' || !isSameData(answer.json, control.answer.json)) return undefined
  // That something was done is told alike whether anything was.
  const isTelling = tablesWritten(route).length === 0 || showsSomething(answer.json)
  return isTelling ? proved(`${ACTORS[actor]} gets from ${nameOf(route)} what only an admin should`, steps) : undefined
}

/** The same data as JSON, times apart: an empty list is nobody's secret, and a shell of a page is everybody's. */
function isSameData(a: unknown, b: unknown): boolean {
  const [mine, theirs] = [leavesOf(a), leavesOf(b)]
  return (
    mine.length > 0 &&
    mine.length === theirs.length &&
    mine.every((leaf, index) => leaf === theirs[index]) &&
    mine.some(leaf => (typeof leaf === 'number' && leaf !== 0) || (typeof leaf === 'string' && leaf.length >= 4))
  )
}

/** The key of a row, or a text that is more than how it went. */
function showsSomething(value: unknown, depth = 0): boolean {
  if (typeof value !== 'object' || value === null || depth > 6) return false
  return Object.entries(value).some(([name, inner]) => {
    if (typeof inner === 'object') return showsSomething(inner, depth + 1)
    if (/^_?id$|_id$|Id$/.test(name)) return typeof inner === 'number' || typeof inner === 'string'
    return typeof inner === 'string' && inner.length >= 4 && !/^(?:message|msg|status|detail|info|result)$/i.test(name)
  })
}

function leavesOf(value: unknown, depth = 0): unknown[] {
  if (typeof value !== 'object' || value === null) return /^\d{4}-\d\d-\d\dT/.test(String(value)) ? [] : value === undefined ? [] : [value]
  return depth > 6 ? [] : Object.values(value).flatMap(inner => leavesOf(inner, depth + 1))
}

const what = (marks: readonly Mark[]): string =>
  [
    ...new Set(
      marks.map(mark =>
        mark.table === 'people' ? `the ${mark.column === 'email' ? 'e-mail address' : 'id'}` : `\`${mark.column}\` of \`${mark.table}\``,
      ),
    ),
  ]
    .slice(0, 3)
    .join(', ')
