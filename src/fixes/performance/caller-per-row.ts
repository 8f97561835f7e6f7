import { askedOnce } from '#checks/performance/caller-calls'
import type { Policy, Table } from '#database/catalogue'
import { defineFix, type Patch } from '../fix.js'
import { migrationOf, qualified, quotedName } from '../idiom/policy.js'

export default defineFix({
  id: 'performance/caller-per-row',
  for: ['performance/caller-per-row'],
  title: 'Lets policies ask who is calling once for a statement',
  *patches({ problem, model }) {
    const named = (problem.data?.policies ?? []) as readonly { readonly table: string; readonly policy: string }[]
    const found = named.flatMap(one => {
      const table = model.tables.find(each => each.name === one.table)
      const policy = table?.policies.find(each => each.name === one.policy)
      return table && policy ? [{ table, policy }] : []
    })
    if (found.length === 0 || found.length < named.length) return
    const patch: Patch = {
      title: 'Let policies ask who is calling once for a statement',
      says: `${found.length === 1 ? 'A policy says' : `${found.length} policies say`} the same as before; Postgres works out who is calling once, not for every row.`,
      edits: [],
      files: [],
      migration: migrationOf(
        'ask_caller_once',
        found.map(({ table, policy }) => altered(table, policy, askedOnce)),
        found.map(({ table, policy }) => altered(table, policy, condition => condition)),
      ),
    }
    yield patch
    // A repair of the same policies may stand in its way once, and is read by then.
    yield patch
  },
})

function altered(table: Table, { name, using, check }: Policy, as: (condition: string) => string): string {
  const parts = [...(using === undefined ? [] : [`USING (${as(using)})`]), ...(check === undefined ? [] : [`WITH CHECK (${as(check)})`])]
  return `ALTER POLICY ${quotedName(name)} ON ${qualified(table.name)}\n  ${parts.join('\n  ')};`
}
