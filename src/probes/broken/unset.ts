import type { Route } from '#model/app-model'
import { nameOf } from '#model/read/route'
import type { Finding } from '#triage/finding'
import { answered, receptionOf } from '../answer.js'
import { type Ground, inconclusive, type Outcome, type Probe, proved, refuted } from '../probe.js'
import { suspects } from '../suspected.js'
import { unsigned } from '../webhooks/delivered.js'

const SIGNATURE = 'broken/skipped-signature'
const DEVELOPMENT = 'broken/dev-mode-grant'

/** A guard that stands only while a variable is set: edge functions are started without it, as a deployment that forgot it. */
export const unset: Probe = {
  id: 'broken/unset',
  title: 'Guards that a missing variable switches off',
  settles: [SIGNATURE, DEVELOPMENT],
  *plan(ground) {
    for (const [route, findings] of suspects(ground, [SIGNATURE, DEVELOPMENT]))
      if (ground.lab.boot.functions?.includes(route.path.split('/').at(-1) ?? ''))
        for (const finding of findings)
          yield {
            name: `${nameOf(route)} without a variable`,
            findings: [finding],
            run: () => (finding.check === SIGNATURE ? withoutSecret(ground, route, finding) : outsideProduction(ground, route, finding)),
          }
  },
}

const VARIABLE = /\b[A-Z][A-Z\d]*_[A-Z\d_]+\b|\b[A-Z]{4,}\b/

async function withoutSecret(ground: Ground, route: Route, finding: Finding): Promise<Outcome> {
  const name = VARIABLE.exec(finding.message.replace(nameOf(route), ''))?.[0]
  const asked = `${nameOf(route)} was sent events that nobody signed, without its secret`
  if (name === undefined) return inconclusive(asked, 'the variable is not named')
  await ground.lab.control('functions', 'settings', { unset: [name] })
  const outcome = await unsigned(ground, route)
  return { ...outcome, says: `with \`${name}\` unset, ${outcome.says}` }
}

/** `APP_ENV !== 'production'`: refused while it says so, let through where it says nothing. */
async function outsideProduction(ground: Ground, route: Route, finding: Finding): Promise<Outcome> {
  const { lab } = ground
  const name = nameOf(route)
  const asked = `customer B asked for ${name} with and without a variable`
  const [, variable, value] = /\b([A-Z][A-Z\d_]{3,})\b[^'"`]*!==?\s*['"](\w+)['"]/.exec(finding.message) ?? []
  if (variable === undefined || !ground.present.has('b')) return inconclusive(asked, 'the variable is not named')
  const control = await ground.working(route)
  const request = { ...control.request, actor: 'b' as const }
  await lab.control('functions', 'settings', { set: { [variable]: value } })
  const shut = await lab.send(request)
  await lab.control('functions', 'settings', { unset: [variable] })
  const open = await lab.send(request)
  const steps = [shut.step, open.step]
  if (receptionOf(open) === 'taken' && (shut.status === 401 || shut.status === 403))
    return proved(`customer B is refused by ${name} while \`${variable}\` is \`${value}\`, and let through where it is unset`, steps)
  return [shut, open].every(({ status }) => status === 401 || status === 403)
    ? refuted(`${name} refused customer B whether \`${variable}\` is set or not`, answered(open), steps)
    : inconclusive(asked, `${answered(shut)} with it, ${open.status} without`, steps)
}
