import type { Certainty, Severity } from '#base/certainty'
import { defineCheck } from '#checks/check'
import type { RulesDoor, Trial } from '#database/firebase/door'
import { isFormName } from '#database/firebase/holds'
import { doing, isEverything, isPrivate, isProfile, keyOf, ownerTest, passed, thingsOf, waysOf, type Way } from './firebase-way.js'

export default defineCheck({
  id: 'rules/firebase-open-rules',
  title: 'Firebase rules let strangers in',
  why: 'Every browser talks to Firebase directly, so a rule that asks nothing of the caller gives the data to whoever opens the page.',
  severity: 'critical',
  refs: ['CWE-862', 'CWE-732', 'OWASP-API1:2023'],
  needs: ['firebase'],
  *find({ firebase = [] }) {
    for (const way of waysOf(firebase, strangersAt)) {
      const changes = way.does.has('update') || way.does.has('delete')
      const table = way.doors[0]!.collection
      yield {
        at: way.at,
        certainty: certaintyOf(way),
        severity: severityOf(way),
        message: `Anyone, signed in or not, may ${doing(way.does)} ${thingsOf(way.doors)}${way.until ? ` until ${way.until}` : ''}.`,
        help: isEverything(way.doors[0]!)
          ? 'Remove the rule for everything, and write one `match` for each collection that says who may read and who may write it.'
          : changes || way.does.has('create')
            ? `Allow writing only to the owner (${ownerTest(way.doors[0])}) or to an admin.`
            : `Allow reading only to the owner: ${ownerTest(way.doors[0])}.`,
        key: keyOf(way, 'anyone'),
        table,
        data: { doors: way.doors.map(door => door.name), does: [...way.does], sent: way.sent },
      }
    }
  },
})

/** What strangers get through that they should not. */
function strangersAt(door: RulesDoor): Trial[] {
  const form = isFormName(door.collection) && !isEverything(door)
  const changed = passed(door, 'anon', 'other', 'update', 'delete').filter(() => !form || isPrivate(door))
  const created = form ? [] : passed(door, 'anon', 'forged', 'create')
  const read = passed(door, 'anon', 'other', 'get', 'list')
  // A place that only lists what it does not show one by one is another check's matter.
  const shown =
    read.some(trial => trial.does === 'get') && (isPrivate(door) || (isEverything(door) && door.service !== 'storage')) ? read : []
  // What everybody may write as well as read is told whole.
  return changed.length + created.length > 0 ? [...changed, ...created, ...(isPrivate(door) || isEverything(door) ? read : [])] : shown
}

function severityOf(way: Way): Severity {
  if (way.does.has('update') || way.does.has('delete')) return 'critical'
  if (way.doors.some(isEverything)) return 'critical'
  if (way.does.has('create')) return way.doors.some(isPrivate) ? 'high' : 'medium'
  if (way.doors.every(isProfile)) return 'medium'
  return way.doors.some(door => door.holds === 'secret' || door.holds === 'business') ? 'critical' : 'high'
}

const certaintyOf = (way: Way): Certainty =>
  way.does.has('update') || way.does.has('delete') || way.doors.some(door => isEverything(door) || door.holds === 'secret')
    ? 'certain'
    : 'likely'
