import type { Severity } from '#base/certainty'
import { defineCheck } from '#checks/check'
import type { SessionEffect, Setup } from '#model/app-model'
import { nameOf } from '#model/read/route'
import type { Term } from '#model/term'

/** What is wrong with a cookie, worst first. */
interface Flaw {
  readonly severity: Severity
  readonly says: string
}

const SESSION = /sess|token|auth|jwt|sid$|^connect|login|identity|remember/i
const NO_SESSION = /csrf|xsrf|theme|locale|lang|consent|cart|state|nonce|verifier|redirect|flash|view|sidebar/i

export default defineCheck({
  id: 'sessions/insecure-cookie',
  title: 'The session cookie can be read by scripts or travels unencrypted',
  why: 'One script in the page, or one open network, is enough to take over the account of whoever is signed in.',
  severity: 'medium',
  refs: ['CWE-614', 'CWE-1004', 'OWASP-A05:2021'],
  needs: ['routes', 'setups'],
  *find({ routes, setups }) {
    for (const setup of setups) {
      if (setup.what !== 'session') continue
      const flaw = flawOfSetup(setup)
      if (!flaw) continue
      yield {
        at: setup.at,
        certainty: 'certain',
        severity: flaw.severity,
        message: `The session cookie of \`${setup.library}\` ${flaw.says}.`,
        help: "Set `cookie: { httpOnly: true, secure: true, sameSite: 'lax', maxAge }`, and trust the proxy in front where there is one.",
        key: `${setup.at.file} ${setup.library}`,
      }
    }
    for (const route of routes) {
      for (const effect of route.effects) {
        const name = effect.kind === 'session' && effect.does === 'cookie' ? sessionCookie(effect) : undefined
        const flaw = name === undefined ? undefined : flawOfCookie(effect as SessionEffect)
        if (!flaw) continue
        yield {
          at: effect.at,
          certainty: 'certain',
          severity: flaw.severity,
          message: `The cookie \`${name}\` that holds the session ${flaw.says}.`,
          help: "Set `httpOnly`, `secure` and `sameSite: 'lax'` on the cookie.",
          key: `${effect.at.file} ${name}`,
          trail: [
            { at: route.at, label: `\`${nameOf(route)}\`` },
            { at: effect.at, label: 'the cookie is set' },
          ],
        }
      }
    }
  },
})

const option = (options: Term | undefined, name: string): Term | undefined =>
  options?.kind === 'object' ? options.entries.find(([key]) => key.toLowerCase() === name)?.[1] : undefined
const is = (term: Term | undefined, value: boolean): boolean => term?.kind === 'literal' && term.value === value

/** express-session sets `httpOnly` by itself, and neither `secure` nor a limit in time. */
function flawOfSetup(setup: Setup): Flaw | undefined {
  if (setup.options.kind !== 'object' || setup.options.spread.length) return undefined
  const isFlat = setup.library === 'cookie-session'
  const cookie = isFlat ? setup.options : option(setup.options, 'cookie')
  if (cookie && (cookie.kind !== 'object' || cookie.spread.length)) return undefined
  if (is(option(cookie, 'httponly'), false)) return { severity: 'high', says: 'can be read by every script of the page' }
  const secure = option(cookie, 'secure')
  if (is(secure, false)) return { severity: 'low', says: 'is also sent over plain http: `secure` is off' }
  return secure === undefined ? { severity: 'low', says: 'is also sent over plain http: `secure` is not set' } : undefined
}

/** Name of a cookie that says who is signed in: by its name, and by what is put into it. */
function sessionCookie(effect: SessionEffect): string | undefined {
  const name = option(effect.input, 'name')
  const value = option(effect.input, 'value')
  if (name?.kind !== 'literal' || typeof name.value !== 'string' || NO_SESSION.test(name.value) || !SESSION.test(name.value))
    return undefined
  if (value?.kind === 'literal') return undefined
  const age = option(effect.options, 'maxage')
  return age?.kind === 'literal' && age.value === 0 ? undefined : name.value
}

function flawOfCookie(effect: SessionEffect): Flaw | undefined {
  const { options } = effect
  // Options from elsewhere (`...sessionOptions`, a constant that was not followed) may say anything.
  if (options && (options.kind !== 'object' || options.spread.length)) return undefined
  const secure = option(options, 'secure')
  const isOpen = secure === undefined || is(secure, false)
  const httpOnly = option(options, 'httponly')
  if (httpOnly === undefined || is(httpOnly, false))
    return {
      severity: 'high',
      says: isOpen ? 'can be read by scripts and is sent over plain http' : 'can be read by every script of the page',
    }
  if (isOpen) return { severity: 'low', says: 'is also sent over plain http' }
  return undefined
}
