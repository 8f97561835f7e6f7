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
      { ...before, run: { results: [], skipped: [] }, flows: [], copy: undefined, boot: 0 },
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
