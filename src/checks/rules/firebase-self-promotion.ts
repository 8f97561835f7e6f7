import type { Certainty, Severity } from '#base/certainty'
import { defineCheck } from '#checks/check'
import type { RulesDoor, Trial } from '#database/firebase/door'
import { chosenFields, PEOPLE, ROLE, STANDING, VALUE } from './firebase-fields.js'
import { isEverything, passed, thingsOf, waysOf } from './firebase-way.js'

export default defineCheck({
  id: 'rules/firebase-self-promotion',
  title: 'Firebase rules let users choose fields that decide what they are allowed or owe',
  why: 'Whoever may write the own profile without a limit on its fields can make it that of an admin, or of somebody who has paid.',
  severity: 'critical',
  refs: ['CWE-269', 'CWE-915', 'OWASP-API3:2023'],
  needs: ['firebase'],
  *find({ firebase = [] }) {
    const doors = firebase.filter(door => !isEverything(door) && door.service !== 'storage')
    for (const way of waysOf(doors, door => chosenAt(door))) {
      const [door] = way.doors
      const fields = [...new Set(way.doors.flatMap(each => chosenAt(each).map(trial => trial.field!)))].toSorted(
        (a, b) => weight(a) - weight(b),
      )
      const names = fields
        .slice(0, 3)
        .map(field => `\`${field}\``)
        .join(', ')
      yield {
        at: way.at,
        ...gravity(door!, fields),
        message: `Users may ${way.does.has('update') ? 'change' : 'choose'} ${names} of their own ${thingsOf(way.doors)}.`,
        help: way.does.has('update')
          ? `Add \`!request.resource.data.diff(resource.data).affectedKeys().hasAny([${fields
              .slice(0, 4)
              .map(field => `'${field}'`)
              .join(', ')}])\` to the rule for \`update\`, and write these fields from server code.`
          : `Require fixed values of ${names} in the rule for \`create\`, and write these fields from server code.`,
        key: `${door!.name} ${way.does.has('update') ? 'update' : 'create'}`,
        table: door!.collection,
        data: { fields, sent: way.sent },
      }
    }
  },
})

/** Of these, what this check tells of. */
function chosenAt(door: RulesDoor): readonly Trial[] {
  // Who may change what is anybody's is told of elsewhere.
  if (passed(door, 'b', 'other', 'update').length > 0 || passed(door, 'anon', 'other', 'update').length > 0) return []
  const matters = chosenFields(door)
  const updated = matters.filter(trial => trial.does === 'update')
  // One who may change a field later need not choose it first.
  return updated.length > 0 ? updated : matters.filter(trial => trial.does === 'create')
}

const weight = (field: string): number => (ROLE.test(field) ? 0 : VALUE.test(field) ? 1 : 2)

function gravity(door: RulesDoor, fields: readonly string[]): { severity: Severity; certainty: Certainty } {
  if (fields.some(field => door.deciding.includes(field) && !STANDING.test(field))) return { severity: 'critical', certainty: 'certain' }
  if (fields.some(field => ROLE.test(field) || (VALUE.test(field) && PEOPLE.test(door.collection))))
    return { severity: 'critical', certainty: 'likely' }
  return { severity: fields.every(field => /status/i.test(field) && !/pay/i.test(field)) ? 'medium' : 'high', certainty: 'likely' }
}
