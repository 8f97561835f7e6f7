import { expect, test } from 'vitest'
import { withApp } from '#checks/page.fixture'
import type { Result } from '#probes/run'
import type { Finding } from '#triage/finding'
import { reportAfter } from './after.js'
import { audit } from './audit.js'

const APP = new Map([
  ['package.json', '{ "name": "shop", "dependencies": { "express": "5.1.0", "pg": "8.16.3" } }'],
  [
    'server.js',
    "const express = require('express')\nconst { Pool } = require('pg')\nconst pool = new Pool()\nconst app = express()\napp.get('/items/:id', async (req, res) => res.json((await pool.query(`SELECT name FROM items WHERE id = ${req.params.id}`)).rows))\napp.listen(process.env.PORT)\n",
  ],
])

const tried = (verdict: Result['evidence']['verdict'], finding: string): Result =>
  ({ findings: [finding], evidence: { verdict, says: `was ${verdict}`, steps: [] } }) as unknown as Result

/** The report of the repaired app, of which one shown fault cannot be read any more and has no repair of its own. */
const after = (results: (hidden: Finding) => readonly Result[]) =>
  withApp(APP, async root => {
    const audited = await audit(root, { cache: false })
    const hidden: Finding = { ...audited.report.findings[0]!, id: 'hidden', check: 'money/order-not-idempotent', status: 'proved' }
    const before = { ...audited, report: { ...audited.report, findings: [...audited.report.findings, hidden] } }
    const report = reportAfter(
      { ...before, run: { results: [], skipped: [] }, flows: [], copy: undefined, boot: 0, walk: 0 },
      audited,
      [],
      results(hidden),
      undefined,
    )
    return report.findings.find(finding => finding.id === 'hidden')
  })

test('a shown fault that nobody reads any more stays open until the app refuses it', async () => {
  expect((await after(() => []))?.status).toBe('proved')
  expect((await after(({ id }) => [tried('inconclusive', id)]))?.status).toBe('proved')
  expect((await after(({ id }) => [tried('refuted', id), tried('proved', id)]))?.status).toBe('proved')
  expect((await after(({ id }) => [tried('refuted', id)]))?.status).toBe('fixed')
})

test('a fault of the database goes when the repaired database, tried anew, shows it no more', async () => {
  const shown = { verdict: 'proved', by: 'access-matrix', says: 'a visitor read rows', steps: [] } as const
  const isGone = (matrix: boolean, evidence: Finding['evidence']) =>
    withApp(APP, async root => {
      const audited = await audit(root, { cache: false })
      const hidden: Finding = {
        ...audited.report.findings[0]!,
        id: 'hidden',
        check: 'rules/row-rules-missing',
        status: 'proved',
        evidence: evidence!,
      }
      const before = { ...audited, report: { ...audited.report, findings: [...audited.report.findings, hidden] } }
      const repaired = matrix ? { ...audited, model: { ...audited.model, matrix: { actors: [], objects: [] } as never } } : audited
      const run = { ...before, run: { results: [], skipped: [] }, flows: [], copy: undefined, boot: 0, walk: 0 }
      return reportAfter(run, repaired, [], [], undefined).findings.find(finding => finding.id === 'hidden')!.status
    })
  expect(await isGone(true, [shown])).toBe('fixed')
  expect(await isGone(false, [shown])).toBe('proved')
  expect(await isGone(true, [shown, { ...shown, by: 'access/browser-door' }])).toBe('proved')
})

test('what is told of one route twice goes with the repair of one, and not where it was shown again', async () => {
  const status = (results: (hidden: Finding) => readonly Result[]) =>
    withApp(APP, async root => {
      const audited = await audit(root, { cache: false })
      const [one] = audited.report.findings
      const told: Finding = { ...one!, id: 'told', check: 'access/open-endpoint', route: 'POST /admins', status: 'proved' }
      const hidden: Finding = { ...told, id: 'hidden', key: 'another' }
      const before = { ...audited, report: { ...audited.report, findings: [...audited.report.findings, told, hidden] } }
      const run = { ...before, run: { results: [], skipped: [] }, flows: [], copy: undefined, boot: 0, walk: 0 }
      const report = reportAfter(run, audited, [{ finding: told, after: [] }], results(hidden), undefined)
      return report.findings.find(finding => finding.id === 'hidden')!.status
    })
  expect(await status(() => [])).toBe('fixed')
  expect(await status(({ id }) => [tried('proved', id)])).toBe('proved')
})
