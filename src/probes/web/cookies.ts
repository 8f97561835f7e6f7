import type { Finding } from '#triage/finding'
import { inconclusive, type Ground, type Outcome, type Probe, proved, refuted } from '../probe.js'
import { entrances } from '#lab/actors/entrances'
import { shape } from '#lab/request/shape'
import { insist } from '#lab/request/try'
import { PASSWORD } from '#lab/request/value'

const CHECKS = ['sessions/insecure-cookie']

/** Signs in and reads the flags of the cookie. */
export const cookies: Probe = {
  id: 'web/cookies',
  title: 'Flags of the session cookie',
  settles: CHECKS,
  *plan(ground) {
    for (const finding of ground.findings.filter(({ check }) => CHECKS.includes(check)))
      yield { name: 'the session cookie', findings: [finding], run: () => attempt(ground, finding) }
  },
}

const FLAGS = ['HttpOnly', 'Secure', 'SameSite'] as const

async function attempt({ lab, model, shaping }: Ground, { message }: Finding): Promise<Outcome> {
  const [, meant] = /\bcookie `([^`]+)`/.exec(message) ?? []
  const asked = FLAGS.filter(flag => (flag === 'HttpOnly' && /script/.test(message)) || (flag === 'Secure' && /plain http/.test(message)))
  const person = lab.planted?.people.find(one => one.actor === 'a')
  for (const route of entrances(model).signIn) {
    const { request } = await shape(route, 'system', 'a', shaping, {
      'body.email': person?.email ?? 'lab@example.com',
      'body.password': PASSWORD,
    })
    // As a proxy in front of the app says it: the browser came over https.
    const { answer } = await insist(lab, { ...request, headers: { ...request.headers, 'x-forwarded-proto': 'https' } })
    const set = [answer.headers['set-cookie'] ?? []].flat()
    const session = set.find(cookie => (meant === undefined ? isSession(cookie) : cookie.startsWith(`${meant}=`)))
    if (session === undefined) continue
    const [name] = session.split('=')
    const flags = session.split(';').slice(1).join(';')
    const missing = FLAGS.filter(flag => !new RegExp(`(?:^|;)\\s*${flag}`, 'i').test(flags))
    const step = { ...answer.step, headers: { 'set-cookie': `${name}=…;${flags}` } }
    // Apps leave `Secure` out where they are developed; here that tells only in production.
    const told = missing.filter(flag => flag === 'HttpOnly' || (flag === 'Secure' && lab.env('NODE_ENV') === 'production'))
    if (asked.length > 0 ? asked.every(flag => told.includes(flag)) : told.length > 0)
      return proved(`the cookie ${name} comes without ${told.join(' and ')}`, [step])
    const held = asked.length > 0 ? asked : FLAGS
    return held.every(flag => !missing.includes(flag))
      ? refuted(`the cookie ${name} has its flags`, `it has ${held.join(', ')}`, [step])
      : inconclusive('the session cookie was looked at', `it comes without ${missing.join(' and ')}`, [step])
  }
  return inconclusive('the session cookie was looked for', 'no sign-in set one')
}

/** Long enough to be a secret; tokens against forged requests are for scripts to read, and an empty one signs out. */
function isSession(cookie: string): boolean {
  const [name = '', value = ''] = cookie.split(';')[0]!.split('=')
  return /sess|sid|token|auth|jwt/i.test(name) && !/csrf|xsrf/i.test(name) && value.length >= 16
}
