import type { Policy, Table } from '#database/catalogue'
import { holdsToken } from '#facts/origin'
import type { Auth, Effect, Guard, QueryEffect, RespondEffect, RouteKind, SendEffect } from '../app-model.js'
import { chosenHost } from '../read/address.js'
import { isRefusal } from '../read/answers.js'
import { isQuestion, keepsSession, procedureOf } from '../read/deeds.js'
import { holdsAccounts, readsAccounts, tellsOfEveryPayer } from '../read/accounts.js'
import { isGuarded } from '../read/route.js'
import { chosen, fieldsOf, samePlace, spelled } from '../read/terms.js'
import { originsOf, type Term } from '../term.js'
import { GUEST, isGuest, isGuestsOwn, isItsOwnGuard } from './guest.js'
import { isMeantToBePublic } from './public.js'

const STRENGTH: Record<Guard['kind'], number> = { weak: 1, secret: 2, session: 3, owner: 4, signature: 5, role: 6 }

export interface Judged {
  readonly auth: Auth
  readonly how: string
  readonly guards: readonly Guard[]
}

/** Who may call a route: by the weakest of the guards in force where something that matters happens. */
export function judgeAuth(
  method: string,
  path: string,
  kind: RouteKind,
  effects: readonly Effect[],
  tables: ReadonlyMap<string, Table>,
): Judged {
  // What is only written down when something fails (an error log) says nothing of who may call.
  const matters = effects.filter(effect => (isOfWeight(effect) || tellsAccounts(effect, effects)) && !effect.caught)
  const decisive = matters.filter(effect => !isItsOwnGuard(effect))
  const told = effects.filter(effect => effect.kind === 'respond' && !isRefusal(effect) && !isPreflight(effect))
  // What a `catch` answers says that something failed, to whomever it failed for.
  const answers = told.some(effect => !effect.caught) ? told.filter(effect => !effect.caught) : told
  const judged = decisive.length ? decisive : matters.length ? [] : answers
  if (!judged.length && matters.length) {
    if (isSigningOut(path, effects)) return { auth: 'public', how: 'whoever is signed in may sign out', guards: [] }
    if (
      !matters.every(isGuarded) &&
      matters.some(
        effect =>
          effect.kind === 'query' &&
          (effect.filters.some(filter => isGuest(filter.value)) || [...fieldsOf(effect.data)].some(([, value]) => isGuest(value))),
      )
    )
      return { auth: 'public', how: GUEST, guards: [] }
    const guard = matters.flatMap(effect => effect.guards).find(one => one.kind !== 'weak') ?? {
      kind: 'session' as const,
      at: matters[0]!.at,
      how: 'only rows of the signed-in user are touched',
    }
    const role = matters[0]!.guards.find(one => one.kind === 'role')
    if (role && matters.every(effect => effect.guards.some(one => one.kind === 'role')))
      return { auth: 'role', how: role.how, guards: [guard, role] }
    // The row that the request names, and only where it is the caller's: written at once, or looked up before.
    const written = new Set(matters.flatMap(effect => (effect.kind === 'query' && effect.does !== 'read' ? (effect.table ?? []) : [])))
    const named = matters.find(
      effect => effect.kind === 'query' && written.has(effect.table ?? '') && effect.filters.some(filter => chosen(filter.value)),
    )
    return named
      ? { auth: 'owner', how: 'only rows of the signed-in user are touched', guards: [guard] }
      : { auth: 'session', how: guard.how, guards: [guard] }
  }
  const queries = effects.filter((effect): effect is QueryEffect => effect.kind === 'query')
  const counted = whereItCounts(judged, answers)
  const perEffect = counted.map(
    effect =>
      strongest([
        ...effect.guards.filter(guard => guard.kind !== 'weak').map(guard => settledGuard(guard, queries)),
        ...comparedLater(effect, effects),
      ]) ?? rowRules(effect, tables),
  )
  const weakest = perEffect.reduce<Guard | undefined>(
    (low, guard, index) => (index === 0 ? guard : !low || !guard ? undefined : STRENGTH[guard.kind] < STRENGTH[low.kind] ? guard : low),
    undefined,
  )
  if (weakest) {
    if (weakest.kind === 'session' && isEntrance(path, effects))
      return { auth: 'public', how: 'people who are not signed in need it to sign in', guards: [] }
    const guards = commonGuards(counted)
    return { auth: authOf(weakest), how: weakest.how, guards: guards.length ? guards : [weakest] }
  }
  if (
    isGuestsOwn(
      counted.filter((_, index) => !perEffect[index]),
      queries,
      tables,
    )
  )
    return { auth: 'public', how: GUEST, guards: [] }
  const claimed = pretended(effects, IDENTITY) ?? believed(judged)
  const meant = claimed ? undefined : isMeantToBePublic(method, path, kind, judged, effects, tables)
  if (meant) return { auth: 'public', how: meant, guards: [] }
  const unguarded = counted.filter((_, index) => !perEffect[index])
  const weak = unguarded[0]?.guards.find(
    guard => guard.kind === 'weak' && unguarded.every(effect => effect.guards.some(other => other.kind === 'weak')),
  )
  const pretence = weak ?? claimed ?? pretended(effects, /auth|token|key|secret/i)
  return pretence
    ? { auth: 'weak', how: pretence.how, guards: [pretence] }
    : { auth: 'open', how: 'nothing asks who is calling', guards: [] }
}

