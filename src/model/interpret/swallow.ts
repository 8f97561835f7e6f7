import type { Place } from '#base/place'
import type { Step } from '#facts/ir'
import type { Alternative, Value } from '#plugins/value'
import type { Completion } from './execute.js'
import type { Machine } from './machine.js'

/**
 * A `catch` swallows when it neither throws again, nor answers with an error, nor returns something that says so:
 * whoever called believes that all went well.
 */
export function judgeCatch(
  m: Machine,
  steps: readonly Step[],
  first: number,
  afterBody: number,
  end: Completion,
  at: Place,
  returns: readonly Alternative[],
): void {
  if (holdsThrow(steps) || reports(steps)) return
  // What failed is written down, or somebody is told: it will be seen to.
  if (m.effects.slice(afterBody).some(effect => (effect.kind === 'query' && effect.does !== 'read') || effect.kind === 'send')) return
  const answers = m.effects.slice(afterBody).filter(effect => effect.kind === 'respond')
  if (
    answers.some(
      answer =>
        answer.kind === 'respond' &&
        (answer.status === undefined ? answer.how === 'redirect' || tellsError(answer.body) : answer.status >= 400),
    )
  )
    return
  if (end === 'exit' && !answers.length && returns.length) {
    if (returns.every(one => one.value.k === 'literal' && !one.value.value))
      m.unsaid.push({ at, depth: m.frames.length, first, end: afterBody })
    return
  }
  for (const effect of m.effects.slice(first, afterBody)) effect.swallowedBy ??= at
}

/** `await record(entry)` as a statement: that `record` answers `null` when it fails is seen by nobody. */
export function unheard(m: Machine, first: number): void {
  for (const { at, depth, first: from, end } of m.unsaid)
    if (depth === m.frames.length + 1 && from >= first) for (const effect of m.effects.slice(from, end)) effect.swallowedBy ??= at
  m.unsaid.splice(0, m.unsaid.length, ...m.unsaid.filter(one => one.depth <= m.frames.length))
}

/** The error that a client answers with is written to the log, and the work goes on. */
export function shrugged(m: Machine, first: number, at: Place): void {
  for (const effect of m.effects.slice(first)) if (effect.kind === 'query' && effect.errorRead) effect.swallowedBy ??= at
}

/** Whether a `catch` may throw what it caught, or something else, at whoever called. */
export function rethrows(steps: readonly Step[]): boolean {
  return steps.some(
    step =>
      step.s === 'throw' || (step.s === 'if' && (rethrows(step.a) || rethrows(step.b))) || (step.s === 'block' && rethrows(step.body)),
  )
}

/** `{ error: … }` or `{ success: false }` with a status that is worked out. */
function tellsError(body: Value): boolean {
  if (body.k === 'either') return body.of.some(one => tellsError(one.value))
  if (body.k !== 'object') return false
  const outcome = body.props.get('success') ?? body.props.get('ok')
  return body.props.has('error') || body.props.has('errors') || (outcome?.k === 'literal' && outcome.value === false)
}

/** Given to error tracking by name, or put on a list of what failed. */
function reports(steps: readonly Step[]): boolean {
  return steps.some(step => {
    const call = step.s === 'expr' && step.x.t === 'call' ? step.x.f : undefined
    const name = call?.t === 'get' ? call.p : call?.t === 'id' ? call.n : undefined
    if (call?.t === 'get' && name === 'push' && call.o.t === 'id' && /(?:error|failure|failed|problem|issue)s?$/i.test(call.o.n))
      return true
    return (
      typeof name === 'string' &&
      /^(?:captureException|captureMessage|captureError|reportError|notifyError|trackError|sendAlert|alertAdmin\w*)$/.test(name)
    )
  })
}

function holdsThrow(steps: readonly Step[]): boolean {
  return steps.some(step => {
    switch (step.s) {
      case 'throw':
        return true
      case 'if':
        return holdsThrow(step.a) || holdsThrow(step.b)
      case 'block':
        return holdsThrow(step.body)
      case 'expr':
        return step.x.t === 'call' && step.x.f.t === 'id' && /^(next|reject|done|cb|callback)$/.test(step.x.f.n)
      default:
        return false
    }
  })
}
