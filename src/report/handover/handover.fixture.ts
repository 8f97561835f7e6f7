import { fileURLToPath } from 'node:url'
import { audit } from '#audit'
import type { Evidence } from '#base/evidence'
import { factsOf } from '#handover'
import { cleaned } from './folder.js'
import type { HandoverInput, RepairRow } from './input.js'

/** What stands in the sample store’s code and may be printed nowhere. */
export const SECRET = ['juniper-oak-super', 'secret-session', 'key-2024'].join('-')

const request = (status: number, answer: string): Evidence['steps'][number] => ({
  kind: 'request',
  actor: 'b',
  method: 'GET',
  path: '/api/orders/7',
  status,
  answer,
})

export const done: Evidence = {
  verdict: 'proved',
  by: 'test',
  says: 'customer B read an order of customer A',
  steps: [request(200, '{"total":12}')],
}
export const refused: Evidence = {
  verdict: 'refuted',
  by: 'test',
  says: 'customer B was refused',
  because: 'the app answered 404',
  steps: [request(404, '{}')],
}

/** A diff with a secret in what leaves. */
export const DIFF = `diff --git a/lib/session.ts b/lib/session.ts
index 1111111..2222222 100644
--- a/lib/session.ts
+++ b/lib/session.ts
@@ -1,2 +1,2 @@
-const JWT_SECRET = process.env.JWT_SECRET || '${SECRET}'
+const JWT_SECRET = process.env.JWT_SECRET
 export const name = 'session'
`

/** One that adds a migration. */
export const MIGRATION = `diff --git a/prisma/migrations/1_index/migration.sql b/prisma/migrations/1_index/migration.sql
new file mode 100644
index 0000000..3333333
--- /dev/null
+++ b/prisma/migrations/1_index/migration.sql
@@ -0,0 +1 @@
+CREATE INDEX "orders_userId_idx" ON "orders"("userId");
`

/** The sample store, read for real, as if the first of each two critical and high findings had been repaired. */
export async function storefront(): Promise<HandoverInput> {
  const { report, model, source } = await audit(fileURLToPath(new URL('../../../apps/storefront', import.meta.url)), { cache: false })
  const chosen = report.findings.filter((finding, index) => index % 2 === 0 || finding.area === 'secrets')
  const repairs = chosen.map((finding, index): RepairRow => {
    const shown = index % 3 === 0
    return {
      finding: shown ? { ...finding, status: 'proved', evidence: [done] } : finding,
      title: `Repair ${finding.route ?? finding.at.file}`,
      commit: `${index}`.padStart(40, 'a'),
      diff: finding.check === 'performance/missing-index' ? MIGRATION : DIFF,
      whole: true,
      gate: '',
      after: shown ? [refused] : [],
      ...(finding.check === 'performance/missing-index' && { down: 'DROP INDEX "orders_userId_idx";' }),
    }
  })
  const ids = new Map(repairs.map(repair => [repair.finding.id, repair]))
  const before = { ...report, findings: report.findings.map(finding => ids.get(finding.id)?.finding ?? finding) }
  const after = {
    ...report,
    score: { value: 60, steps: [] },
    findings: before.findings.map(finding => (ids.has(finding.id) ? { ...finding, status: 'fixed' as const } : finding)),
  }
  const [broken, ...alive] = report.routes.slice(0, 8).map(({ method, path }) => ({ route: `${method} ${path}`, actor: 'a', status: 200 }))
  const open = report.findings.find(finding => !ids.has(finding.id))!
  return cleaned({
    format: 'seaworthy-rescue-1',
    before,
    after,
    repairs,
    refused: [{ finding: open.id, title: 'A repair', why: 'the exploit still works' }],
    flows: { before: [broken!, ...alive], alive, broken: [broken!] },
    stages: [{ name: 'prove', milliseconds: 61_000 }],
    branch: 'seaworthy/repair-1',
    facts: factsOf(model, source),
  })
}