/** A row that only guarded answers hold may be read before the guard: to ask whose it is, it has to be. */
function whereItCounts(judged: readonly Effect[], answers: readonly Effect[]): readonly Effect[] {
  const told = answers.filter(answer => isGuarded(answer))
  if (!told.length) return judged
  const counted = judged.filter(
    effect =>
      effect.kind !== 'query' ||
      effect.does !== 'read' ||
      isGuarded(effect) ||
      answers.some(answer => !isGuarded(answer) && holds(answer, effect)),
  )
  return counted.length ? counted : told
}

const holds = (answer: Effect, query: QueryEffect): boolean =>
  answer.kind === 'respond' &&
  (answer.body.kind === 'unknown' ||
    [...originsOf(answer.body)].some(one => one.from === 'row' && one.at !== undefined && samePlace(one.at, query.at)))

/** What browsers ask before they ask: `if (req.method === 'OPTIONS') return res.sendStatus(200)`. */
const isPreflight = (effect: Effect): boolean =>
  effect.when.some(
    ({ term, truthy }) => truthy && term.kind === 'computed' && term.of.some(part => part.kind === 'literal' && part.value === 'OPTIONS'),
  )

/** A token that somebody else gave (Google, a mailed link) is verified, and only then is there a session. */
function isEntrance(path: string, effects: readonly Effect[]): boolean {
  return (
    /log-?in|sign-?in|sign-?up|register|oauth|google|callback|magic/i.test(path) &&
    effects.some(
      effect =>
        effect.kind === 'session' &&
        (effect.does === 'create' || (effect.does === 'cookie' && /"call sign"/.test(JSON.stringify(effect.input)))),
    )
  )
}

/** Whoever nobody knows is only told that they are out. */
function isSigningOut(path: string, effects: readonly Effect[]): boolean {
  return (
    /log-?out|sign-?out/i.test(path) &&
    effects.some(effect => effect.kind === 'session' && effect.does === 'destroy' && effect.guards.every(guard => guard.kind === 'weak'))
  )
}

/** That the caller has rows of their own says that there is a caller. Whose row it is was asked where the request named it. */
function settledGuard(guard: Guard, queries: readonly QueryEffect[]): Guard {
  if (guard.kind !== 'owner' || !guard.on) return guard
  const rows = [...originsOf(guard.on)].filter(one => one.from === 'row' && one.scoped && one.at)
  const asked = rows.map(row => queries.find(query => samePlace(query.at, row.at!)))
  return rows.length && asked.every(query => query && !query.filters.some(filter => chosen(filter.value)))
    ? { ...guard, kind: 'session' }
    : guard
}

/** A row may be fetched first and its owner compared after: nothing has happened in between. */
function comparedLater(effect: Effect, effects: readonly Effect[]): Guard[] {
  if (effect.kind !== 'query' || effect.does !== 'read') return []
  return effects
    .flatMap(other =>
      other.guards.filter(
        guard =>
          guard.kind === 'owner' &&
          guard.on &&
          [...originsOf(guard.on)].some(one => one.from === 'row' && one.at !== undefined && samePlace(one.at, effect.at)),
      ),
    )
    .slice(0, 1)
}

function authOf(guard: Guard): Auth {
  return guard.kind === 'secret' ? 'signature' : guard.kind
}

function strongest(guards: readonly Guard[]): Guard | undefined {
  return guards.reduce<Guard | undefined>((best, guard) => (!best || STRENGTH[guard.kind] > STRENGTH[best.kind] ? guard : best), undefined)
}

function commonGuards(effects: readonly Effect[]): Guard[] {
  const [first, ...rest] = effects
  return (first?.guards ?? []).filter(
    guard => guard.kind !== 'weak' && rest.every(effect => effect.guards.some(other => other.kind === guard.kind)),
  )
}

const BOOK_KEEPING = /rate|limit|(?:^|_)logs?$|audit|attempt|cache|metric|analytic|idempot/i

