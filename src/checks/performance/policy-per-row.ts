import { defineCheck } from '#checks/check'
import type { Policy } from '#database/catalogue'

export default defineCheck({
  id: 'performance/policy-per-row',
  title: 'A policy asks who is calling once for every row',
  why: 'The answer is the same for the whole statement, but it is worked out again for each row looked at: lists of a grown table slow to a crawl.',
  severity: 'low',
  refs: ['CWE-1050', 'CWE-400'],
  needs: ['tables'],
  *find({ tables }) {
    for (const table of tables) {
      // Without row rules in force a policy is never asked.
      if (table.rowRules?.enabled !== true || table.beside) continue
      const slow = table.policies.flatMap(policy => {
        const call = callOf(policy)
        return call === undefined ? [] : [{ policy, call }]
      })
      const [first] = slow
      if (!first) continue
      yield {
        at: first.policy.at,
        certainty: 'certain',
        message: `${slow.length === 1 ? `The policy "${first.policy.name}" calls` : `${slow.length} policies call`} \`${first.call}\` once for every row of \`${table.name}\` that a statement looks at.`,
        help: `Write \`(select ${first.call})\` instead of \`${first.call}\`: Postgres then asks once for a statement.`,
        key: table.name,
        trail: slow.slice(1, 12).map(({ policy, call }) => ({ at: policy.at, label: `"${policy.name}" calls \`${call}\`` })),
        table: table.name,
        data: { table: table.name, policies: slow.map(({ policy }) => policy.name) },
      }
    }
  },
})

const CALL = /\bauth\s*\.\s*(?:uid|jwt|role|email)\s*\(\s*\)|\bcurrent_setting\s*\(\s*'[^']*'(?:\s*::\s*\w+)?(?:\s*,\s*\w+)?\s*\)/gi

/** The first call of a policy that no sub-select takes out of the loop over rows. */
function callOf({ using, check }: Policy): string | undefined {
  for (const text of [using, check])
    for (const { 0: call, index } of (text ?? '').matchAll(CALL)) if (!isAskedOnce(text!, index)) return call.replaceAll(/\s+/g, '')
  return undefined
}

/** A call inside `(select …)` without a FROM of its own is worked out before the rows are. */
function isAskedOnce(text: string, at: number): boolean {
  let depth = 0
  for (let n = at - 1; n >= 0; n--) {
    if (text[n] === ')') depth++
    else if (text[n] === '(' && depth > 0) depth--
    else if (text[n] === '(' && /^\(\s*select\b/i.test(text.slice(n))) return !/\bfrom\b/i.test(ownText(text, n + 1))
  }
  return false
}

/** What stands in a parenthesis itself, without the parentheses in it. */
function ownText(text: string, from: number): string {
  let depth = 0
  let own = ''
  for (const character of text.slice(from)) {
    if (character === '(') depth++
    else if (character === ')' && depth-- === 0) break
    else if (depth === 0) own += character
  }
  return own
}
