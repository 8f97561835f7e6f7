import type { Certainty, Severity } from '#base/certainty'
import { defineCheck } from '#checks/check'
import type { RulesDoor } from '#database/firebase/door'
import { isEverything, passed, thingsOf, waysOf } from './firebase-way.js'

const ROLE =
  /^(?:role|roles|userRole|user_role|isAdmin|is_admin|admin|isSuperAdmin|isStaff|isModerator|permissions?|accessLevel|access_level|userType|accountType)$/
const VALUE =
  /^(?:balance|walletBalance|wallet|credits?|coins|tokens|points|plan|planId|tier|subscription|subscriptionStatus|subscriptionTier|isPremium|premium|isPro|isSubscribed|trialEndsAt|quota|limit)$/
const STANDING = /^(?:verified|isVerified|kycStatus|isApproved|approved|banned|isBanned|suspended|isActive)$/
const PAID = /^(?:paymentStatus|payment_status|isPaid|paid|paidAt|total|totalAmount|totalPrice|amount|price|status|orderStatus)$/
const PEOPLE =
  /^(?:users?|profiles?|userProfiles?|accounts?|customers?|members?|sellers?|vendors?|shops?|drivers?|providers?|user_profiles?|subscriptions?|wallets?|admins?|roles?|user_?roles)$/i

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

/** Fields that matter, that the app has, and that their holder may set. */
function chosenAt(door: RulesDoor) {
  const asked = [...passed(door, 'a', 'field', 'update'), ...passed(door, 'a', 'field', 'create')]
  const known = (field: string) => door.fields.includes(field)
  // Who may change what is anybody's is told of elsewhere.
  if (passed(door, 'b', 'other', 'update').length > 0 || passed(door, 'anon', 'other', 'update').length > 0) return []
  const matters = asked.filter(({ field, does }) => {
    if (field === undefined || !known(field)) return false
    if (ROLE.test(field)) return PEOPLE.test(door.collection) || door.deciding.includes(field)
    // To suspend oneself harms nobody; to end one's suspension does.
    if (PEOPLE.test(door.collection))
      return VALUE.test(field) || (STANDING.test(field) && (does === 'update' || !/banned|suspended|active/i.test(field)))
    return door.holds === 'business' && does === 'update' && PAID.test(field)
  })
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
