import type { Expr, Pattern, Step } from '#facts/ir'

const known = new WeakMap<Step, number | undefined>()

/**
 * `const { error } = await …; if (error) console.error(error)`, and nothing else is ever done with it: the line of that `if`.
 * Whoever called believes that all went well.
 */
export function onlyLogged(steps: readonly Step[], at: number): number | undefined {
  const step = steps[at]!
  if (!known.has(step)) known.set(step, lineOf(steps, at))
  return known.get(step)
}

function lineOf(steps: readonly Step[], at: number): number | undefined {
  const step = steps[at]!
  const name = step.s === 'let' ? errorAlone(step.p) : undefined
  if (!name) return undefined
  const rest = steps.slice(at + 1)
  const asked = rest.find(one => one.s === 'if' && one.c.t === 'id' && one.c.n === name)
  if (asked?.s !== 'if' || !asked.a.length || !asked.a.every(isLog)) return undefined
  return rest.some(one => (one === asked ? asked.b.some(other => mentions(other, name)) : mentions(one, name))) ? undefined : asked.l
}

/** `{ error }` or `{ error: failed }`, and nothing of what came back is kept beside it. */
function errorAlone(pattern: Pattern): string | undefined {
  if (pattern.t !== 'opat' || pattern.p.length !== 1 || pattern.rest) return undefined
  const [key, bound] = pattern.p[0]!
  return key === 'error' && bound.t === 'id' ? bound.n : undefined
}

const LOGGER = /^(?:console|log|logger|winston|pino)$/i

function isLog(step: Step): boolean {
  if (step.s !== 'expr' || step.x.t !== 'call') return false
  const { f } = step.x
  return f.t === 'get' ? rootOf(f.o) !== undefined && LOGGER.test(rootOf(f.o) ?? '') : f.t === 'id' && /^log(?:Error|Step|ger)?$/i.test(f.n)
}

const rootOf = (e: Expr): string | undefined =>
  e.t === 'id' ? e.n : e.t === 'get' ? (typeof e.p === 'string' ? e.p : undefined) : undefined

/** Whether a name stands anywhere in what a step does. */
function mentions(part: unknown, name: string): boolean {
  if (typeof part !== 'object' || part === null) return false
  if ('t' in part && part.t === 'id' && 'n' in part && part.n === name) return true
  return Object.values(part).some(inner => mentions(inner, name))
}
