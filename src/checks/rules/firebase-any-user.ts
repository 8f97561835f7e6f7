import type { Severity } from '#base/certainty'
import { defineCheck } from '#checks/check'
import type { RulesDoor, Trial } from '#database/firebase/door'
import { isFormName } from '#database/firebase/holds'
import { doing, isEverything, isOwned, isPrivate, isProfile, keyOf, ownerTest, passed, thingsOf, waysOf, type Way } from './firebase-way.js'

export default defineCheck({
  id: 'rules/firebase-any-user',
  title: 'Firebase rules let any signed-in user at what belongs to somebody else',
  why: 'Being signed in proves only that somebody made an account: one customer then reads, changes or deletes what belongs to another.',
  severity: 'high',
  refs: ['CWE-639', 'CWE-863', 'OWASP-API1:2023'],
  needs: ['firebase'],
  *find({ firebase = [] }) {
    for (const way of waysOf(firebase, othersAt)) {
      yield {
        at: way.at,
        certainty: way.doors.some(door => isOwned(door) && isPrivate(door) && !isProfile(door)) ? 'certain' : 'likely',
        severity: severityOf(way),
        message: `Any signed-in user may ${doing(way.does)} ${thingsOf(way.doors)}, other people's included${way.until ? `, until ${way.until}` : ''}.`,
        help: isEverything(way.doors[0]!)
          ? 'Remove the rule for everything, and write one `match` for each collection that compares its owner with `request.auth.uid`.'
          : `Compare the owner with the caller (${ownerTest(way.doors[0])}), or ask for an admin.`,
        key: keyOf(way, 'signed-in'),
        table: way.doors[0]!.collection,
        data: { doors: way.doors.map(door => door.name), does: [...way.does], sent: way.sent },
      }
    }
  },
})

/** What customer B gets through on customer A's. */
function othersAt(door: RulesDoor): Trial[] {
  const open = new Set(
    door.trials.filter(trial => trial.actor === 'anon' && trial.allowed && trial.on === 'other').map(trial => trial.does),
  )
  const changed = passed(door, 'b', 'other', 'update', 'delete').filter(trial => !open.has(trial.does) && !isFormName(door.collection))
  const read = passed(door, 'b', 'other', 'get', 'list').filter(trial => !open.has(trial.does))
  const shown = read.some(trial => trial.does === 'get') && isReadPrivate(door) ? read : []
  return [...changed, ...shown]
}

/** Where nothing says whose a row is, this may be a team whose members all see the same: only what is plainly a person's counts. */
const isReadPrivate = (door: RulesDoor): boolean =>
  (isPrivate(door) && (isOwned(door) || door.holds === 'secret')) || (isEverything(door) && door.service !== 'storage')

function severityOf(way: Way): Severity {
  const changes = way.does.has('update') || way.does.has('delete')
  if (way.doors.some(isEverything)) return changes ? 'critical' : 'high'
  if (changes) return way.doors.some(door => isPrivate(door) && isOwned(door)) ? 'critical' : 'high'
  return way.doors.some(door => !isProfile(door) && (door.holds !== 'personal' || door.owner.stated || door.owner.wildcards.length > 0))
    ? 'high'
    : 'medium'
}
