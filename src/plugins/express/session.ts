import type { Place } from '#base/place'
import { isOfCaller } from '../caller.js'
import type { Run } from '../plugin.js'
import { computed, type LibraryValue, object, origin, UNDEFINED, type Value } from '../value.js'

/** Kept for visitors as well: that there is one says nothing of who they are. */
const ANONYMOUS =
  /^(cart|basket|bag|wishlist|flash|messages?|errors?|info|return_?to|return_?url|redirect(_?(to|url))?|next|csrf(_?(token|secret))?|lang|locale|language|theme|captcha|views?|visits?|count|state|nonce|code_?verifier|challenge|otp|old_?input|form_?data|attempts|cookie|id)$/i

/** The session of a request: one object for the whole request, so that what is written can be read. */
export function sessionOf(request: LibraryValue): Value {
  const session: LibraryValue = { ...request, path: 'req.session', props: new Map() }
  request.props.set('session', session)
  return session
}

/** What the app keeps in the session is of its own making: whoever has one was let in. */
export function sessionMember(key: string): Value {
  return ANONYMOUS.test(key) ? computed(`.${key}`, []) : origin('session', [key])
}

/** `req.session.userId = user.id` lets somebody in; `= null`, or the whole session gone, lets them out. */
export function writeSession(of: LibraryValue, key: string, value: Value, run: Run, at: Place): void {
  const isSession = of.path === 'req.session'
  if (!isSession && key !== 'session') return
  const isGone = value.k === 'literal' && (value.value === null || value.value === undefined || value.value === false)
  if (isGone) run.emit({ kind: 'session', does: 'destroy', input: UNDEFINED, options: undefined }, at)
  else if (isSession ? !ANONYMOUS.test(key) : value.k === 'object' && value.props.size > 0) {
    if (!isOfCaller(value)) run.emit({ kind: 'session', does: 'create', input: isSession ? object([[key, value]]) : value, options: undefined }, at)
  }
}
