import type { Auth, Effect, Guard, QueryEffect, RouteKind } from '../app-model.js'
import { originsOf, type Term } from '../term.js'
import { isMeantToBePublic } from './public.js'
import type { Table } from '#database/catalogue'

const STRENGTH: Record<Guard['kind'], number> = { weak: 1, secret: 2, session: 3, owner: 4, signature: 5, role: 6 }

export interface Judged {
  readonly auth: Auth
  readonly how: string
  readonly guards: readonly Guard[]
}

/** Who may call a route: by the weakest of the guards in force where something that matters happens. */
export function judgeAuth(method: string, path: string, kind: RouteKind, effects: readonly Effect[], tables: ReadonlyMap<string, Table>): Judged {
  const matters = effects.filter(effect => isOfWeight(effect))
  const decisive = matters.filter(effect => !isItsOwnGuard(effect))
  const answers = effects.filter(effect => effect.kind === 'respond' && !isRefusal(effect))
  const judged = decisive.length ? decisive : matters.length ? [] : answers
  if (!judged.length && matters.length) {
    const guard = matters.flatMap(effect => effect.guards).find(one => one.kind !== 'weak') ?? { kind: 'session' as const, at: matters[0]!.at, how: 'only rows of the signed-in user are touched' }
    return { auth: 'session', how: guard.how, guards: [guard] }
  }
  const perEffect = judged.map(effect => strongest(effect.guards))
  const weakest = perEffect.reduce<Guard | undefined>((low, guard, index) => (index === 0 ? guard : !low || !guard ? undefined : STRENGTH[guard.kind] < STRENGTH[low.kind] ? guard : low), undefined)
  const guards = commonGuards(judged)
  if (weakest) return { auth: authOf(weakest), how: weakest.how, guards: guards.length ? guards : [weakest] }
  const weak = judged.flatMap(effect => effect.guards).find(guard => guard.kind === 'weak')
  const meant = isMeantToBePublic(method, path, kind, judged, tables)
  if (!meant && weak && judged.every(effect => effect.guards.some(guard => guard.kind === 'weak'))) return { auth: 'weak', how: weak.how, guards: [weak] }
  return meant ? { auth: 'public', how: meant, guards: [] } : { auth: 'open', how: 'nothing asks who is calling', guards: [] }
}

function authOf(guard: Guard): Auth {
  return guard.kind === 'secret' ? 'signature' : guard.kind
}

function strongest(guards: readonly Guard[]): Guard | undefined {
  return guards.reduce<Guard | undefined>((best, guard) => (!best || STRENGTH[guard.kind] > STRENGTH[best.kind] ? guard : best), undefined)
}

function commonGuards(effects: readonly Effect[]): Guard[] {
  const [first, ...rest] = effects
  return (first?.guards ?? []).filter(guard => rest.every(effect => effect.guards.some(other => other.kind === guard.kind)))
}

const BOOK_KEEPING = /rate|limit|log|audit|attempt|cache|metric|analytic/i

function isOfWeight(effect: Effect): boolean {
  switch (effect.kind) {
    case 'query':
      return !(effect.table && BOOK_KEEPING.test(effect.table)) && !isTokenLookup(effect)
    case 'send':
    case 'file':
    case 'run':
      return true
    case 'session':
      return effect.does === 'create'
    default:
      return false
  }
}

/** The look-up that finds out who is calling, by a token in a cookie or a header. */
function isTokenLookup(effect: QueryEffect): boolean {
  return effect.does === 'read' && effect.filters.some(filter => [...originsOf(filter.value)].some(one => one.from === 'cookies' || (one.from === 'headers' && /authorization|token|key/i.test(one.path.at(-1) ?? ''))))
}

/** Touches only what is the caller's: there is nothing to protect from somebody else. */
function isItsOwnGuard(effect: Effect): boolean {
  if (effect.kind !== 'query' || effect.does === 'raw') return false
  return effect.filters.some(filter => !filter.op.startsWith('or') && isCallers(filter.value))
}

const isCallers = (term: Term): boolean => [...originsOf(term)].some(one => one.from === 'session' || (one.from === 'row' && one.scoped === true))

function isRefusal(effect: Effect): boolean {
  return effect.kind === 'respond' && ((effect.status !== undefined && effect.status >= 400) || (effect.how === 'redirect' && /log-?in|sign-?in|auth/i.test(JSON.stringify(effect.body))))
}
