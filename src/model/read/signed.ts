import type { Effect, Route } from '../app-model.js'
import { isReading } from './deeds.js'
import { originsOf } from '../term.js'

/** Provider, or partner, is known by it: nobody else can make the call. */
export const isProven = (effect: Effect): boolean => effect.guards.some(guard => guard.kind !== 'weak')

/** Whether an effect changes anything that a forged event could be used for. */
export function isDeed(effect: Effect): boolean {
  if (effect.kind === 'query') return effect.does !== 'read' && !(effect.does === 'raw' && isReading(effect)) && !/log|event|audit|webhook|deliver/i.test(effect.table ?? '')
  return effect.kind === 'send' && !/constructEvent|verify|isSignatureValid|validate\w*|retrieve|\.get$|\.list$|^fetch$/i.test(effect.operation)
}

/** Deeds of a webhook that anyone can set off. */
export const unproven = (route: Route): Effect[] => (route.kind === 'webhook' && !route.unreached ? route.effects.filter(effect => isDeed(effect) && !isProven(effect)) : [])

/** A header, or a setting, by whose name a signature is meant. */
export const SIGNING = /sign|hmac|svix|secret|webhook|token|api_?key/i

/** The condition on a setting under which alone a signature is asked for. */
export function settingAsked(effect: Effect): { readonly name: string; readonly at: Effect['at'] } | undefined {
  for (const condition of effect.when) {
    if (!condition.truthy) continue
    const env = [...originsOf(condition.term)].find(one => one.from === 'env' && SIGNING.test(one.name ?? ''))
    if (env?.name) return { name: env.name, at: condition.at }
  }
  return undefined
}

/** A comparison or a library's check by which a signature would be told. */
export const isSignatureCheck = (effect: Effect): boolean =>
  (effect.kind === 'send' && /constructEvent|verify\w*|isSignatureValid|validate\w*Signature|unmarshal/i.test(effect.operation)) || (effect.kind === 'compare' && /"headers"/.test(JSON.stringify([effect.left, effect.right])))
