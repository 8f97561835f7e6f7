import { defineCheck } from '#checks/check'
import type { Route, SessionEffect } from '#model/app-model'
import { handsOutToken } from '#model/read/handed-out'
import { isGuarded, isMachine, nameOf, trailTo } from '#model/read/route'
import { chosen, fieldsOf } from '#model/read/terms'
import { isAfterTest } from '#model/read/tested'
import type { Term } from '#model/term'

const IDENTITY = /^(?:id|_id|uid|sub|e-?mail|username|user_?id|user|account_?id|is_?admin)$/i

export default defineCheck({
  id: 'sessions/minted-token',
  title: 'Whoever asks is given a token in any name',
  why: 'Anybody asks for a token that names another user, or an administrator, and is signed in as them.',
  severity: 'critical',
  refs: ['CWE-287', 'CWE-306', 'OWASP-API2:2023'],
  needs: ['routes'],
  *find({ routes }) {
    for (const route of routes) {
      const made = route.unreached || isMachine(route) ? undefined : mintedIn(route)
      if (!made) continue
      const isAction = route.kind === 'action'
      const name = nameOf(route)
      yield {
        at: isAction ? route.at : made.effect.at,
        // Of what `use server` exports, Next.js leaves out what no page refers to.
        certainty: isAction ? 'likely' : 'certain',
        severity: isAction ? 'high' : 'critical',
        message: `\`${name}\` signs a token for ${made.whom}, and asks for no proof of who that is${isAction ? ': a function that a `use server` file exports can be called from outside' : ''}.`,
        help: isAction
          ? 'Move it into a file without `use server`, and export from that one only what a browser may call.'
          : 'Look the account up, compare its password or a code that was sent to it, and sign what the database says of it.',
        key: name,
        route: name,
        trail: trailTo(route, [made.effect], 'the token'),
      }
    }
  },
})

/** A token made of what the request says, in a route that does nothing else by which it could know the caller. */
function mintedIn(route: Route): { readonly effect: SessionEffect; readonly whom: string } | undefined {
  if (route.effects.some(effect => !/^(?:session|respond|log)$/.test(effect.kind))) return undefined
  for (const effect of route.effects) {
    if (effect.kind !== 'session' || effect.does !== 'create' || isGuarded(effect) || isAfterTest(effect)) continue
    const whom = namedBy(effect.input)
    if (whom && route.effects.some(handsOutToken)) return { effect, whom }
  }
  return undefined
}

/** Whom the request names: the whole of what is signed, or a part that says who it is. */
function namedBy(payload: Term): string | undefined {
  const whole = payload.kind === 'origin' && isSent(payload.from) && payload.path.length < 2
  if (whole) return payload.path[0] ? `the \`${payload.path[0]}\` that it is handed` : 'whatever the request says'
  for (const [field, value] of fieldsOf(payload)) {
    const sent = IDENTITY.test(field) ? chosen(value) : undefined
    if (sent && isSent(sent.from)) return `the \`${field}\` that the request names`
  }
  return undefined
}

const isSent = (from: string): boolean => from === 'body' || from === 'query' || from === 'params'
