import { defineCheck } from '#checks/check'
import type { Policy } from '#database/catalogue'
import { callsPerRow } from './caller-calls.js'

export default defineCheck({
  id: 'performance/caller-per-row',
  title: 'A policy asks who is calling once for every row',
  why: 'The answer is the same for the whole statement, but it is worked out again for each row looked at: lists of a grown table slow to a crawl.',
  severity: 'low',
  refs: ['CWE-1050', 'CWE-405'],
  needs: ['tables'],
  *find({ tables }) {
    // Without row rules in force a policy is never asked; the platform's own tables are read by the platform's ways.
    const ruled = tables.filter(table => table.rowRules?.enabled === true && !table.beside && !table.name.includes('.'))
    const slow = ruled.flatMap(table =>
      table.policies.flatMap(policy => {
        const call = callOf(policy)
        return call === undefined ? [] : [{ table, policy, call }]
      }),
    )
    const [first, ...others] = slow.toSorted((a, b) => order(a.policy, b.policy))
    if (!first) return
    const count = new Set(slow.map(({ table }) => table.name)).size
    // One finding an app: who writes it so writes it everywhere, and one migration mends it everywhere.
    yield {
      at: first.policy.at,
      certainty: 'certain',
      message:
        others.length === 0
          ? `The policy "${first.policy.name}" calls \`${first.call}\` once for every row of \`${first.table.name}\` that a statement looks at.`
          : `${slow.length} policies on ${count === 1 ? `\`${first.table.name}\`` : `${count} tables`} call \`${first.call}\` once for every row that a statement looks at.`,
      help: `Write \`(select ${first.call})\` instead of \`${first.call}\`: Postgres then asks once for a statement.`,
      key: 'policies',
      trail: others
        .slice(0, 12)
        .map(({ table, policy, call }) => ({ at: policy.at, label: `"${policy.name}" on \`${table.name}\` calls \`${call}\`` })),
      table: first.table.name,
      data: { policies: slow.map(({ table, policy }) => ({ table: table.name, policy: policy.name })) },
    }
  },
})

const order = (a: Policy, b: Policy): number => a.at.file.localeCompare(b.at.file) || a.at.line - b.at.line

/** The first call of a policy that is worked out for every row. */
function callOf({ using, check }: Policy): string | undefined {
  const [first] = [using, check].flatMap(text => callsPerRow(text ?? ''))
  return first?.text.replaceAll(/\s+/g, '')
}
