import type { Place, TrailStep } from '#base/place'
import { defineCheck, type Problem } from '#checks/check'
import type { QueryEffect, Route } from '#model/app-model'
import { fieldLine } from '#model/read/entry'
import { actsByModel, byModel, foreignText, promptsOf } from '#model/read/prompts'
import { isStaffGuard, nameOf } from '#model/read/route'
import { tablesByName } from '#model/read/tables'
import { spelled } from '#model/read/terms'
import type { Term } from '#model/term'
import type { Source } from '#source/source'

export default defineCheck({
  id: 'ai/prompt-injection',
  title: 'Text of strangers is part of what an acting model is told to do',
  why: 'Whoever writes the right sentence into a form, a review or a message makes the assistant act for them with the rights of your app.',
  severity: 'high',
  refs: ['CWE-1427'],
  needs: ['routes', 'tables', 'source'],
  *find({ routes, tables, source }) {
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
    yield* mixedIn(routes, said)
    yield* rolesIn(routes, said, source)
  },
})

/** The whole conversation is the caller's, each message with the role that they give it: a message of the system as well. */
function* rolesIn(routes: readonly Route[], said: ReadonlySet<string>, source: Source): Generator<Problem> {
  const found = new Map<string, { readonly route: Route; readonly at: Place }>()
  for (const route of routes) {
    if (route.unreached) continue
    for (const { send } of promptsOf(route)) {
      const identity = `${send.at.file}:${send.at.line}`
      if (said.has(identity) || send.guards.some(isStaffGuard)) continue
      if ([...messagesIn(send.input)].some(isConversation)) found.set(identity, { route, at: fieldLine(source, send.at, 'messages') })
    }
  }
  const [first, ...others] = found.values()
  if (!first) return
  yield {
    at: first.at,
    certainty: 'likely',
    severity: 'low',
    message: `\`${nameOf(first.route)}\`${others.length ? ` and ${others.length} more hand` : ' hands'} messages to a model with the roles that the caller gives them: one of them may speak as the system.`,
    help: 'Take the text of the messages only, give each the role `user`, and keep what the model answered on the server.',
    key: 'roles',
    route: nameOf(first.route),
    trail: others.map(({ route, at }) => ({ at, label: `\`${nameOf(route)}\`` })),
  }
}

/** What stands under `messages`, also within what converts it. */
function* messagesIn(term: Term): Generator<Term> {
  if (term.kind === 'object') {
    for (const [key, value] of term.entries) if (key === 'messages') yield value
    return
  }
  if (term.kind === 'either') for (const part of term.of) yield* messagesIn(part)
}

function isConversation(term: Term): boolean {
  switch (term.kind) {
    case 'origin':
      return (
        term.from === 'body' &&
        (term.checked === undefined || /^(?:presence|type|keys)$/.test(term.checked)) &&
        /^(?:messages|history|conversation|chat(?:history)?)$/i.test(term.path.filter(part => part !== '*').at(-1) ?? '')
      )
    case 'list':
      return term.items.some(isConversation)
    case 'computed':
      return (
        /^call (?:convertToModelMessages|convertToCoreMessages|concat|slice)$|^(?:\|\||\?\?)$/.test(term.how) &&
        term.of.some(isConversation)
      )
    case 'either':
      return term.of.some(isConversation)
    default:
      return false
  }
}

/** What tells a model who it is, or how to answer. */
const TELLS = /\byou are an?\b|\byour (?:task|job|role)\b|\b(?:return|respond|reply|answer)\b[^.]{0,40}\bjson\b|\b(?:rules|instructions):/i

/** Instructions and the text that they are about are one text: what the text says counts as much as what the app says. */
function* mixedIn(routes: readonly Route[], said: ReadonlySet<string>): Generator<Problem> {
  const found = new Map<string, { readonly route: Route; readonly at: Place; readonly way: readonly TrailStep[] }>()
  for (const route of routes) {
    if (route.unreached) continue
    for (const { send } of promptsOf(route)) {
      if (said.has(`${send.at.file}:${send.at.line}`) || send.guards.some(isStaffGuard)) continue
      for (const text of textsOf(send.input)) {
        const at = text.at ?? send.at
        if (TELLS.test(JSON.stringify(text)) && foreignText([text], [], NO_TABLES))
          found.set(`${at.file}:${at.line}`, { route, at, way: send.trail.slice(-3) })
      }
    }
  }
  const [first, ...others] = found.values()
  if (!first) return
  yield {
    at: first.at,
    certainty: 'likely',
    severity: 'low',
    message: `\`${nameOf(first.route)}\`${others.length ? ` and ${others.length} more put` : ' puts'} text of the request into one text with what a model is told to do.`,
    help: 'Keep the instructions in a message of the system, give the text in one of the user, and check what the model answers.',
    key: 'mixed',
    route: nameOf(first.route),
    trail: [...first.way, ...others.map(({ route, at }) => ({ at, label: `\`${nameOf(route)}\`` }))],
  }
}

const NO_TABLES = new Map<string, never>()

/** Texts that are put together, wherever they stand in what a model is asked. */
function* textsOf(term: Term): Generator<Extract<Term, { kind: 'computed' }>> {
  if (term.kind === 'computed' && /^(?:template|concat|\+)$/.test(term.how)) yield term
  else if (term.kind === 'object') {
    for (const [, value] of term.entries) yield* textsOf(value)
    for (const value of term.spread) yield* textsOf(value)
  } else if (term.kind === 'list') for (const item of term.items) yield* textsOf(item)
  else if (term.kind === 'either' || term.kind === 'computed') for (const part of term.of) yield* textsOf(part)
}

/** Where the instructions were put together. */
function writtenAt(term: Term): Place | undefined {
  if (term.kind === 'computed' && term.at) return term.at
  return term.kind === 'computed' || term.kind === 'either' ? term.of.map(writtenAt).find(Boolean) : undefined
}
