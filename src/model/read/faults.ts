import type { Route, RespondEffect, Setup } from '../app-model.js'
import { type OriginTerm } from '../term.js'
import { shown } from './answers.js'
import { isMachine, isStaffGuard } from './route.js'

/** What of an error an answer holds, by how much it tells: the stack, what the database said of itself, or the text. */
export type Told = 'stack' | 'detail' | 'text'

/** An answer that tells what went wrong inside. */
export interface ToldError {
  readonly answer: RespondEffect
  readonly told: Told
  readonly route: Route | undefined
  /** Only staff, another machine, or a caller whose request was wrong gets to see it. */
  readonly mild: boolean
}

const RANK: Record<Told, number> = { stack: 2, detail: 1, text: 0 }

/** Every answer of routes and error handlers that holds part of an error which the app did not make for its callers. */
export function* toldErrors(routes: readonly Route[], setups: readonly Setup[]): Generator<ToldError> {
  for (const route of routes) {
    if (route.unreached || !route.effects.some(effect => /^(query|send|file|run)$/.test(effect.kind))) continue
    for (const effect of route.effects) {
      const told = effect.kind === 'respond' ? toldBy(effect) : undefined
      if (told && effect.kind === 'respond') yield { answer: effect, told, route, mild: isMild(effect, route) }
    }
  }
  for (const setup of setups) {
    if (setup.what !== 'error-handler' || !setup.reached) continue
    for (const effect of setup.effects) {
      const told = effect.kind === 'respond' ? toldBy(effect) : undefined
      if (told && effect.kind === 'respond') yield { answer: effect, told, route: undefined, mild: effect.how === 'render' }
    }
  }
}

function toldBy(answer: RespondEffect): Told | undefined {
  let most: Told | undefined
  for (const one of shown(answer.body)) {
    const told = one.from === 'error' ? partOf(one) : undefined
    if (told && (!most || RANK[told] > RANK[most])) most = told
  }
  return most
}

function partOf(one: OriginTerm): Told | undefined {
  // Texts of a sign-in service are written for whoever signs in; an error whose kind was asked was made for the caller.
  if (one.checked === 'expected' || one.checked === 'development' || one.name === 'auth') return undefined
  const path = one.path.filter(part => part !== 'supabase')
  if (path.some(part => part === 'stack')) return 'stack'
  if (path.some(part => /^(details?|hint|sqlMessage|sql|query|cause|parent|original|meta)$/.test(part))) return 'detail'
  return path.length === 0 || path[0] === 'message' ? 'text' : undefined
}

function isMild(answer: RespondEffect, route: Route): boolean {
  if (isMachine(route) || route.kind === 'page' || answer.how === 'render' || answer.guards.some(isStaffGuard)) return true
  return answer.status !== undefined && answer.status >= 400 && answer.status < 500
}
