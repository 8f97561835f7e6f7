import { ACTORS, type Actor } from '#base/evidence'
import type { Route } from '#model/app-model'
import { nameOf } from '#model/read/route'
import type { Row } from '#lab/request/rows'
import { answered, receptionOf, saidIn } from '../answer.js'
import { type Ground, inconclusive, type Outcome, type Probe, proved, refuted } from '../probe.js'
import { reachable, suspectedOf } from '../suspected.js'

const CHECKS = ['errors/sensitive-data-returned']
const SECRET =
  /passw(?:or)?d|^pwd$|(?:^|_)hash(?:ed)?(?:_|$)|(?:^|_)salt$|reset_?token|verification_?token|api_?key|secret$|secret_|two_?factor|totp|(?:^|_)otp(?:_|$)/i
/** Nobody is shown it, not even whose it is. */
const NEVER_SHOWN = /passw(?:or)?d|^pwd$|reset_?token|verification_?token/i

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
        control: route,
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
        run: () => attempt(ground, route, findings.length > 0),
      }
    }
  },
}

async function attempt(ground: Ground, route: Route, suspected: boolean): Promise<Outcome> {
  const name = nameOf(route)
  const read = `the answer of ${name} was read for stored secrets`
  const secrets = await secretsOf(ground)
  if (secrets.length === 0) return inconclusive(read, 'no secret column holds anything')
  const control = await ground.working(route)
  const asked: Actor[] = control.actor === 'nobody' || route.auth !== 'public' ? [control.actor] : ['nobody', control.actor]
  const said = saidIn(control.request)
  let isThere = false
  for (const actor of asked) {
    const answer = await ground.lab.send({ ...control.request, actor })
    const mine = ground.lab.planted?.people.find(person => person.actor === actor)
    const found = secrets.find(
      ({ text, column, row }) =>
        answer.text.includes(text) &&
        !said.includes(text) &&
        (NEVER_SHOWN.test(column) || (suspected && !(mine && Object.values(row).some(value => value === mine.id || value === mine.email)))),
    )
    if (found)
      return proved(`${name} shows ${ACTORS[actor]} \`${found.column}\` of \`${found.table}\`: ${found.text.slice(0, 4)}…`, [answer.step])
    // Only where the row itself is in the answer does it say something that its secret is not.
    isThere ||= receptionOf(answer) === 'taken' && secrets.some(({ row, text }) => tells(answer.text, row, text))
  }
  return isThere
    ? refuted(`${name} answers without stored secrets`, 'rows that have secrets are in the answer, their secrets are not', [
        control.answer.step,
      ])
    : inconclusive(read, control.works ? 'no row that has a secret is in it' : answered(control.answer), [control.answer.step])
}

/** Another text of the row, long enough to be no chance. */
const tells = (answer: string, row: Row, secret: string): boolean =>
  Object.values(row).some(value => typeof value === 'string' && value !== secret && value.length >= 8 && answer.includes(value))

interface StoredSecret {
  readonly table: string
  readonly column: string
  readonly text: string
  readonly row: Row
}

const LONG_ENOUGH = 12

/** Values of secret columns that stand in no other column. */
async function secretsOf({ rows, model }: Ground): Promise<readonly StoredSecret[]> {
  const found: StoredSecret[] = []
  const plain = new Set<unknown>()
  for (const table of model.tables)
    for (const row of (await rows?.some(table.name, 500)) ?? [])
      for (const [column, value] of Object.entries(row))
        if (!SECRET.test(column)) plain.add(value)
        else if (typeof value === 'string' && value.length >= LONG_ENOUGH) found.push({ table: table.name, column, text: value, row })
  return found.filter(({ text }) => !plain.has(text))
}
