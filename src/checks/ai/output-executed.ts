import type { Severity } from '#base/certainty'
import { defineCheck } from '#checks/check'
import type { Effect } from '#model/app-model'
import { nameOf } from '#model/read/route'
import type { Term } from '#model/term'

interface Danger {
  readonly severity: Severity
  readonly says: string
  readonly help: string
}

export default defineCheck({
  id: 'ai/output-executed',
  title: 'What a model writes is run',
  why: 'Whoever talks to the model decides what it writes, and so what your server or database runs.',
  severity: 'high',
  refs: ['CWE-1427', 'CWE-94', 'CWE-89'],
  needs: ['routes'],
  *find({ routes }) {
    const said = new Set<string>()
    for (const route of routes) {
      for (const effect of route.unreached ? [] : route.effects) {
        const danger = dangerOf(effect)
        const identity = `${effect.at.file}:${effect.at.line}`
        if (!danger || said.has(identity)) continue
        said.add(identity)
        const name = nameOf(route)
        yield {
          at: effect.at,
          certainty: 'certain',
          severity: danger.severity,
          message: `\`${name}\` ${danger.says}.`,
          help: danger.help,
          key: `${name} ${danger.says}`,
          route: name,
          trail: [
            { at: route.at, label: `\`${name}\`` },
            ...effect.trail.slice(-3),
            { at: effect.at, label: 'what the model wrote is run' },
          ],
        }
      }
    }
  },
})

function dangerOf(effect: Effect): Danger | undefined {
  if (effect.kind === 'query')
    return effect.sql && isWritten(effect.sql)
      ? {
          severity: 'high',
          says: 'runs a statement that a model wrote',
          help: 'Let the model choose among statements that you wrote, and bind its values as parameters.',
        }
      : undefined
  if (effect.kind === 'run' && effect.what !== 'pattern')
    return isWritten(effect.input)
      ? {
          severity: effect.what === 'shell' || effect.what === 'code' ? 'critical' : 'high',
          says: effect.what === 'shell' ? 'runs a command that a model wrote' : 'runs code that a model wrote',
          help: 'Give the model tools with fixed meaning, or run its code in a sandbox without network and secrets.',
        }
      : undefined
  if (effect.kind === 'respond')
    return (effect.how === 'html' || (effect.body.kind === 'computed' && effect.body.how === 'raw html')) && isWritten(effect.body)
      ? {
          severity: 'medium',
          says: 'shows what a model wrote as HTML',
          help: 'Show it as text, or take scripts out of it with a sanitizer.',
        }
      : undefined
  return undefined
}

/** Is, or holds, the words of a model; what a function made of them (a number, a cleaned text) is not known. */
function isWritten(term: Term): boolean {
  if (term.kind === 'computed')
    return (
      /^(template|concat|\+|\|\||\?\?|raw html|raw|call (?:replace|replaceAll|trim|match|split|slice))/.test(term.how) &&
      term.of.some(isWritten)
    )
  if (term.kind === 'either') return term.of.some(isWritten)
  return term.kind === 'origin' && term.from === 'model' && !/number/.test(term.checked ?? '')
}
