import { chosenFields } from '#checks/rules/firebase-fields'
import { defineFix } from '../fix.js'
import { doorOf, rulesPatch } from '../idiom/rules-door.js'
import { narrowed } from '../idiom/rules-idiom.js'
import { fieldLimits, usesOf } from '../idiom/rules-uses.js'

export default defineFix({
  id: 'rules/firebase-self-promotion',
  for: ['rules/firebase-self-promotion'],
  title: 'Keeps fields that decide what somebody may do out of that person’s hands',
  *patches(task) {
    const found = doorOf(task)
    const fields = found ? chosenFields(found.door) : []
    const limits = found && fieldLimits(fields, usesOf(task.model, found.door))
    if (!found || !limits) return
    const names = [...new Set(fields.map(trial => `\`${trial.field}\``))].join(', ')
    yield* rulesPatch(
      found,
      {
        title: `Keep ${names.replaceAll('`', '')} of ${found.door.collection} to the server`,
        says: `Owners of \`${found.door.name}\` may write everything but ${names}.`,
      },
      (method, old) => {
        const limit = limits(method)
        return limit && narrowed({ ...old, isOpen: old.text === undefined }, limit, found.block)
      },
    )
  },
})
