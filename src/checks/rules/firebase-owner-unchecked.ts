import { defineCheck } from '#checks/check'
import type { RulesDoor, Trial } from '#database/firebase/door'
import { isEverything, isPrivate, keyOf, passed, thingsOf, waysOf } from './firebase-way.js'

/** Kinds of documents that one person makes for another. */
const FOR_OTHERS =
  /notif|message|invit|request|report|mail|chat|conversation|follow|like|comment|review|activity|alert|log|event|share|referral|feedback|queue/i

export default defineCheck({
  id: 'rules/firebase-owner-unchecked',
  title: 'Firebase rules let users choose whose a document is',
  why: 'When the owner is taken from the data that is being sent, a user takes over what belongs to another or plants data in their account.',
  severity: 'high',
  refs: ['CWE-639', 'CWE-915', 'OWASP-API3:2023'],
  needs: ['firebase'],
  *find({ firebase = [] }) {
    const doors = firebase.filter(door => !isEverything(door) && door.service !== 'storage')
    for (const way of waysOf(doors, takenAt)) {
      const field = way.doors[0]!.owner.fields[0] ?? 'userId'
      yield {
        at: way.at,
        certainty: 'certain',
        severity: 'critical',
        message: `Any signed-in user may take over ${thingsOf(way.doors)} by writing the own id into \`${field}\`.`,
        help: `Compare the stored owner as well: \`request.auth.uid == resource.data.${field}\` in the rule for \`update\`.`,
        key: keyOf(way, 'taken'),
        table: way.doors[0]!.collection,
        data: { way: 'taken', field, sent: way.sent },
      }
    }
    for (const way of waysOf(doors, givenAt)) {
      const field = way.doors[0]!.owner.fields[0] ?? 'userId'
      yield {
        at: way.at,
        certainty: 'likely',
        severity: way.doors.some(door => door.holds === 'business') ? 'medium' : 'low',
        message: `The owner of ${thingsOf(way.doors)} may write somebody else's id into \`${field}\`, and so put data into their account.`,
        help: `Add \`request.resource.data.${field} == resource.data.${field}\` to the rule for \`update\`.`,
        key: keyOf(way, 'given'),
        table: way.doors[0]!.collection,
        data: { way: 'given', field, sent: way.sent },
      }
    }
    for (const way of waysOf(doors, forgedAt)) {
      const [door] = way.doors
      const [wildcard] = door!.owner.wildcards
      const field = door!.owner.fields[0] ?? 'userId'
      yield {
        at: way.at,
        certainty: door!.owner.stated ? 'certain' : 'likely',
        severity: way.doors.some(isPrivate) ? 'high' : 'medium',
        message: `Any signed-in user may create ${thingsOf(way.doors)} in somebody else's name.`,
        help: wildcard
          ? `Compare the path with the caller in the rule for \`create\`: \`request.auth.uid == ${wildcard}\`.`
          : `Compare the new owner with the caller in the rule for \`create\`: \`request.auth.uid == request.resource.data.${field}\`.`,
        key: keyOf(way, 'forged'),
        table: door!.collection,
        data: { way: 'forged', sent: way.sent },
      }
    }
  },
})

const takenAt = (door: RulesDoor): readonly Trial[] =>
  passed(door, 'b', 'other', 'update').length === 0 && passed(door, 'anon', 'other', 'update').length === 0
    ? passed(door, 'b', 'taken', 'update')
    : []

function givenAt(door: RulesDoor): readonly Trial[] {
  if (
    !door.owner.stated ||
    !isPrivate(door) ||
    FOR_OTHERS.test(door.collection) ||
    passed(door, 'b', 'other', 'update').length > 0 ||
    takenAt(door).length > 0
  )
    return []
  return passed(door, 'a', 'given', 'update')
}

function forgedAt(door: RulesDoor): readonly Trial[] {
  const known = door.owner.fields.length + door.owner.wildcards.length > 0
  // What strangers may create, and what everyone may change anyway, is another check's matter.
  if (!known || FOR_OTHERS.test(door.collection) || passed(door, 'anon', 'forged', 'create').length > 0) return []
  if (passed(door, 'b', 'other', 'update', 'delete').length > 0) return []
  // Where nobody makes one for themselves, it is made by one person for another: a rating.
  if (passed(door, 'b', 'own', 'create').length === 0) return []
  return passed(door, 'b', 'forged', 'create')
}
