import type { Expr } from '#facts/ir'
import type { Machine } from './machine.js'

/** Of the effects since `first`: what is awaited throws where it stands; a chain that ends in `catch` throws nowhere. */
export function promised(e: Expr & { t: 'call' }, m: Machine, first: number): void {
  if (isCaught(e)) handled(m, first, m.effects.length)
  else if (e.awaited) for (let index = first; index < m.effects.length; index++) m.effects[index]!.failure ??= 'thrown'
}

/** `query().then(…)` as a statement: nobody waits for it, so that no `try` around it catches its error. */
export function unwaited(e: Expr, m: Machine, first: number): void {
  if (e.t !== 'call' || e.awaited || !isChain(e)) return
  for (let index = first; index < m.effects.length; index++) m.effects[index]!.failure ??= 'floating'
}

/** What was done so far can fail without anybody noticing more than what catches it. */
export function handled(m: Machine, first: number, end: number): void {
  for (let index = first; index < end; index++) {
    const effect = m.effects[index]!
    if (effect.failure !== 'floating') effect.failure = 'handled'
  }
}

const isCaught = (e: Expr & { t: 'call' }): boolean =>
  e.f.t === 'get' && ((e.f.p === 'catch' && e.a.length > 0) || (e.f.p === 'then' && e.a.length > 1))

function isChain(e: Expr & { t: 'call' }): boolean {
  if (e.f.t !== 'get') return false
  return e.f.p === 'then' || (e.f.p === 'finally' && e.f.o.t === 'call' && isChain(e.f.o))
}
