import type { Place } from '#base/place'
import { defineCheck } from '#checks/check'
import type { QueryEffect } from '#model/app-model'
import { actsByModel, byModel, foreignText, promptsOf } from '#model/read/prompts'
import { isStaffGuard, nameOf } from '#model/read/route'
import { tablesByName } from '#model/read/tables'
import { spelled } from '#model/read/terms'
import type { Term } from '#model/term'

export default defineCheck({
  id: 'ai/prompt-injection',
  title: 'Text of strangers is part of what an acting model is told to do',
  why: 'Whoever writes the right sentence into a form, a review or a message makes the assistant act for them with the rights of your app.',
  severity: 'high',
  refs: ['CWE-1427'],
  needs: ['routes', 'tables'],
  *find({ routes, tables }) {
    const byName = tablesByName(tables)
    const said = new Set<string>()
    for (const route of routes) {
      if (route.unreached) continue
      const queries = route.effects.filter((effect): effect is QueryEffect => effect.kind === 'query')
      const acting = route.effects.find(actsByModel)
      const told = acting?.trail.some(step => step.label.startsWith('calls tool '))
      for (const prompt of promptsOf(route)) {
        const text = foreignText(prompt.instructions, queries, byName)
        const deed = prompt.tools || told ? acting : undefined
        const reach = deed ?? (prompt.tools ? queries.find(query => query.does === 'read' && byModel(query)) : undefined)
        const identity = `${prompt.send.at.file}:${prompt.send.at.line}`
        if (!text || !reach || prompt.send.guards.some(isStaffGuard) || said.has(identity)) continue
        said.add(identity)
        const name = nameOf(route)
        yield {
          at: prompt.instructions.map(writtenAt).find(Boolean) ?? prompt.send.at,
          certainty: 'certain',
          severity: deed ? 'high' : 'medium',
          message: `\`${name}\` puts ${text.from === 'row' ? `text of \`${text.name ?? 'a table'}\`` : `\`${spelled(text)}\``} into the instructions of a model that ${deed ? 'can change things' : 'can look things up'}.`,
          help: 'Keep the instructions fixed, give such text in a message of the user, and let every tool check what it may do.',
          key: name,
          route: name,
          trail: [
            { at: route.at, label: `\`${name}\`` },
            ...prompt.send.trail.slice(-3),
            { at: prompt.send.at, label: 'the model is asked' },
            { at: reach.at, label: deed ? 'done because the model says so' : 'read because the model says so' },
            ...(text.at ? [{ at: text.at, label: 'the text is read' }] : []),
          ],
        }
      }
    }
  },
})

/** Where the instructions were put together. */
function writtenAt(term: Term): Place | undefined {
  if (term.kind === 'computed' && term.at) return term.at
  return term.kind === 'computed' || term.kind === 'either' ? term.of.map(writtenAt).find(Boolean) : undefined
}
