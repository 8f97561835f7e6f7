import { chosenFields } from '#checks/rules/firebase-fields'
import { defineFix } from '../fix.js'
import { doorOf, rulesPatch } from '../idiom/rules-door.js'
import { narrowed } from '../idiom/rules-idiom.js'
import { fieldLimits, areWritten, needsOthers, usesOf } from '../idiom/rules-uses.js'

export default defineFix({
  id: 'rules/firebase-owner',
  for: ['rules/firebase-open-rules', 'rules/firebase-any-user', 'rules/firebase-open-list'],
  title: 'Lets Firebase rules ask whose a document is',
  *patches(task) {
    const found = doorOf(task)
    if (!found) return
    const { door, idiom } = found
    const does = new Set((task.problem.data?.['does'] as readonly string[] | undefined) ?? ['list'])
    // Whoever makes a document decides whose it is: that is closed with the rest.
    if (does.has('update') || does.has('delete')) does.add('create')
    const uses = usesOf(task.model, door)
    const owns = idiom.owns('get') !== undefined
    if (!owns && (idiom.isAdmin === undefined || does.has('get') || does.has('list') || areWritten(uses))) return
    if (needsOthers(door, uses, does, task.source)) return
    // What an owner may write from now on is what the pages write.
    const limits = does.has('update') ? fieldLimits(chosenFields(door), uses) : undefined
    const who = owns ? `the owner of a document` : 'administrators'
    yield* rulesPatch(
      found,
      {
        title: `Let only ${who.replace('a document', door.collection)} through the Firebase rules`,
        says: `The rules for \`${door.name}\` let ${who} through${owns && idiom.isAdmin ? ', and administrators' : ''}.`,
      },
      (method, old) => {
        if (!does.has(method)) return undefined
        const own = [idiom.owns(method), limits?.(method)].filter(one => one !== undefined).join(' && ')
        const admin = old.isOpen || !owns ? idiom.isAdmin : undefined
        const asked = [own && admin && own.includes('&&') ? `(${own})` : own, admin].filter(Boolean).join(' || ')
        return narrowed(old, asked, found.block)
      },
    )
  },
})
