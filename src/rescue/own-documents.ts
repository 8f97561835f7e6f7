import { isOwned } from '#checks/rules/firebase-way'
import type { RulesDoor, TrialDoes } from '#database/firebase/door'
import type { AppModel } from '#model/app-model'

/** What people could do with their own documents under the Firebase rules of before, and cannot any more: `orders/{id}: update`. */
export function lostToOwners(before: AppModel, after: AppModel): readonly string[] {
  const now = new Map((after.firebase ?? []).map(door => [keyOf(door), doneByOwner(door)]))
  return (before.firebase ?? []).filter(isOwned).flatMap(door => {
    const still = now.get(keyOf(door))
    return still ? [...doneByOwner(door)].filter(does => !still.has(does)).map(does => `${door.name}: ${does}`) : []
  })
}

const keyOf = ({ at, service, name }: RulesDoor): string => `${at.file} ${service} ${name}`

const doneByOwner = ({ trials }: RulesDoor): ReadonlySet<TrialDoes> =>
  new Set(trials.filter(trial => trial.actor === 'a' && trial.on === 'own' && trial.allowed).map(trial => trial.does))