function isOfWeight(effect: Effect): boolean {
  switch (effect.kind) {
    case 'query':
      return (
        !BOOK_KEEPING.test(effect.table ?? procedureOf(effect)) && !isTokenLookup(effect) && !keepsSession(effect) && !isQuestion(effect)
      )
    case 'file':
      return effect.does !== 'read' || chosen(effect.path) !== undefined
    case 'send':
      return isGuarded(effect) || !isLookUp(effect)
    case 'run':
      return true
    case 'session':
      return effect.does === 'create'
    default:
      return false
  }
}

/** Accounts that were read with the service key are in an answer, or what the payment service knows of everybody. */
const tellsAccounts = (effect: Effect, effects: readonly Effect[]): boolean =>
  tellsOfEveryPayer(effect, effects) ||
  (effect.kind === 'send' && effect.service === 'auth' && readsAccounts(effect) && effects.some(holdsAccounts))

/** Other than a server of the app's own choice, or that which serves the app; where a token says who issued it, asking there is part of asking who calls. */
function isChosenServer(term: Term): boolean {
  const host = chosenHost(term)
  return host !== undefined && host.from !== 'url' && !holdsToken(host)
}

/** Asks an outside service and changes nothing there: who is signed in, what the weather is. */
const isLookUp = (effect: SendEffect): boolean =>
  effect.service === 'http'
    ? !/"method"/.test(JSON.stringify(effect.input)) &&
      ![...fieldsOf(effect.input)].some(([field, value]) => field === 'url' && isChosenServer(value))
    : readsAccounts(effect) || /(?:^|\.)(?:retrieve|list|get\w*|search|find\w*)$/.test(effect.operation)

/** The look-up that finds out who is calling, by a token in a cookie or a header. */
function isTokenLookup(effect: QueryEffect): boolean {
  return (
    effect.does === 'read' &&
    effect.filters.some(filter =>
      [...originsOf(filter.value)].some(
        one => one.from === 'cookies' || (one.from === 'headers' && /authorization|token|key/i.test(one.path.at(-1) ?? '')),
      ),
    )
  )
}

/** A query with the caller's own rights is let through, or not, by the database. */
function rowRules(effect: Effect, tables: ReadonlyMap<string, Table>): Guard | undefined {
  if (effect.kind !== 'query' || effect.rights !== 'user' || effect.does === 'raw') return undefined
  const table = tables.get(effect.table ?? '')
  if (!table?.rowRules?.enabled) return undefined
  const command = { read: 'select', create: 'insert', update: 'update', upsert: 'insert', delete: 'delete' }[effect.does]
  const policies = table.policies.filter(policy => policy.permissive && (policy.command === 'all' || policy.command === command))
  if (!policies.every(asksWho)) return undefined
  return { kind: 'session', at: table.rowRules.at, how: `the row rules of \`${table.name}\`` }
}

const asksWho = (policy: Policy): boolean =>
  /auth\.(uid|jwt|role|email)|has_role|is_admin|current_setting/.test(`${policy.using ?? ''} ${policy.check ?? ''}`) ||
  (policy.roles.length > 0 && policy.roles.every(role => role === 'authenticated' || role === 'service_role'))

const IDENTITY = /user|role|admin|account|member|customer|identity/i

/** `if (req.query.user === 'admin')` before everything that is done. */
function believed(judged: readonly Effect[]): Guard | undefined {
  const [first] = judged
  return first?.guards.find(
    guard =>
      guard.kind === 'weak' &&
      guard.on?.kind === 'origin' &&
      guard.on.from !== 'cookies' &&
      IDENTITY.test(guard.on.path.at(-1) ?? '') &&
      judged.every(effect => effect.guards.some(other => other.kind === 'weak' && other.how === guard.how)),
  )
}

/** `if (!req.query.user) return res.status(401)`: the caller is asked, and believed. */
function pretended(effects: readonly Effect[], name: RegExp): Guard | undefined {
  if (effects.some(effect => effect.kind === 'session' && effect.does === 'create')) return undefined
  // Somebody may be signed in, and is then known for sure: the request is refused for want of another name.
  if (effects.some(effect => effect.guards.some(guard => guard.kind === 'session'))) return undefined
  const refusals = effects.filter(
    (effect): effect is RespondEffect => effect.kind === 'respond' && (effect.status === 401 || effect.status === 403),
  )
  for (const refusal of refusals) {
    const last = refusal.when.at(-1)
    const one = last && chosen(last.term)
    if (one && one.from !== 'body' && name.test(one.path.at(-1) ?? ''))
      return { kind: 'weak', at: last.at, how: `\`${spelled(one)}\` only has to be there` }
  }
  return undefined
}
