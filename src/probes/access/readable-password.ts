import type { EvidenceStep } from '#base/evidence'
import type { AppModel, Route } from '#model/app-model'
import { entrances } from '#lab/actors/entrances'
import { shape } from '#lab/request/shape'
import type { Rows } from '#lab/request/rows'
import { insist } from '#lab/request/try'
import { receptionOf } from '../answer.js'
import { inconclusive, type Ground, type Outcome, type Probe, proved, refuted } from '../probe.js'

const CHECKS = ['sessions/plaintext-password']
const ADDRESS = 'typed.once@example.com'
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
  const looked = 'a password was looked for in the database'
  if (!rows) return inconclusive(looked, 'its rows cannot be read from outside')
  let made: EvidenceStep | undefined
  for (const route of doorsOf(model)) {
    const actor = ['role', 'session'].includes(route.auth) ? 'admin' : 'system'
    const { request } = await shape(route, actor, 'a', shaping, { 'body.email': ADDRESS, 'body.password': TYPED })
    const { answer } = await insist(lab, request)
    if (!['taken', 'moved'].includes(receptionOf(answer))) continue
    const readable = await columnHolding(model, rows, TYPED)
    if (readable)
      return proved(`the password of a new account stands in \`${readable.table}.${readable.column}\` as it was typed`, [
        answer.step,
        { kind: 'rows', table: readable.table, before: 'no such account', after: `${readable.column} = the password, readable` },
      ])
    if (await columnHolding(model, rows, ADDRESS)) made ??= answer.step
    await lab.reset()
  }
  return made
    ? refuted('no table holds the password as it was typed', 'after signing up it was searched for in every table', [made])
    : inconclusive(looked, 'no account could be made that shows in the database')
}

async function columnHolding(
  { tables }: AppModel,
  rows: Rows,
  value: string,
): Promise<{ readonly table: string; readonly column: string } | undefined> {
  for (const { name } of tables)
    for (const row of await rows.some(name, 5000)) {
      const column = Object.keys(row).find(key => row[key] === value)
      if (column) return { table: name, column }
    }
  return undefined
}

const doorsOf = (model: AppModel): readonly Route[] => [
  ...new Set([
    ...entrances(model).signUp,
    ...model.routes.filter(one => one.method === 'POST' && one.inputs.some(input => input.from === 'body' && input.path[0] === 'password')),
  ]),
]
