import type { Place } from '#base/place'
import { defineCheck, type Problem } from '#checks/check'
import type { Effect, QueryEffect, RespondEffect, Route } from '#model/app-model'
import { isWrite } from '#model/read/money'
import { nameOf, trailTo } from '#model/read/route'
import { isPeople } from '#model/read/rows'
import { chosen, samePlace } from '#model/read/terms'
import { originsOf, type Term } from '#model/term'
import { isTest } from '../secrets/where.js'
import { NO_ACCOUNT, refusalsApart, WRONG_PASSWORD } from './told-apart.js'

const ASKED = /log-?in|sign-?in|forgot|reset|recover|authenticate|sessions?$|password/i
const SIGN_UP = /sign-?up|register|registration|create/i

export default defineCheck({
  id: 'sessions/user-enumeration',
  title: 'The answer tells whether an account exists',
  why: 'Anyone can find out which of a list of e-mail addresses are your customers, and try passwords on those alone.',
  severity: 'low',
  refs: ['CWE-204', 'OWASP-A07:2021'],
  needs: ['routes', 'source'],
  *find({ routes, source }) {
    const places: Place[] = []
    for (const route of routes) {
      if (route.auth !== 'public' || route.unreached || (route.method === 'GET' && !hasPassword(route))) continue
      if (SIGN_UP.test(route.path)) {
        const taken = takenIn(route)
        if (taken) yield told(route, taken, 'answers that an address has an account already')
        continue
      }
      if (!ASKED.test(route.path)) continue
      const lookUp = route.effects.find((effect): effect is QueryEffect => looksUp(effect, /mail|login|user|name|phone/i))
      const apart = lookUp && toldApart(route, lookUp)
      if (!apart) continue
      places.push(...apart.map(answer => answer.at))
      yield told(route, apart, 'answers differently when no account has the given name')
    }
    // Where a service throws what its caller answers, no answer of a route says it.
    for (const file of source.files) {
      if (file.kind !== 'code' || isTest(file.path) || /\.[jt]sx$/.test(file.path) || /^\s*['"]use client['"]/.test(file.text())) continue
      for (const at of refusalsApart(file)) {
        if (places.some(place => place.file === at.file && Math.abs(place.line - at.line) < 30)) continue
        places.push(at)
        yield {
          at,
          certainty: 'likely',
          message: `\`${at.file}\` refuses in other words where there is no account than where the password is wrong.`,
          help: 'Give the same answer, with the same status, whether or not there is an account.',
          key: `${at.file} refusals`,
        }
      }
    }
  },
})

const told = (route: Route, answers: readonly Effect[], says: string): Problem => ({
  at: answers[0]!.at,
  certainty: 'certain',
  message: `\`${nameOf(route)}\` ${says}.`,
  help: 'Give the same answer, with the same status, whether or not there is an account.',
  key: nameOf(route),
  route: nameOf(route),
  trail: trailTo(route, answers, 'one of the answers'),
})

/** A form that is sent by GET: its password is compared. */
const hasPassword = (route: Route): boolean =>
  route.effects.some(
    effect =>
      effect.kind === 'compare' &&
      [effect.left, effect.right].some(side =>
        [...originsOf(side)].some(one => one.from === 'query' && /passw|pwd/i.test(one.path.at(-1) ?? '')),
      ),
  )

/** A sign-up that is refused because somebody has the address, as often as anyone asks. */
function takenIn(route: Route): Effect[] | undefined {
  const signsUp = route.effects.find(
    (effect): effect is QueryEffect => isWrite(effect) && effect.does !== 'delete' && isPeople(effect.table ?? ''),
  )
  const lookUp = signsUp && route.effects.find((effect): effect is QueryEffect => looksUp(effect, /mail|phone|mobile/i))
  if (!lookUp || route.limiter) return undefined
  const answer = route.effects.find(
    effect =>
      effect.kind === 'respond' &&
      found(effect, lookUp) === true &&
      (effect.status === undefined ? TAKEN.test(JSON.stringify(effect.body)) : effect.status >= 400 && effect.status < 429),
  )
  // What throws is answered by the framework.
  return answer ? [answer] : found(signsUp, lookUp) === false ? [lookUp] : undefined
}

const TAKEN = /exist|taken|already|in use|registered|error/i

const looksUp = (effect: Effect, by: RegExp): boolean =>
  effect.kind === 'query' &&
  effect.does === 'read' &&
  isPeople(effect.table ?? '') &&
  effect.filters.some(filter => chosen(filter.value) && by.test(filter.column))

/** An answer for nobody, and another one for somebody, that differ. */
function toldApart(route: Route, lookUp: QueryEffect): readonly [RespondEffect, RespondEffect] | undefined {
  const answers = route.effects.filter((effect): effect is RespondEffect => effect.kind === 'respond')
  const byText = [
    answers.find(answer => NO_ACCOUNT.test(textOf(answer.body))),
    // One answer may hold either of the two.
    answers.find(answer => WRONG_PASSWORD.test(textOf(answer.body))),
  ] as const
  if (byText[0] && byText[1]) return [byText[0], byText[1]]
  const nobody = answers.find(answer => found(answer, lookUp) === false)
  if (!nobody || isLimit(nobody)) return undefined
  const isForgotten = /forgot|reset|recover/i.test(route.path)
  // A sign-in that works is another thing: only refusals are compared. A request for a reset has no other answer.
  const somebody = answers.find(
    answer =>
      answer !== nobody && found(answer, lookUp) === true && (isForgotten || refuses(answer)) && !isLimit(answer) && !same(answer, nobody),
  )
  return somebody && [nobody, somebody]
}

/** Whether the answer is given where the look-up found somebody. */
function found(answer: Effect, lookUp: QueryEffect): boolean | undefined {
  const condition = answer.when.find(
    one =>
      one.term.kind === 'origin' &&
      one.term.from === 'row' &&
      one.term.at !== undefined &&
      samePlace(one.term.at, lookUp.at) &&
      one.term.path.every(part => /^\d+$/.test(part)),
  )
  return condition?.truthy
}

const isLimit = (answer: RespondEffect): boolean => answer.status === 429 || (answer.status !== undefined && answer.status >= 500)

const refuses = (answer: RespondEffect): boolean =>
  (answer.status !== undefined ? answer.status >= 400 : true) &&
  /invalid|incorrect|wrong|error|fail|not|denied/i.test(JSON.stringify(answer.body))

const same = (a: RespondEffect, b: RespondEffect): boolean => a.status === b.status && textOf(a.body) === textOf(b.body)

/** The fixed texts of an answer. */
function textOf(body: Term): string {
  if (body.kind === 'literal') return String(body.value)
  if (body.kind === 'object') return body.entries.map(([key, value]) => `${key}: ${textOf(value)}`).join('\n')
  if (body.kind === 'either' || body.kind === 'computed') return body.of.map(textOf).join('|')
  return [...originsOf(body)].map(one => one.path.join('.')).join()
}
