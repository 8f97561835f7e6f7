import type { Asked, Link } from '../express/router.js'
import type { Run } from '../plugin.js'
import { library, type LibraryValue, native, UNDEFINED, type Alternative, type Fact, type Value } from '../value.js'
import type { Act } from '../middleware/index.js'
import { unread } from '../unread.js'
import { requestDecorationsIn } from './decorations.js'

/** Hooks one after the other, then the handler; what it returns is the answer. https://fastify.dev/docs/latest/Reference/Hooks/ */
export function runHooks(links: readonly Link[], run: Run, route: Asked): void {
  const request = library('http:request', 'req', { route, fastify: true })
  for (const [name, value] of requestDecorationsIn(run.world)) request.props.set(name, value)
  const reply = library('http:response', 'res', { request, fastify: true })
  // A hook that has answered lets nothing more run, whether it returns or not.
  const hookReply = library('http:response', 'res', { request, fastify: true, stops: true })
  for (const [index, link] of links.entries()) {
    const { handler } = link
    if (handler.k === 'library' && typeof handler.data['middleware'] === 'function') {
      if (!(handler.data['middleware'] as Act)(run, request, link.at)) return
    } else if (handler.k !== 'function' && handler.k !== 'either') unread(run, handler, link.at)
    else if (index === links.length - 1) answered(run, run.call(handler, [request, reply], link.at), link)
    else if (!hookPasses(run, link, request, hookReply)) return
  }
}

/** A hook lets the request through where it calls back without an error, or comes to its end without having answered. */
function hookPasses(run: Run, link: Link, request: LibraryValue, reply: LibraryValue): boolean {
  const { handler } = link
  const before = run.facts
  const first = run.effects.length
  const passed: (readonly Fact[])[] = []
  const done = native('done', args => {
    if (!args.length || (args[0]?.k === 'literal' && !args[0].value)) passed.push(run.facts)
    return UNDEFINED
  })
  const result = run.call(handler, [request, reply, done], link.at)
  if (handler.k === 'function' && handler.fact.params.length > 2) {
    if (!passed.length) return false
    run.facts = [...before, ...run.common(passed.map(facts => facts.slice(before.length)))]
    return true
  }
  const held = run.facts
  const ends: readonly Alternative[] = result.k === 'either' ? result.of : [{ value: result, facts: [] }]
  const goesOn = ends.filter(end => !isAnswer(end.value))
  // One that always throws has no end at all.
  if (!goesOn.length || (result.k === 'unknown' && run.effects.length > first)) return false
  run.facts = [...held, ...run.common(goesOn.map(end => end.facts))]
  return true
}

const isAnswer = (value: Value): boolean => value.k === 'library' && value.library === 'http:response'

/** `return { orders }` answers with it. */
function answered(run: Run, value: Value, link: Link): void {
  if (value.k === 'either') {
    for (const one of value.of) run.branch(one.facts, () => answered(run, one.value, link))
    return
  }
  if (
    isAnswer(value) ||
    value.k === 'unknown' ||
    (value.k === 'literal' && value.value === undefined) ||
    (value.k === 'library' && !value.result)
  )
    return
  run.emit({ kind: 'respond', how: 'json', status: undefined, body: value }, link.at)
}
