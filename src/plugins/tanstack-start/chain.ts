import type { Place } from '#base/place'
import { type Link, runChain } from '../express/router.js'
import type { Run } from '../plugin.js'
import { through } from '../schema/verdict.js'
import { library, type LibraryValue, native, object, origin, UNDEFINED, UNKNOWN, type Value } from '../value.js'
import { webRequest } from '../web/index.js'

/** A middleware of the app: those that it stands on, what it asks of the input, and its own code. */
export interface Middleware {
  readonly before: readonly Value[]
  readonly validator: Value | undefined
  readonly server: Value | undefined
  readonly at: Place
}

export const middlewareIn = (value: Value): Middleware | undefined =>
  value.k === 'library' && value.library === 'tanstack:middleware' ? (value.data['of'] as Middleware) : undefined

/** What one call knows while it goes through its chain. */
export interface Passage {
  readonly context: LibraryValue
  /** What the caller sent, and then what validators made of it. */
  data: Value
}

type Last = (run: Run, passage: Passage) => void

/** Runs middleware after middleware, each after those that it stands on, and then what they are for. */
export function passThrough(run: Run, middlewares: readonly Value[], data: Value, at: Place, last: Last): void {
  const steps = flat(middlewares, new Set())
  const context = library('tanstack:context', 'context', { isWhole: steps.every(isRead) })
  const passage: Passage = { context, data }
  const links: Link[] = steps.flatMap(step => {
    const known = middlewareIn(step)
    if (!known) return [{ handler: step, at, prefix: '' }]
    const { validator, server, at: place } = known
    return [
      ...(validator ? [act(inner => validate(inner, passage, validator, place), place)] : []),
      ...(server ? [{ handler: server, at: place, prefix: '' }] : []),
    ]
  })
  links.push(act(inner => last(inner, passage), at))
  runChain(links, run, context, next => [given(run, passage, next)], true)
}

const isRead = (step: Value): boolean => middlewareIn(step) !== undefined

const act = (does: (run: Run) => void, at: Place): Link => ({
  handler: library('tanstack:step', '', { middleware: (run: Run) => (does(run), true) }),
  at,
  prefix: '',
})

/** `next({ context })` hands on what it adds. */
function given(run: Run, { context, data }: Passage, next: Value): Value {
  const goOn = native('next', (args, at) => {
    const added = args[0] ? run.get(args[0], 'context') : UNDEFINED
    if (added.k === 'object') {
      for (const [key, value] of added.props) run.set(context, key, value)
      if (added.spreads.some(one => one !== context)) run.set(context, '*', UNKNOWN)
    } else if (added.k !== 'literal') run.set(context, '*', UNKNOWN)
    run.call(next, [], at)
    return library('web:response', 'next')
  })
  return object([
    ['next', goOn],
    ['context', context],
    ['data', data],
    ['request', webRequest()],
    ['pathname', origin('url')],
    ['method', UNKNOWN],
    ['signal', UNKNOWN],
  ])
}

export function validate(run: Run, passage: Passage, validator: Value, at: Place): void {
  const verdict = through(run, at, validator, passage.data)
  for (const fact of verdict?.facts ?? []) run.assume(fact)
  if (verdict) passage.data = verdict.output
  else if (validator.k === 'function') {
    const sent = validator.fact.types[0] === 'FormData' ? library('web:form', '') : passage.data
    const made = run.call(validator, [sent], at)
    if (made.k !== 'unknown') passage.data = made
  }
}

function flat(middlewares: readonly Value[], seen: Set<unknown>): Value[] {
  return middlewares.flatMap(one => {
    const known = middlewareIn(one)
    const same = known ?? one
    if (seen.has(same)) return []
    seen.add(same)
    return [...flat(known?.before ?? [], seen), one]
  })
}
