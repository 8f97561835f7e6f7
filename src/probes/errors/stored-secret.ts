import { ACTORS, type Actor } from '#base/evidence'
import type { Route } from '#model/app-model'
import { nameOf } from '#model/read/route'
import { type Ground, inconclusive, type Outcome, type Probe, proved, refuted } from '../probe.js'
import { reachable, suspectedOf } from '../suspected.js'

const CHECKS = ['errors/sensitive-data-returned']
const SECRET = /passw|pwd|hash|salt|reset_?token|verification_?token|api_?key|secret|two_?factor|totp|otp/i

/** Reads answers for what the database keeps secret: the stored form of a password, a reset token. */
export const storedSecret: Probe = {
  id: 'errors/stored-secret',
  title: 'Password hashes in answers',
  settles: CHECKS,
  *plan(ground) {
    for (const route of reachable(ground)) {
      if (route.method !== 'GET' && suspectedOf(ground, route, CHECKS).length === 0) continue
      const findings = suspectedOf(ground, route, CHECKS)
      if (findings.length === 0 && route.kind === 'page') continue
      const name = nameOf(route)
      yield {
        name,
        findings,
        ...(findings.length === 0 && {
          discovers: {
            check: 'errors/sensitive-data-returned',
            severity: 'high' as const,
            at: route.at,
            key: `${name} tried`,
            message: `\`${name}\` answers with a stored secret.`,
            help: 'Name the columns that the answer needs.',
            route: name,
          },
        }),
        run: () => attempt(ground, route),
      }
    }
  },
}

async function attempt(ground: Ground, route: Route): Promise<Outcome> {
  const name = nameOf(route)
  const secrets = await secretsOf(ground)
  if (secrets.length === 0) return inconclusive(`the answer of ${name} was read for stored secrets`, 'no secret column holds anything')
  const control = await ground.working(route)
  const asked: Actor[] = control.actor === 'nobody' || route.auth !== 'public' ? [control.actor] : ['nobody', control.actor]
  for (const actor of asked) {
    const answer = await ground.lab.send({ ...control.request, actor })
    const found = secrets.find(secret => answer.text.includes(secret.text))
    if (found)
      return proved(`${name} shows ${ACTORS[actor]} \`${found.column}\` of \`${found.table}\`: ${found.text.slice(0, 4)}…`, [answer.step])
  }
  return control.works
    ? refuted(`${name} answers without stored secrets`, 'none of them is in the answer', [control.answer.step])
    : inconclusive(`the answer of ${name} was read for stored secrets`, `the app answers ${control.answer.status || 'nothing'}`, [
        control.answer.step,
      ])
}

interface StoredSecret {
  readonly table: string
  readonly column: string
  readonly text: string
}

async function secretsOf({ rows, model }: Ground): Promise<readonly StoredSecret[]> {
  const found: StoredSecret[] = []
  for (const table of model.tables.filter(one => one.columns.some(column => SECRET.test(column.name))))
    for (const row of (await rows?.some(table.name, 50)) ?? [])
      for (const [column, value] of Object.entries(row))
        if (SECRET.test(column) && typeof value === 'string' && value.length >= 12) found.push({ table: table.name, column, text: value })
  return found
}
