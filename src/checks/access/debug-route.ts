import { defineCheck } from '#checks/check'
import type { Effect, Route } from '#model/app-model'
import { isForDevelopers } from '#model/read/logged'
import { nameOf } from '#model/read/route'
import { originsOf } from '#model/term'

/** Words that an address has while an app is being made. A test that users run (`/notifications/test`) is asked for by a session. */
const DEBUG = /(?:^|[/_-])debug(?:$|[/_-])/i
const TEST = /(?:^|\/)(?:test-[\w-]+|[\w-]+-test|test|seed|seed-[\w-]+|playground|sandbox|sentry-example[\w-]*)(?:$|\/)/i

export default defineCheck({
  id: 'access/debug-route',
  title: 'An endpoint that was made for finding faults answers in production',
  why: 'It shows how the app works inside, or does things for whoever finds it, and nobody looks after it any more.',
  severity: 'medium',
  refs: ['CWE-862', 'CWE-489', 'CWE-215', 'OWASP-A05:2021'],
  needs: ['routes'],
  *find({ routes }) {
    const left = routes.filter(route => !route.unreached && (route.kind === 'http' || route.kind === 'edge-function') && isLeft(route))
    const [first, ...others] = left.toSorted((a, b) => Number(tells(b)) - Number(tells(a)))
    if (!first) return
    const name = nameOf(first)
    yield {
      at: first.at,
      certainty: 'likely',
      severity: tells(first) ? 'medium' : 'low',
      message: `\`${name}\`${others.length ? ` and ${others.length} more look` : ' looks'} left over from development, and ${others.length ? 'answer' : 'answers'} ${first.auth === 'session' ? 'every account' : 'anyone'}.`,
      help: 'Delete it, or let it answer only where `NODE_ENV` is not `production`.',
      key: 'left over',
      route: name,
      trail: others.slice(0, 20).map(route => ({ at: route.at, label: `\`${nameOf(route)}\`` })),
    }
  },
})

/** What is open to everyone by mistake is told as that. */
function isLeft(route: Route): boolean {
  if (route.auth !== 'public' && route.auth !== 'session') return false
  if (!DEBUG.test(route.path) && !(route.auth === 'public' && TEST.test(route.path))) return false
  const does = route.effects.filter(effect => effect.kind !== 'log' && (effect.kind !== 'respond' || showsInside(effect)))
  return does.length > 0 && !does.every(isForDevelopers) && !refusesInProduction(route)
}

/** It answers no one there: every other answer stands behind that question. */
const refusesInProduction = ({ effects }: Route): boolean =>
  effects.some(effect => effect.kind === 'respond' && /^(?:403|404|405)$/.test(String(effect.status)) && asksEnvironment(effect))

const asksEnvironment = (effect: Effect): boolean =>
  effect.when.some(({ term }) => [...originsOf(term)].some(one => one.from === 'env' && /ENV|DEBUG|DEV|PROD/i.test(one.name ?? '')))

/** More than a greeting: settings, cookies, the session, rows. */
const showsInside = (effect: Effect): boolean =>
  effect.kind === 'respond' && [...originsOf(effect.body)].some(one => /^(?:env|cookies|headers|session|row|error)$/.test(one.from))

/** Rows that anybody may see say nothing new. */
const tells = (route: Route): boolean =>
  route.effects.some(
    effect =>
      (effect.kind === 'respond' && [...originsOf(effect.body)].some(one => /^(?:env|cookies|headers|session|error)$/.test(one.from))) ||
      (effect.kind !== 'respond' &&
        effect.kind !== 'log' &&
        !(effect.kind === 'query' && effect.does === 'read' && route.auth === 'public')),
  )
