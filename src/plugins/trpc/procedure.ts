import type { Place } from '#base/place'
import type { Run } from '../plugin.js'
import { through } from '../schema/verdict.js'
import { type Fact, library, native, object, origin, UNDEFINED, UNKNOWN, type Value } from '../value.js'
import { webRequest } from '../web/index.js'

/** What stands before a procedure's own code. */
export type Step = { readonly kind: 'input'; readonly schema: Value } | { readonly kind: 'use'; readonly by: Value; readonly at: Place }

export interface Procedure {
  readonly steps: readonly Step[]
  readonly handler: Value
  readonly at: Place
  readonly writes: boolean
}

/** Middleware after middleware, each of which hands a context on; then the procedure itself. */
export function runProcedure(run: Run, { steps, handler, at, writes }: Procedure): void {
  const raw = origin(writes ? 'body' : 'query')
  let context = contextOf(run, at)
  let input: Value = UNDEFINED
  for (const step of steps) {
    if (step.kind === 'input') {
      const verdict = through(run, at, step.schema, raw)
      for (const fact of verdict?.facts ?? []) run.assume(fact)
      input = together(input, verdict?.output ?? raw)
      continue
    }
    const passed = passing(run, step, context, input)
    if (!passed) return
    context = passed
  }
  const answer = run.call(
    handler,
    [
      object([
        ['ctx', context],
        ['input', input],
        ['signal', UNKNOWN],
      ]),
    ],
    at,
  )
  if (answer.k !== 'unknown' && !(answer.k === 'literal' && answer.value === undefined))
    run.emit({ kind: 'respond', how: 'json', status: undefined, body: answer }, at)
}

function contextOf(run: Run, at: Place): Value {
  const create = run.world.memory.get('trpc-context') as Value | undefined
  if (!create) return UNKNOWN
  const request = webRequest()
  return run.call(
    create,
    [
      object([
        ['req', request],
        ['headers', run.get(request, 'headers')],
        ['res', library('http:response', 'res')],
        ['info', UNKNOWN],
      ]),
      request,
    ],
    at,
  )
}

/** The context that `next` was given, under what holds there; nothing where it is never called. */
function passing(run: Run, step: Step & { kind: 'use' }, context: Value, input: Value): Value | undefined {
  const before = run.facts
  const entered: { facts: readonly Fact[]; context: Value }[] = []
  const next = native('next', args => {
    const given = args[0] ? run.get(args[0], 'ctx') : UNDEFINED
    entered.push({ facts: run.facts, context: together(context, given) })
    return UNKNOWN
  })
  run.call(
    step.by,
    [
      object([
        ['ctx', context],
        ['input', input],
        ['rawInput', origin('body')],
        ['next', next],
        ['path', UNKNOWN],
        ['type', UNKNOWN],
        ['getRawInput', native('getRawInput', () => origin('body'))],
      ]),
    ],
    step.at,
  )
  if (!entered.length) return undefined
  run.facts = entered.length === 1 ? entered[0]!.facts : [...before, ...run.common(entered.map(one => one.facts.slice(before.length)))]
  return entered.at(-1)!.context
}

/** The later one's properties stand over the earlier one's. */
function together(a: Value, b: Value): Value {
  if (b.k === 'literal') return a
  if (a.k === 'literal' || a.k === 'unknown') return b
  if (b.k === 'object')
    return object([...(a.k === 'object' ? a.props : []), ...b.props], [...(a.k === 'object' ? a.spreads : [a]), ...b.spreads])
  return a.k === 'object' ? object(a.props, [...a.spreads, b]) : b
}
