import { defineCheck } from '#checks/check'
import type { Table } from '#database/catalogue'
import { readCondition } from '#database/condition'
import { accessBy, isClosed, nameOf } from './reach.js'
import { isPrivateFiles } from './sensitive.js'

export default defineCheck({
  id: 'rules/listed-bucket',
  title: 'Anyone can list the files of a public bucket',
  why: 'A file that only its address protects is found by asking for the list: every picture and paper that people uploaded can be collected.',
  severity: 'low',
  refs: ['CWE-548', 'OWASP-API3:2023'],
  needs: ['tables', 'buckets'],
  *find({ tables, buckets }) {
    const open = new Set(buckets.filter(bucket => bucket.public && !isShown(bucket.name)).map(bucket => bucket.name))
    const said = new Set<string>()
    for (const table of tables) {
      if (table.name !== 'storage.objects' || isClosed(table, 'select', 'anyone')) continue
      for (const policy of table.policies) {
        if (accessBy(policy, 'select').who !== 'anyone') continue
        for (const bucket of readCondition(policy.using).buckets) {
          if (!open.has(bucket) || said.has(bucket) || isStocked(table, bucket)) continue
          said.add(bucket)
          yield {
            at: policy.at,
            certainty: 'likely',
            message: `The policy ${nameOf(policy)} lets anyone list every file of the bucket \`${bucket}\`, which is public and needs no policy to be shown.`,
            help: `Drop the policy ${nameOf(policy)}, or let it show each user the files of their own folder alone.`,
            key: `storage.objects ${bucket}`,
            table: table.name,
            data: { policy: policy.name, bucket },
          }
        }
      }
    }
  },
})

/** Only staff put files there: they are the site's own, and nobody's papers are among them. */
function isStocked(table: Table, bucket: string): boolean {
  const filling = table.policies
    .filter(policy => policy.permissive && (policy.command === 'insert' || policy.command === 'all'))
    .map(policy => readCondition(policy.check ?? policy.using))
    .filter(condition => !condition.buckets.length || condition.buckets.includes(bucket))
  return filling.length > 0 && filling.every(condition => condition.calls.some(call => /role|admin|staff/i.test(call)))
}

/** What is put up to be browsed, and what another check calls private. */
const isShown = (name: string): boolean =>
  isPrivateFiles(name) ||
  /avatar|profile|product|catalog|listing|shop|store|asset|banner|logo|blog|hero|brand|categor|cover|thumbnail|static|public|media|menu|event|gallery|site|cms/i.test(
    name,
  )
