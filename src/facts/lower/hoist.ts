import type { Pattern, Step } from '../ir.js'

/** `var` steps, marked until their function is complete. */
export const VARS = new WeakSet<Step>()

/** A `var` inside a block belongs to the function: it is declared at the top, and set where it stands. */
export function hoisted(body: readonly Step[]): readonly Step[] {
  if (!holdsVars(body)) return body
  const names = new Set<string>()
  const steps = body.map(step => (VARS.has(step) ? step : within(step, names)))
  return names.size ? [...[...names].map((n): Step => ({ s: 'let', p: { t: 'id', n, l: 0 }, x: undefined, l: 0 })), ...steps] : steps
}

/** Whether a block inside declares any: most code holds none, and need not be copied. */
const holdsVars = (body: readonly Step[]): boolean => body.some(step => blocksOf(step).some(block => block.some(isVar) || holdsVars(block)))

const isVar = (step: Step): boolean => VARS.has(step)

function blocksOf(step: Step): readonly (readonly Step[])[] {
  switch (step.s) {
    case 'if':
      return [step.a, step.b]
    case 'loop':
    case 'block':
      return [step.body]
    case 'try':
      return step.c ? [step.body, step.c, step.f] : [step.body, step.f]
    default:
      return NO_BLOCKS
  }
}

const NO_BLOCKS: readonly (readonly Step[])[] = []

function within(step: Step, names: Set<string>): Step {
  const all = (steps: readonly Step[]): Step[] =>
    steps.map(inner => (VARS.has(inner) && inner.s === 'let' ? assigned(inner, names) : within(inner, names)))
  switch (step.s) {
    case 'if':
      return { ...step, a: all(step.a), b: all(step.b) }
    case 'loop':
      return { ...step, body: all(step.body) }
    case 'try':
      return { ...step, body: all(step.body), c: step.c && all(step.c), f: all(step.f) }
    case 'block':
      return { ...step, body: all(step.body) }
    default:
      return step
  }
}

function assigned(step: Step & { s: 'let' }, names: Set<string>): Step {
  for (const name of namesIn(step.p)) names.add(name)
  return step.x ? { s: 'expr', x: { t: 'set', to: step.p, x: step.x, o: '=', l: step.l }, l: step.l } : { s: 'block', body: [] }
}

function namesIn(pattern: Pattern): string[] {
  switch (pattern.t) {
    case 'id':
      return [pattern.n]
    case 'opat':
      return [...pattern.p.map(([, inner]) => inner), ...(pattern.rest ? [pattern.rest] : [])].flatMap(namesIn)
    case 'apat':
      return [...pattern.p, ...(pattern.rest ? [pattern.rest] : [])].flatMap(inner => (inner ? namesIn(inner) : []))
    case 'default':
      return namesIn(pattern.p)
    default:
      return []
  }
}
