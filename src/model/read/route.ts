import type { TrailStep } from '#base/place'
import type { Effect, Guard, Route } from '../app-model.js'
import { originsOf } from '../term.js'
import { isRoleTable } from './rows.js'

/** `GET /api/orders/:id`; a server action is named by its function. */
export const nameOf = (route: Route): string => `${route.method} ${route.path}`

/** The route that a finding speaks of. */
export const routeNamed = (routes: readonly Route[], name: string | undefined): Route | undefined =>
  routes.find(one => nameOf(one) === name)

/** The way from a route to what it does, for people to follow. */
export function trailTo(route: Route, effects: readonly Effect[], label: string): TrailStep[] {
  const steps: TrailStep[] = [{ at: route.at, label: `\`${nameOf(route)}\`` }]
  for (const effect of effects) {
    for (const step of [...effect.trail, { at: effect.at, label }]) {
      if (!steps.some(other => other.at.file === step.at.file && other.at.line === step.at.line)) steps.push(step)
    }
  }
  return steps.slice(0, 12)
}

/** A guard that holds, of any kind. */
export const isGuarded = (effect: Effect): boolean => effect.guards.some(guard => guard.kind !== 'weak')

const CUSTOMER =
  /\b(?:seller|vendor|merchant|customer|member|user|author|instructor|teacher|student|driver|host|buyer|creator|client|patient|guest|provider|practitioner|tutor|coach|trainer|therapist|freelancer|pro|premium|plus|citizen|resident|tenant|renter|landlord|passenger|rider|shopper|consumer|visitor|viewer|reader|subscriber|attendee|organi[sz]er|learner|pupil|parent|donor|volunteer|bidder|travell?er|player|candidate|applicant|job_?seeker|employer|recruiter|farmer|supplier|wholesaler|retailer|doctor|artist)\b/i

/** A role that lets its holder touch what belongs to others: an administrator's, not a seller's. */
export const isStaffGuard = (guard: Guard): boolean =>
  guard.kind === 'role' &&
  !(CUSTOMER.test(guard.how.replaceAll(/of the signed-in user|the caller's own/g, '')) && !/admin|staff|moderator|owner/i.test(guard.how))

/** Nobody signs in to call it: it is told by a signature, or by a secret. */
export const isMachine = (route: Route): boolean => route.kind === 'webhook' || route.kind === 'cron' || route.auth === 'signature'

/** A role is asked for, but only under a setting: that is a fault of its own. */
export const asksUnderCondition = (route: Route): boolean =>
  route.effects.some(
    effect =>
      effect.kind === 'query' &&
      isRoleTable(effect.table ?? '') &&
      effect.when.some(condition => [...originsOf(condition.term)].some(one => one.from === 'env')),
  )

/** A function that Supabase serves, whatever router it has inside. */
export const isEdgeFile = (path: string): boolean => /(?:^|\/)supabase\/functions\//.test(path)
