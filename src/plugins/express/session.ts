import type { Place } from '#base/place'
import { isOfCaller } from '../caller.js'
import type { Run } from '../plugin.js'
import { computed, type LibraryValue, object, origin, originsIn, UNDEFINED, type Value } from '../value.js'

/** Kept for visitors as well: that there is one says nothing of who they are. */
const ANONYMOUS =
  /cart|basket|wishlist|flash|return_?(to|url)|redirect|csrf|locale|lang(uage)?$|theme|captcha|visit|views?$|verifier|challenge|otp|attempts|pending|temp|signup|register/i
const ANONYMOUS_NAME = /^(bag|messages?|errors?|info|next|count|state|nonce|old_?input|form_?data|cookie|id|data)$/i
/** What says who somebody is, or what they may do. */
const IDENTITY =
  /user|uid|account|member|customer|admin|auth|logged|login|sign(ed)?_?in|profile|email|role|token|passport|seller|owner|staff|doctor|patient|student|teacher|client|company|person/i

const isAnonymous = (key: string): boolean => ANONYMOUS.test(key) || ANONYMOUS_NAME.test(key)

/** The session of a request: one object for the whole request, so that what is written can be read. */
export function sessionOf(request: LibraryValue): Value {
  const session: LibraryValue = { ...request, path: 'req.session', props: new Map() }
  request.props.set('session', session)
  return session
}

/** The name of a session, signed in or not: nobody else has it, and it says of nobody who they are. */
export const ofVisitor = (): Value => origin('cookies', ['sessionID'])

/** What the app keeps in the session is of its own making: whoever has one was let in. */
export function sessionMember(key: string): Value {
  if (key === 'id') return ofVisitor()
  return isAnonymous(key) ? computed(`.${key}`, []) : origin('session', [key])
}

/** `req.session.userId = user.id` lets somebody in; `= null`, or the whole session gone, lets them out. */
export function writeSession(of: LibraryValue, key: string, value: Value, run: Run, at: Place): void {
  const isSession = of.path === 'req.session'
  if (!isSession && key !== 'session') return
  const isGone = value.k === 'literal' && !value.value && value.value !== 0
  if (isGone) {
    if (isSession && !IDENTITY.test(key)) return
    run.emit({ kind: 'session', does: 'destroy', input: UNDEFINED, options: undefined }, at)
  } else if (isSession ? letsIn(key, value) : value.k === 'object' && [...value.props].some(([name, inner]) => letsIn(name, inner))) {
    run.emit({ kind: 'session', does: 'create', input: isSession ? object([[key, value]]) : value, options: undefined }, at)
  }
}

/** Somebody becomes known: by a name of what they are, or by the row of them that was just read. */
function letsIn(key: string, value: Value): boolean {
  if (isAnonymous(key) || isOfCaller(value)) return false
  return IDENTITY.test(key) || originsIn([value]).some(one => one.from === 'row')
}
