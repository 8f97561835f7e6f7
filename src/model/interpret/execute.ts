import type { Expr, Pattern, Step } from '#facts/ir'
import { either, type Fact, origin, type Scope, UNDEFINED, type Value } from '#plugins/value'
import { implied, known } from './assume.js'
import { bind } from './bind.js'
import { evaluate, functionValue } from './evaluate.js'
import { common, joinWrites, together } from './join.js'
import { leavable, leave, returning } from './leave.js'
import { type Machine, placeAt, replay, withLog, type WriteLog } from './machine.js'
import { elementOf } from './members.js'
import { onlyLogged } from './only-logged.js'
import { handled, unwaited } from './promised.js'
import { refuse } from './refuse.js'
import { judgeCatch, rethrows, shrugged, unheard } from './swallow.js'

/** `exit`: the rest of the block is not reached. */
export type Completion = 'normal' | 'exit'

export function execute(steps: readonly Step[], scope: Scope, m: Machine): Completion {
  for (const [at, step] of steps.entries()) {
    if (m.fuel <= 0) return 'exit'
    const first = m.effects.length
    const completion = executeStep(step, scope, m)
    const logged = m.effects.length > first ? onlyLogged(steps, at) : undefined
    if (logged !== undefined) shrugged(m, first, placeAt(m, logged))
    if (m.thrown) {
      m.thrown = false
      return 'exit'
    }
    if (completion === 'exit') return 'exit'
  }
  return 'normal'
}

function executeStep(step: Step, scope: Scope, m: Machine): Completion {
  switch (step.s) {
    case 'expr': {
      const first = m.effects.length
      evaluate(step.x, scope, m)
      unwaited(step.x, m, first)
      if (step.x.t === 'call') unheard(m, first)
      return 'normal'
    }
    case 'let':
      bind(step.p, step.x ? evaluate(step.x, scope, m) : UNDEFINED, scope, m, true)
      return 'normal'
    case 'fn':
      scope.vars.set(step.n, functionValue(step.i, scope, m))
      return 'normal'
    case 'block':
      return execute(step.body, inside(scope, step.body), m)
    case 'if':
      return executeIf(step, scope, m)
    case 'loop':
      leavable(m, () => executeLoop(step, scope, m))
      return 'normal'
    case 'try':
      return executeTry(step, scope, m)
    case 'return': {
      const frame = m.frames.at(-1)
      const value = step.x ? evaluate(step.x, scope, m) : UNDEFINED
      if (frame && !m.thrown) {
        returning(m, frame, value)
        if (m.listener?.depth === m.frames.length) m.listener.tell(value, placeAt(m, step.l))
      }
      return 'exit'
    }
    case 'throw':
      refuse(m, evaluate(step.x, scope, m), placeAt(m, step.l))
      // `throw redirect('/')`, where making it throws by itself: this way ends here, and no other.
      m.thrown = false
      return 'exit'
    case 'break':
      leave(m)
      return 'exit'
  }
}

export const child = (scope: Scope): Scope => ({ vars: new Map(), parent: scope })

/** The scope that a block runs in: one of its own only where it declares something. */
function inside(scope: Scope, steps: readonly Step[]): Scope {
  for (const step of steps) if (step.s === 'let' || step.s === 'fn') return child(scope)
  return scope
}

function executeIf(step: Step & { s: 'if' }, scope: Scope, m: Machine): Completion {
  const test = evaluate(step.c, scope, m)
  if (m.thrown) return 'exit'
  const at = placeAt(m, step.l)
  const outcome = known(m, test)
  const before = m.facts
  if (outcome !== undefined) {
    m.facts = together(before, implied(m, test, outcome, at))
    const taken = outcome ? step.a : step.b
    return execute(taken, inside(scope, taken), m)
  }
  const told: Fact[] = []
  const way = (truthy: boolean): Completion => {
    const facts = implied(m, test, truthy, at)
    if (truthy) told.push(...facts)
    m.facts = together(before, facts)
    m.sides.push({ test, truthy })
    const taken = truthy ? step.a : step.b
    const end = execute(taken, inside(scope, taken), m)
    m.sides.pop()
    return end
  }
  return split(
    m,
    () => way(true),
    () => way(false),
    told,
  )
}

/** Takes both ways and goes on with what holds after either. A pattern that was looked for and kept nobody out (`told`) is no check. */
function split(m: Machine, a: () => Completion, b: () => Completion, told: readonly Fact[] = []): Completion {
  const before = m.facts
  const [endA, writesA, factsA] = side(m, a)
  m.facts = before
  const [endB, writesB, factsB] = side(m, b)
  if (endA === 'exit' && endB === 'exit') {
    m.facts = before
    return 'exit'
  }
  if (endA === 'exit' || endB === 'exit') {
    replay(m, endA === 'exit' ? writesB : writesA)
    m.facts = endA === 'exit' ? factsB : factsA
    return 'normal'
  }
  const [newA, newB] = [factsA.slice(before.length), factsB.slice(before.length)]
  joinWrites(m, writesA, newA, writesB, newB)
  m.facts = [...before, ...common(newA, newB).filter(fact => fact.kind !== 'checked' || !told.includes(fact))]
  return 'normal'
}

