import { entrances } from '#lab/actors/entrances'
import { shape } from '#lab/request/shape'
import { insist } from '#lab/request/try'
import { inconclusive, type Ground, type Outcome, type Probe, proved, refuted } from '../probe.js'

const CHECKS = ['sessions/plaintext-password']
const TYPED = 'Typed-Once!4711'

/** Signs up with a password and looks for it in the database. */
export const readablePassword: Probe = {
  id: 'access/readable-password',
  title: 'Passwords as they were typed',
  settles: CHECKS,
  *plan(ground) {
    const findings = ground.findings.filter(finding => CHECKS.includes(finding.check))
    if (findings.length > 0) yield { name: 'a new account', findings, run: () => attempt(ground) }
  },
}

async function attempt({ lab, model, shaping, rows }: Ground): Promise<Outcome> {
  if (!rows) return inconclusive('a password was looked for in the database', 'its rows cannot be read from outside')
  for (const route of [
    ...entrances(model).signUp,
    ...model.routes.filter(one => one.method === 'POST' && one.inputs.some(input => input.from === 'body' && input.path[0] === 'password')),
  ]) {
    const actor = ['role', 'session'].includes(route.auth) ? 'admin' : 'system'
    const { request } = await shape(route, actor, 'a', shaping, { 'body.email': 'typed.once@lab.example', 'body.password': TYPED })
    const { answer } = await insist(lab, request)
    if (answer.status >= 400 || answer.status === 0) continue
    for (const table of model.tables) {
      const row = (await rows.some(table.name, 5000)).find(one => Object.values(one).includes(TYPED))
      const column = row && Object.entries(row).find(([, value]) => value === TYPED)?.[0]
      if (column)
        return proved(`the password of a new account stands in \`${table.name}.${column}\` as it was typed`, [
          answer.step,
          { kind: 'rows', table: table.name, before: 'no such account', after: `${column} = the password, readable` },
        ])
    }
    await lab.reset()
  }
  return refuted('no table holds the password as it was typed', 'after signing up it was searched for in every table', [])
}
