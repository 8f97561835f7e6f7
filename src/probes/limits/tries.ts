import { identityFields } from '#lab/actors/register'
import type { LabRequest } from '#lab/lab'
import { routeFields } from '#lab/request/field'
import type { Route } from '#model/app-model'

const ENTERS = /log-?in|sign-?in|auth|session|token/i
const JOINS = /sign-?up|regist/i
const AFTERWARDS = /forgot|reset|recover|verif|confirm|refresh|resend|log-?out|sign-?out/i
/** Somebody is let in by what they know: a path may have such a word for something else (`checkout-sessions`). */
export const isEntrance = (route: Route): boolean =>
  ENTERS.test(route.path) && !JOINS.test(route.path) && !AFTERWARDS.test(route.path) && (route.kind === 'action' || isAsked(route))

/** Asked by people who are not signed in, and maybe never were. */
export const isForAnybody = ({ path }: Route): boolean => JOINS.test(path) || /forgot|reset/i.test(path)

const KNOWN = /passw|pwd|^pass$|pin$|otp|code|secret/i

const bodyFields = (route: Route): readonly (readonly string[])[] =>
  routeFields(route).flatMap(({ from, path }) => (from === 'body' ? [path] : []))

const isAsked = (route: Route): boolean => {
  const fields = bodyFields(route)
  return fields.length === 0 || fields.some(path => KNOWN.test(path.at(-1) ?? ''))
}

/** Wherever the code reads one: `user.password`. */
export function wrongPassword(route: Route): Readonly<Record<string, string>> {
  const named = bodyFields(route).filter(path => /passw|pwd|^pass$/i.test(path.at(-1) ?? ''))
  return Object.fromEntries((named.length > 0 ? named : [['password']]).map(path => [`body.${path.join('.')}`, 'not-the-password']))
}

/** Whoever is there already is turned away for that, or stored no second time. */
export function inAnotherName(request: LabRequest, route: Route, index: number): LabRequest {
  if (AFTERWARDS.test(route.path)) return request
  const email = `try${index}@example.com`
  const own = JOINS.test(route.path)
    ? identityFields(route, email)
    : Object.fromEntries(
        bodyFields(route).flatMap(path => (/^(?:\w+_)?e-?mail$/i.test(path.at(-1) ?? '') ? [[`body.${path.join('.')}`, email]] : [])),
      )
  return {
    ...request,
    body: Object.entries(own).reduce((body, [key, value]) => replaced(body, key.split('.').slice(1), value), request.body),
  }
}

/** What is there already gets another value; nothing is added. */
function replaced(body: unknown, [part, ...rest]: readonly string[], value: unknown): unknown {
  if (part === undefined) return value
  if (typeof body !== 'object' || body === null || Array.isArray(body) || !(part in body)) return body
  return { ...body, [part]: replaced((body as Readonly<Record<string, unknown>>)[part], rest, value) }
}
