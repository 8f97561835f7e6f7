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
    const findings = ground.findings.filter(finding => CHECKS.includes(finding.check))
    if (findings.length > 0) yield { name: 'the session cookie', findings, run: () => attempt(ground) }
  },
}

async function attempt({ lab, model, shaping }: Ground): Promise<Outcome> {
  const person = lab.planted?.people.find(one => one.actor === 'a')
  for (const route of entrances(model).signIn) {
    const { request } = await shape(route, 'system', 'a', shaping, {
      'body.email': person?.email ?? 'lab@example.com',
      'body.password': PASSWORD,
    })
    // As a proxy in front of the app says it: the browser came over https.
    const { answer } = await insist(lab, { ...request, headers: { ...request.headers, 'x-forwarded-proto': 'https' } })
    const set = [answer.headers['set-cookie'] ?? []].flat()
    const session = set.find(isSession)
    if (session === undefined) continue
    const [name] = session.split('=')
    const flags = session.split(';').slice(1).join(';')
    const missing = ['HttpOnly', 'Secure', 'SameSite'].filter(flag => !new RegExp(`(?:^|;)\\s*${flag}`, 'i').test(flags))
    const step = { ...answer.step, headers: { 'set-cookie': `${name}=…;${flags}` } }
    // Apps leave `Secure` out where they are developed; here that tells only in production.
    const told = missing.filter(flag => flag === 'HttpOnly' || (flag === 'Secure' && lab.env('NODE_ENV') === 'production'))
    if (told.length > 0) return proved(`the cookie ${name} comes without ${told.join(' and ')}`, [step])
    return missing.length === 0
      ? refuted(`the cookie ${name} has its flags`, 'it is HttpOnly, Secure and SameSite', [step])
      : inconclusive('the session cookie was looked at', `it comes without ${missing.join(' and ')}`, [step])
  }
  return inconclusive('the session cookie was looked for', 'no sign-in set one')
}

/** Long enough to be a secret; tokens against forged requests are for scripts to read, and an empty one signs out. */
function isSession(cookie: string): boolean {
  const [name = '', value = ''] = cookie.split(';')[0]!.split('=')
  return /sess|sid|token|auth|jwt/i.test(name) && !/csrf|xsrf/i.test(name) && value.length >= 16
}
