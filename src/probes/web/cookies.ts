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
      'body.email': person?.email ?? 'lab@lab.example',
      'body.password': PASSWORD,
    })
    const { answer } = await insist(lab, request)
    const set = [answer.headers['set-cookie'] ?? []].flat()
    const sessions = set.filter(cookie => /sess|sid|token|auth|jwt/i.test(cookie.split('=')[0] ?? ''))
    if (sessions.length === 0) continue
    const [name] = sessions[0]!.split('=')
    const flags = sessions[0]!.split(';').slice(1).join(';')
    const missing = [
      ...(/httponly/i.test(flags) ? [] : ['HttpOnly']),
      ...(/secure/i.test(flags) ? [] : ['Secure']),
      ...(/samesite/i.test(flags) ? [] : ['SameSite']),
    ]
    const step = { ...answer.step, headers: { 'set-cookie': `${name}=…;${flags}` } }
    if (missing.includes('HttpOnly') || missing.includes('Secure'))
      return proved(`the cookie ${name} comes without ${missing.join(' and ')}`, [step])
    return refuted(`the cookie ${name} has its flags`, 'it is HttpOnly and Secure', [step])
  }
  return inconclusive('the session cookie was looked for', 'no sign-in set one')
}
