import { isEverything } from '#checks/rules/firebase-way'
import type { RulesDoor } from '#database/firebase/door'
import type { FixTask, Patch } from '../fix.js'
import { type Condition, type RulesBlock, rulesBlockAt, type RulesMethod, withConditions } from './rules-block.js'
import { rulesIdiom, type RulesIdiom } from './rules-idiom.js'

/** A kind of document, the block of the rules file that speaks of it, and how that file asks who is calling. */
export interface OpenDoor {
  readonly door: RulesDoor
  readonly block: RulesBlock
  readonly idiom: RulesIdiom
}

/** The one kind of document that a finding speaks of. A rule for everything has to be written anew, by who knows what there is. */
export function doorOf({ problem, model, source }: FixTask): OpenDoor | undefined {
  const doors = (model.firebase ?? []).filter(door => door.service !== 'database' && door.at.file === problem.at.file)
  const line = Math.max(0, ...doors.map(door => door.at.line).filter(start => start <= problem.at.line))
  const [door, ...others] = doors.filter(one => one.at.line === line)
  if (!door || others.length > 0 || isEverything(door)) return undefined
  const block = rulesBlockAt(source, door.at)
  return block && { door, block, idiom: rulesIdiom(block, door) }
}

/** A patch that gives the methods of a block the conditions that are asked for; nothing where they stay as they are. */
export function* rulesPatch(
  { door, block }: OpenDoor,
  text: Pick<Patch, 'title' | 'says'>,
  ask: (method: RulesMethod, old: Condition) => string | undefined,
): Generator<Patch> {
  const edits = withConditions(block, ask)
  const deploy = `firebase deploy --only ${door.service === 'storage' ? 'storage' : 'firestore:rules'}`
  if (edits.length > 0)
    yield { title: text.title, says: `${text.says} It holds once the rules are deployed: \`${deploy}\`.`, edits, files: [] }
}
