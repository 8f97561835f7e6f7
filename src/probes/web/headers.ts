import type { LabAnswer } from '#lab/lab'
import { receptionOf } from '../answer.js'
import { inconclusive, type Ground, type Outcome, type Probe, proved, refuted } from '../probe.js'
import { reachable } from '../suspected.js'

const CHECKS = ['headers/missing-security-headers']
const WANTED = ['content-security-policy', 'x-frame-options', 'x-content-type-options', 'strict-transport-security']

/** Reads the headers of the first page. */
export const headers: Probe = {
  id: 'web/headers',
  title: 'Headers that tell the browser to be careful',
  settles: CHECKS,
  *plan(ground) {
    const findings = ground.findings.filter(finding => CHECKS.includes(finding.check))
    if (findings.length > 0) yield { name: 'headers of the first page', findings, run: () => attempt(ground) }
  },
}

async function attempt(ground: Ground): Promise<Outcome> {
  const answer = await firstPage(ground)
  if (!answer) return inconclusive('the headers of a page were read', 'the app answers no ordinary request')
  const page = answer.step.path
  const missing = WANTED.filter(name => answer.headers[name] === undefined)
  if (missing.length >= 3) return proved(`${page} is answered without ${missing.join(', ')}`, [answer.step])
  return missing.length <= 1
    ? refuted(`${page} is answered with security headers`, `there are ${WANTED.filter(name => !missing.includes(name)).join(', ')}`, [
        answer.step,
      ])
    : inconclusive(`the headers of ${page} were read`, `${missing.join(' and ')} are missing`, [answer.step])
}

/** An error page has headers of the server's own. */
async function firstPage(ground: Ground): Promise<LabAnswer | undefined> {
  const root = await ground.lab.send({ actor: 'nobody', method: 'GET', path: '/' })
  if (receptionOf(root) === 'taken') return root
  for (const route of reachable(ground)
    .filter(one => one.method === 'GET')
    .slice(0, 6)) {
    const { works, answer } = await ground.working(route)
    if (works) return answer
  }
  return undefined
}
