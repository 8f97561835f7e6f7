import { inconclusive, type Ground, type Outcome, type Probe, proved, refuted } from '../probe.js'

const CHECKS = ['headers/missing-security-headers']
const WANTED = ['content-security-policy', 'x-frame-options', 'x-content-type-options', 'strict-transport-security']

/** Reads the headers of the first page. */
export const headers: Probe = {
  id: 'web/headers',
  title: 'Headers that tell the browser to be careful',
  settles: CHECKS,
  *plan(ground) {
    const findings = ground.findings.filter(finding => CHECKS.includes(finding.check))
    if (findings.length > 0) yield { name: 'the headers of /', findings, run: () => attempt(ground) }
  },
}

async function attempt({ lab }: Ground): Promise<Outcome> {
  const answer = await lab.send({ actor: 'nobody', method: 'GET', path: '/' })
  if (answer.status === 0) return inconclusive('the headers of / were read', 'the app did not answer', [answer.step])
  const missing = WANTED.filter(name => answer.headers[name] === undefined)
  return missing.length >= 3
    ? proved(`/ is answered without ${missing.join(', ')}`, [answer.step])
    : refuted('/ is answered with security headers', `there are ${WANTED.filter(name => !missing.includes(name)).join(', ')}`, [
        answer.step,
      ])
}
