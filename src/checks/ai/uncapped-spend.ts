import { defineCheck } from '#checks/check'
import type { SendEffect } from '#model/app-model'
import { nameOf } from '#model/read/route'
import { type OriginTerm, originsOf, REQUEST_ORIGINS, type Term } from '#model/term'

const CAP = /^(?:max_?(?:completion_?|output_?|new_?)?tokens|max_?tokens_?to_?sample|num_predict|maxLength)$/i

export default defineCheck({
  id: 'ai/uncapped-spend',
  title: 'Anyone may ask a paid model for as much as they like',
  why: 'One script can turn your free assistant into a bill of thousands overnight.',
  severity: 'low',
  refs: ['CWE-770', 'OWASP-API4:2023'],
  needs: ['routes'],
  *find({ routes }) {
    const said = new Set<string>()
    for (const route of routes) {
      if (route.unreached || route.limiter || !/^(open|public|weak)$/.test(route.auth)) continue
      const send = route.effects.find(
        (effect): effect is SendEffect =>
          effect.kind === 'send' && effect.service === 'ai' && !effect.guards.some(guard => guard.kind !== 'weak') && isUncapped(effect),
      )
      if (!send || said.has(`${send.at.file}:${send.at.line}`)) continue
      said.add(`${send.at.file}:${send.at.line}`)
      const name = nameOf(route)
      yield {
        at: send.at,
        certainty: 'likely',
        severity: 'low',
        message: `\`${name}\` lets anyone send a text of any length to a paid model, and get an answer of any length.`,
        help: 'Set a limit for the tokens of an answer, and refuse texts that are longer than a question has to be.',
        key: name,
        route: name,
        trail: [
          { at: route.at, label: `\`${name}\`` },
          { at: send.at, label: 'no limit of tokens' },
        ],
      }
    }
  },
})

function isUncapped(send: SendEffect): boolean {
  if (!/chat|messages|generate|stream|completions|responses|invoke|run$|object/i.test(send.operation) || hasCap(send.input)) return false
  const measured = send.when.flatMap(condition => [...measuredIn(condition.term)])
  return [...originsOf(send.input)].some(
    one =>
      REQUEST_ORIGINS.has(one.from) &&
      (one.checked === undefined || /^(presence|type|text)$/.test(one.checked)) &&
      !measured.some(other => other.from === one.from && other.path.join('.') === one.path.join('.')),
  )
}

/** `question.length > 500`: the text whose length was asked. */
function* measuredIn(term: Term): Generator<OriginTerm> {
  if (term.kind !== 'computed') return
  const isCompared = /^[<>]=?$/.test(term.how) && term.of.some(part => part.kind === 'literal')
  for (const part of term.of) {
    if (isCompared && part.kind === 'origin' && part.path.at(-1) === 'length') yield { ...part, path: part.path.slice(0, -1) }
    yield* measuredIn(part)
  }
}

function hasCap(term: Term): boolean {
  if (term.kind === 'object')
    return (
      term.entries.some(([key, value]) => CAP.test(key) || hasCap(value)) || term.spread.some(one => one.kind === 'unknown' || hasCap(one))
    )
  return (term.kind === 'either' || term.kind === 'computed') && term.of.some(hasCap)
}
