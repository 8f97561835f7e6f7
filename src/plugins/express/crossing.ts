import type { Run } from '../plugin.js'
import { either, type LibraryValue, object, type ObjectValue, origin, UNKNOWN, type Value } from '../value.js'

/** What held, and what stood on the request, where one path through a middleware called `next`. */
export interface Crossing {
  readonly facts: Run['facts']
  readonly kept: ReadonlyMap<Map<string, Value>, ReadonlyMap<string, Value>>
}

export function crossing(run: Run, request: LibraryValue): Crossing {
  return { facts: run.facts, kept: new Map(placesOf(request).map(props => [props, new Map(props)])) }
}

/**
 * Goes on after a middleware: with the facts that every path to `next` had, and with what each left on the request,
 * under the facts of that path (`if (!req.session.user) return next(); … req.session.user = fresh; next()`).
 */
export function cross(run: Run, request: LibraryValue, before: Run['facts'], crossings: readonly Crossing[]): void {
  const [first, ...rest] = crossings
  if (!first) return
  if (!rest.length) {
    run.facts = first.facts
    // `try { req.user = user; return next() } catch { return res.sendStatus(500) }`: the way that failed wrote nothing, and did not go on.
    for (const [props, kept] of first.kept) for (const [key, value] of kept) if (key !== 'session') props.set(key, value)
    return
  }
  const own = crossings.map(one => one.facts.slice(before.length))
  const common = run.common(own)
  run.facts = [...before, ...common]
  for (const props of new Set(crossings.flatMap(one => [...one.kept.keys()]))) {
    for (const key of new Set(crossings.flatMap(one => [...(one.kept.get(props)?.keys() ?? [])]))) {
      const values = crossings.map(one => one.kept.get(props)?.get(key))
      if (key === 'session' || values.every(value => value === values[0])) continue
      // A path that did not write it sees what the request has by itself.
      props.delete(key)
      // A body that this path did not parse is still the bytes that came.
      const isBody = key === 'body' && props === request.props
      const standard = isBody
        ? origin('body', [], { name: 'raw' })
        : props === localsOf(request)?.props
          ? UNKNOWN
          : run.get(props === request.props ? request : run.get(request, 'session'), key)
      props.set(
        key,
        either(values.map((value, index) => ({ value: value ?? standard, facts: own[index]!.filter(fact => !common.includes(fact)) }))),
      )
    }
  }
}

/** Where things are kept for what comes later: the request itself, its session, and `res.locals`. */
function placesOf(request: LibraryValue): Map<string, Value>[] {
  const session = request.props.get('session')
  const locals = localsOf(request)
  return [request.props, ...(session?.k === 'library' ? [session.props] : []), ...(locals ? [locals.props] : [])]
}

const localsOf = (request: LibraryValue): ObjectValue | undefined => request.data['locals'] as ObjectValue | undefined

/** `res.locals`, which what stands before a route fills for it. https://expressjs.com/en/api.html#res.locals */
export function withLocals(request: LibraryValue, response: LibraryValue): void {
  const locals = object([], [UNKNOWN])
  response.props.set('locals', locals)
  request.data['locals'] = locals
}

/** A test under which `next(error)` was called, and what holds where it came out the other way. */
export interface Refusal {
  readonly test: Value
  readonly otherwise: Run['facts']
}

/** `if (error) next(error)`: whoever fails this test is out. Of several tests together the other way is not one thing. */
export function refusal(run: Run, before: Run['facts']): Refusal[] {
  const tests = run.facts.slice(before.length).filter(fact => fact.kind === 'condition')
  const [one] = tests
  return tests.length === 1 && one?.kind === 'condition' ? [{ test: one.value, otherwise: run.implied(one.value, !one.truthy) }] : []
}

/**
 * `if (error) next(error); next()`: the chain was used up by the first call, and the second one goes nowhere. So whoever
 * gets on is who did not fail, also where nobody returned. https://github.com/pillarjs/router/blob/master/lib/route.js
 */
export function passing(one: Crossing, refusals: readonly Refusal[]): Crossing {
  const more = refusals.filter(({ test }) => !one.facts.some(fact => fact.kind === 'condition' && fact.value === test))
  return more.length ? { ...one, facts: [...one.facts, ...more.flatMap(({ otherwise }) => otherwise)] } : one
}
