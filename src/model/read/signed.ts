import type { Severity } from '#base/certainty'
import type { Place } from '#base/place'
import type { Source } from '#source/source'
import type { Effect, Guard, Route } from '../app-model.js'
import { originsOf } from '../term.js'
import { isReading } from './deeds.js'
import { isMoneyTable, isOrderTable, isPayment } from './money.js'
import { isPeople } from './rows.js'

/** Provider, or partner, is known by it: nobody else can make the call. */
export const isProven = (effect: Effect): boolean => effect.guards.some(guard => guard.kind !== 'weak')

/** Whether an effect changes anything that a forged event could be used for. */
export function isDeed(effect: Effect): boolean {
  if (effect.kind === 'query')
    return (
      effect.does !== 'read' &&
      !(effect.does === 'raw' && isReading(effect)) &&
      !/log|event|audit|webhook|deliver/i.test(effect.table ?? '')
    )
  return (
    effect.kind === 'send' && !/constructEvent|verify|isSignatureValid|validate\w*|retrieve|\.get$|\.list$|^fetch$/i.test(effect.operation)
  )
}

/** Deeds of a webhook that anyone can set off. Where others wait for the signature, it is checked: what is left goes by on the way out. */
export function unproven(route: Route): Effect[] {
  if (route.kind !== 'webhook' || route.unreached) return []
  const deeds = route.effects.filter(isDeed)
  return deeds.some(effect => effect.guards.some(guard => guard.kind === 'signature')) ? [] : deeds.filter(effect => !isProven(effect))
}

/** A header, or a setting, by whose name a signature is meant. */
export const SIGNING = /sign|hmac|svix|secret|webhook|auth_?token|public_?key|verif/i

/** The conditions on settings under which alone a signature is asked for. */
const settingsAsked = (effect: Effect): { readonly name: string; readonly at: Place }[] =>
  effect.when.flatMap(({ term, truthy, at }) => {
    const env = truthy ? [...originsOf(term)].find(one => one.from === 'env' && SIGNING.test(one.name ?? '')) : undefined
    return env?.name ? [{ name: env.name, at }] : []
  })

/** A comparison or a library's check by which a signature would be told. */
export const isSignatureCheck = (effect: Effect): boolean =>
  (effect.kind === 'send' && /constructEvent|verify\w*|isSignatureValid|validate\w*Signature|unmarshal/i.test(effect.operation)) ||
  (effect.kind === 'compare' && /"headers"/.test(JSON.stringify([effect.left, effect.right])))

/** A signature that is asked for without being one. */
export type Doubt =
  | { readonly kind: 'skipped'; readonly at: Place; readonly name: string }
  | { readonly kind: 'presence'; readonly at: Place; readonly guard: Guard }
  | { readonly kind: 'commented'; readonly at: Place }

const COMMENTED =
  /^\s*(?:\/\/|\*|\/\*).*(?:constructEvent(?:Async)?\s*\(|verify\w*[sS]ignature\s*\(|createHmac\s*\(|timingSafeEqual\s*\(|verifyWebhook\s*\(|\.verify\s*\(\s*\w)/

/** Why what an unproven webhook asks for does not hold, where it asks at all. */
export function doubtOf(route: Route, source: Source): Doubt | undefined {
  const deeds = unproven(route)
  if (!deeds.length) return undefined
  const refusals = route.effects.filter(
    effect =>
      isSignatureCheck(effect) || (effect.kind === 'respond' && (effect.status === 400 || effect.status === 401 || effect.status === 403)),
  )
  for (const effect of refusals) {
    // Refused outright without the setting is no way past it.
    const setting = settingsAsked(effect).find(({ name }) => !deeds.every(deed => needsSetting(deed, name)))
    if (setting) return { kind: 'skipped', ...setting }
  }
  const guard = deeds
    .map(deed => deed.guards.find(one => one.kind === 'weak' && /presence of the/.test(one.how) && SIGNING.test(one.how)))
    .find(Boolean)
  if (guard && !asksSomehow(route, source)) return { kind: 'presence', at: guard.at, guard }
  const line = commentedLine(route, source)
  return line ? { kind: 'commented', at: line } : undefined
}

const needsSetting = (effect: Effect, name: string): boolean =>
  effect.when.some(condition => condition.truthy && [...originsOf(condition.term)].some(one => one.from === 'env' && one.name === name))

const ASKS =
  /\b(?:constructEvent\w*|\w*(?:verify|validate|check|isValid)\w*(?:[sS]ignature|[wW]ebhook|Hmac|Payload)\w*|createHmac|timingSafeEqual|\w+\.verify)\s*\(/

const NEXT_ROUTE = /^\s*\w+\.(?:get|post|put|patch|delete|all|use)\(\s*['"`]/

/** A call that looks like the check, and that could not be followed to its end: what it does is not known. */
export function asksSomehow(route: Route, source: Source): boolean {
  const last = Math.max(
    ...route.effects.filter(effect => effect.at.file === route.at.file).map(effect => effect.at.line),
    route.at.line + 25,
  )
  const lines =
    source
      .file(route.at.file)
      ?.text()
      .split('\n')
      .slice(route.at.line - 1, last + 3) ?? []
  const next = lines.findIndex((line, index) => index > 0 && NEXT_ROUTE.test(line))
  return lines.slice(0, next === -1 ? undefined : next).some(line => ASKS.test(line) && !/^\s*(?:\/\/|\*|\/\*)/.test(line))
}

function commentedLine(route: Route, source: Source): Place | undefined {
  const files = new Set([route.at.file, ...unproven(route).flatMap(effect => effect.trail.map(step => step.at.file))])
  const last = Math.max(...route.effects.filter(effect => effect.at.file === route.at.file).map(effect => effect.at.line), route.at.line)
  for (const file of files) {
    const lines = source.file(file)?.text().split('\n') ?? []
    const from = file === route.at.file ? route.at.line - 1 : 0
    const to = file === route.at.file ? last + 5 : lines.length
    const found = lines.slice(from, to).findIndex(line => COMMENTED.test(line))
    if (found >= 0) return { file, line: from + found + 1 }
  }
  return undefined
}

/** What a forged event is worth to whoever sends it. */
export const gravityOf = (deeds: readonly Effect[]): Severity => (deeds.some(isGrave) ? 'critical' : 'high')

/** Somebody is credited, is said to have paid, or gets rights. */
function isGrave(effect: Effect): boolean {
  if (effect.kind !== 'query') return isPayment(effect)
  if (effect.does === 'raw') return /credit|pay|wallet|balance|grant|subscri/i.test(JSON.stringify(effect.sql ?? ''))
  const says = JSON.stringify(effect.data ?? '')
  if (isPeople(effect.table ?? ''))
    return (
      effect.does !== 'update' || /role|plan|tier|status|verif|premium|member|passw|"email"|credit|balance|subscri|banned|paid/i.test(says)
    )
  return (
    isMoneyTable(effect.table) &&
    (effect.does === 'create' || !isOrderTable(effect.table) || /paid|succe|complete|confirm|approved|"from":"body"/i.test(says))
  )
}
