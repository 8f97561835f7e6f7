import { defineFix } from '../fix.js'
import { doorOf, rulesPatch } from '../idiom/rules-door.js'
import { narrowed } from '../idiom/rules-idiom.js'

export default defineFix({
  id: 'rules/firebase-owner-unchecked',
  for: ['rules/firebase-owner-unchecked'],
  title: 'Lets Firebase rules compare the stored owner, and keep it',
  *patches(task) {
    const found = doorOf(task)
    if (!found) return
    const { door, idiom } = found
    const [field] = door.owner.fields
    const { way } = (task.problem.data ?? {}) as { readonly way?: 'taken' | 'given' | 'forged' }
    const on = way === 'forged' ? 'create' : 'update'
    const stored = field && idiom.is(`resource.data.${field}`)
    const asked = { taken: stored, given: idiom.keepsOwner, forged: idiom.owns('create') }[way ?? 'forged']
    if (asked === undefined) return
    yield* rulesPatch(
      found,
      {
        title: way === 'forged' ? `Let users make ${door.collection} in their own name only` : `Keep ${door.collection} with their owners`,
        says:
          way === 'forged'
            ? `A new document of \`${door.name}\` belongs to whoever makes it.`
            : `The rules for \`${door.name}\` compare the owner that is stored, not the one that is sent.`,
      },
      (method, old) => (method === on ? narrowed(old, asked, found.block) : undefined),
    )
  },
})
