import type { EvidenceStep } from '#base/evidence'
import type { QueryEffect } from '#model/app-model'
import type { LabAnswer, LabRequest } from '#lab/lab'
import type { Row } from '#lab/request/rows'
import { isOpen, type Finding } from '#triage/finding'
import { answered } from '../answer.js'
import { type Ground, inconclusive, type Outcome, type Probe, proved, refuted } from '../probe.js'

const CHECKS = ['access/browser-only-admin']

/** Customer B sends to the project what a page for administrators sends. */
export const browserDoor: Probe = {
  id: 'access/browser-door',
  title: 'Queries of a page for administrators, sent by a customer',
  settles: CHECKS,
  *plan(ground) {
    if (!ground.present.has('b')) return
    for (const finding of ground.findings)
      if (isOpen(finding) && CHECKS.includes(finding.check) && finding.table !== undefined)
        yield { name: `rows of ${finding.table} as customer B`, findings: [finding], run: () => attempt(ground, finding, finding.table!) }
  },
}

async function attempt(ground: Ground, finding: Finding, table: string): Promise<Outcome> {
  const { lab } = ground
  const asked = `customer B asked the project for rows of \`${table}\``
  const sample = (await ground.rows?.some(table, 1))?.[0]
  if (!sample) return inconclusive(asked, 'there is no row in it')
  const read: LabRequest = { actor: 'admin', method: 'GET', path: `/rest/v1/${table}?select=*&limit=5` }
  const control = await lab.send(ground.present.has('admin') ? read : { ...read, actor: 'b' })
  const deeds = deedsOf(ground, finding, table)
  const steps: EvidenceStep[] = [control.step]
  if (deeds.has('read')) {
    const answer = await lab.send({ ...read, actor: 'b' })
    steps.push(answer.step)
    if (rowsIn(answer).length > 0) return proved(`customer B reads rows of \`${table}\`, as the page for administrators does`, steps)
    if (answer.status >= 500 || answer.status === 0) return inconclusive(asked, answered(answer), steps)
  }
  if (deeds.has('delete') || deeds.has('update')) {
    const written = await write(ground, table, sample, deeds.has('delete'))
    if (!written) return inconclusive(asked, 'no key of its rows is known', steps)
    steps.push(written.answer.step)
    if (written.done)
      return proved(
        `customer B ${deeds.has('delete') ? 'deletes' : 'changes'} a row of \`${table}\`, as the page for administrators does`,
        [...steps, { kind: 'rows', table, before: 'the row as it was planted', after: written.done }],
      )
    if (written.answer.status >= 500 || written.answer.status === 0) return inconclusive(asked, answered(written.answer), steps)
  }
  if (deeds.size === 0 || (deeds.size === 1 && deeds.has('create'))) return inconclusive(asked, 'the page only adds rows', steps)
  return rowsIn(control).length > 0
    ? refuted(`the database let customer B do nothing with \`${table}\``, 'an administrator reads its rows by the same request', steps)
    : inconclusive(asked, 'an administrator gets no row either', steps)
}

const TOLD = { read: 'reads', create: 'adds', update: 'changes', delete: 'deletes' } as const

/** What the finding says that the page does with the table. */
function deedsOf({ model }: Ground, finding: Finding, table: string): ReadonlySet<string> {
  const queries = model.browser
    .filter(unit => unit.at.file === finding.at.file || finding.trail.some(step => step.at.file === unit.at.file))
    .flatMap(unit => unit.effects)
    .filter((effect): effect is QueryEffect => effect.kind === 'query' && effect.table === table && effect.rights !== 'service')
  const deeds = queries.map(({ does }) => (does === 'raw' ? 'read' : does === 'upsert' ? 'update' : does))
  // What the page does besides, and everybody may, is no fault.
  return new Set(deeds.filter(does => new RegExp(`\\b${TOLD[does]}\\b`).test(finding.message)))
}

/** A change that changes nothing is a change all the same: the project answers with the rows that it reached. */
async function write(
  { lab, rows, model }: Ground,
  table: string,
  sample: Row,
  deletes: boolean,
): Promise<{ readonly answer: LabAnswer; readonly done: string | undefined } | undefined> {
  const keys = model.tables.find(one => one.name === table)?.primaryKey ?? ['id']
  if (keys.length === 0 || keys.some(key => sample[key] === undefined)) return undefined
  const which = keys.map(key => `${key}=eq.${encodeURIComponent(String(sample[key]))}`).join('&')
  const same = Object.entries(sample).find(([column, value]) => !keys.includes(column) && typeof value === 'string')
  const request: LabRequest = { actor: 'b', method: deletes ? 'DELETE' : 'PATCH', path: `/rest/v1/${table}?${which}` }
  const answer = await lab.send({
    ...request,
    headers: { prefer: 'return=representation' },
    ...(!deletes && { body: same ? { [same[0]]: same[1] } : {} }),
  })
  if (deletes) return { answer, done: (await rows?.again(table, sample)) ? undefined : 'the row is gone' }
  return { answer, done: same && rowsIn(answer).length > 0 ? 'the row was written' : undefined }
}

const rowsIn = ({ status, json }: LabAnswer): readonly unknown[] => (status >= 200 && status < 300 && Array.isArray(json) ? json : [])