function side(m: Machine, run: () => Completion): [Completion, WriteLog, Machine['facts']] {
  let end: Completion = 'normal'
  const writes = withLog(m, () => {
    end = run()
  })
  return [end, writes, m.facts]
}

function executeLoop(step: Step & { s: 'loop' }, scope: Scope, m: Machine): void {
  const over = step.over ? evaluate(step.over, scope, m) : step.c ? evaluate(step.c, scope, m) : UNDEFINED
  if (m.thrown) return
  const items = over.k === 'list' && !over.open && step.over ? over.items : undefined
  const before = m.facts
  // At a module's top level a loop over a known list is run for real: it registers routes, models, handlers.
  if (items && m.frames.length <= 1 && items.length <= 64) {
    for (const item of items) loopOnce(step, item, scope, m)
    m.facts = before
    return
  }
  m.loops.push({
    at: placeAt(m, step.l),
    over,
    bounded:
      items !== undefined || isCounted(step.c) || (!step.over && over.k === 'literal' && step.c?.t === 'op' && /^[<>]=?$/.test(step.c.o)),
  })
  const writes = withLog(m, () => loopOnce(step, step.over ? elementOf(m, over) : UNDEFINED, scope, m))
  m.loops.pop()
  m.facts = before
  joinWrites(m, writes, [], new Map(), [])
}

/** `i < 3`: a loop that the source itself bounds. */
function isCounted(test: Expr | undefined): boolean {
  return test?.t === 'op' && /^[<>]=?$/.test(test.o) && test.x.some(side => side.t === 'lit')
}

function loopOnce(step: Step & { s: 'loop' }, item: Value, scope: Scope, m: Machine): void {
  const inner = child(scope)
  if (step.p) bindLoop(step.p, item, inner, m)
  execute(step.body, inner, m)
}

function bindLoop(pattern: Pattern, item: Value, scope: Scope, m: Machine): void {
  bind(pattern, item, scope, m, true)
}

function executeTry(step: Step & { s: 'try' }, scope: Scope, m: Machine): Completion {
  const before = m.facts
  const first = m.effects.length
  const [endA, writesA, factsA] = side(m, () => execute(step.body, inside(scope, step.body), m))
  const afterBody = m.effects.length
  let end: Completion
  if (!step.c) {
    replay(m, writesA)
    m.facts = factsA
    end = endA
  } else {
    m.facts = before
    const caught = step.c
    const returned = m.frames.at(-1)?.returns.length ?? 0
    const [endB, writesB, factsB] = side(m, () => {
      const inner = child(scope)
      // Anything may have been written before the error came.
      replayMaybe(m, writesA)
      if (step.p) bind(step.p, origin('error', [], { at: placeAt(m, step.cl) }), inner, m, true)
      m.catching++
      const completion = execute(caught, inner, m)
      m.catching--
      return completion
    })
    if (!rethrows(caught)) handled(m, first, afterBody)
    judgeCatch(m, caught, first, afterBody, endB, placeAt(m, step.cl), m.frames.at(-1)?.returns.slice(returned) ?? [])
    end = endA === 'exit' && endB === 'exit' ? 'exit' : 'normal'
    if (endA === 'exit' && endB === 'exit') m.facts = before
    else if (endB === 'exit') {
      replay(m, writesA)
      m.facts = factsA
    } else if (endA === 'exit') {
      replay(m, writesB)
      m.facts = factsB
    } else {
      const [newA, newB] = [factsA.slice(before.length), factsB.slice(before.length)]
      joinWrites(m, writesA, newA, writesB, newB)
      m.facts = [...before, ...common(newA, newB)]
    }
  }
  const finallyEnd = step.f.length ? execute(step.f, child(scope), m) : 'normal'
  return finallyEnd === 'exit' ? 'exit' : end
}

function replayMaybe(m: Machine, writes: WriteLog): void {
  const maybe: WriteLog = new Map()
  for (const [into, values] of writes) {
    const joined = new Map<string, Value | undefined>()
    for (const [key, value] of values)
      if (value)
        joined.set(
          key,
          either([
            { value: into.get(key) ?? UNDEFINED, facts: [] },
            { value, facts: [] },
          ]),
        )
    maybe.set(into, joined)
  }
  replay(m, maybe)
}
