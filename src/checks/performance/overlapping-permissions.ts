import { defineCheck } from '#checks/check'
import type { Policy, Table } from '#database/catalogue'

export default defineCheck({
  id: 'performance/overlapping-permissions',
  title: 'Several policies answer the same question',
  why: 'Each of them is worked out for each row until one lets it through, so a list costs as much as all of them together, and nobody sees which one opens it.',
  severity: 'low',
  refs: ['CWE-1050', 'CWE-1041'],
  needs: ['tables'],
  *find({ tables }) {
    const found = tables.flatMap(table => overlapOf(table) ?? [])
    const [first, ...others] = found.toSorted((a, b) => b.policies.length - a.policies.length)
    if (!first) return
    // One finding an app: a table of customers with a rule for owners and one for staff is how policies are taught.
    yield {
      at: first.policies[0]!.at,
      certainty: 'certain',
      message: `${first.policies.length} policies decide whether \`${first.role}\` may ${first.command} rows of \`${first.table.name}\`, and each is worked out for each row${others.length > 0 ? `; ${others.length} more ${others.length === 1 ? 'table is' : 'tables are'} like it` : ''}.`,
      help: `Join them to one policy whose condition holds their conditions with \`or\`, the cheapest first.`,
      key: 'policies',
      table: first.table.name,
      trail: others.slice(0, 12).map(({ table, policies, command }) => ({
        at: policies[0]!.at,
        label: `${policies.length} policies for \`${command}\` on \`${table.name}\``,
      })),
      data: { tables: found.map(({ table }) => table.name) },
    }
  },
})

const COMMANDS = ['select', 'insert', 'update', 'delete'] as const

interface Overlap {
  readonly table: Table
  readonly role: string
  readonly command: (typeof COMMANDS)[number]
  readonly policies: readonly Policy[]
}

/** The command and role of a table that most permissive policies answer for; roles other than the browsers' are the server's own. */
function overlapOf(table: Table): Overlap | undefined {
  if (table.rowRules?.enabled !== true || table.beside || table.name.startsWith('storage.')) return undefined
  const all = ['anon', 'authenticated'].flatMap(role =>
    COMMANDS.map((command): Overlap => ({
      table,
      role,
      command,
      policies: table.policies.filter(
        policy =>
          policy.permissive &&
          (policy.command === 'all' || policy.command === command) &&
          policy.roles.some(each => each === role || each === 'public'),
      ),
    })),
  )
  return all.filter(({ policies }) => policies.length > 1).toSorted((a, b) => b.policies.length - a.policies.length)[0]
}
