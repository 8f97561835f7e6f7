import type { AccessObject } from './matrix.js'
import type { Relation } from './relation.js'
import { graveColumns, holdsSecrets, isCatalogue, isForm, isMoneyByName, isOpinion, isPrivate, isPrivateByName } from './words.js'

type Holds = AccessObject['holds']

/** What rows hold, as far as names, columns and owners tell. `owned`: rows belong to people. */
export function holdsOf(relation: Pick<Relation, 'name' | 'columns'>, owned: boolean): Holds {
  if (relation.columns.length === 0) return 'nothing'
  if (holdsSecrets(relation) && !isCatalogue(relation)) return 'secret'
  if (isCatalogue(relation)) return graveColumns(relation).length > 0 ? 'personal' : 'catalogue'
  if (isMoneyByName(relation.name)) return owned ? 'personal' : 'business'
  if (graveColumns(relation).length > 0 || (isPrivateByName(relation.name) && isPrivate(relation))) return 'personal'
  if (isPrivate(relation) || (isForm(relation) && !isOpinion(relation))) return owned ? 'personal' : 'business'
  return owned ? 'unknown' : 'catalogue'
}
