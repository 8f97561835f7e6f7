import type { Place } from '#base/place'
import { defineCheck } from '#checks/check'
import type { Source } from '#source/source'
import { isPrivate, list, moneyColumns, privateColumns } from './sensitive.js'

/** Tables that a migration tool keeps for itself, or an extension brings along. */
const NOT_THE_APPS =
  /^(?:schema_migrations|_prisma_migrations|__drizzle_migrations|spatial_ref_sys|flyway_schema_history|knex_migrations(?:_lock)?|migrations|_.*)$/

/** A folder of migrations is the app's own account of its database; any other file is one that somebody may have run. */
const MIGRATION = /(?:^|\/)(?:migrations?[\w-]*|migrate|drizzle[\w-]*|schemas)\//i

const isAddition = (source: Source, at: Place): boolean =>
  /if\s+not\s+exists/i.test(
    source
      .file(at.file)
      ?.text()
      .split('\n')
      .slice(at.line - 1, at.line + 1)
      .join(' ') ?? '',
  )

const samePlace = (a: Place, b: Place): boolean => a.file === b.file && a.line === b.line

export default defineCheck({
  id: 'rules/row-rules-missing',
  title: 'A table that browsers reach directly has no row level security',
  why: "Anyone with the public key, which is in every visitor's browser, can read, change and delete all rows of the table.",
  severity: 'critical',
  refs: ['CWE-862', 'OWASP-API1:2023', 'OWASP-API5:2023'],
  needs: ['tables', 'source'],
  *find({ tables, source }) {
    for (const table of tables) {
      if (table.rowRules?.enabled !== false || table.beside) continue
      // Only what is in the public schema is served to browsers.
      if (table.name.includes('.') || NOT_THE_APPS.test(table.name)) continue
      const closed = ['anon', 'authenticated'].every(role =>
        table.revoked?.some(item => item.role === role && item.does === 'select' && item.except.length === 0),
      )
      if (closed) continue
      const grave = table.owner !== undefined || isPrivate(table) || moneyColumns(table).length > 0
      const written = table.policies.length
      const personal = privateColumns(table)
      // Another file that switches it on may be the one that ran; once on, it stays on until somebody switches it off.
      const elsewhere = tables.find(other => other !== table && other.name === table.name && other.rowRules?.enabled)
      const switchedOff = !samePlace(table.rowRules.at, table.at)
      const inDoubt = elsewhere !== undefined && !switchedOff && !MIGRATION.test(table.at.file)
      yield {
        at: table.at,
        certainty: inDoubt ? 'possible' : table.kind === 'sql' && !elsewhere ? 'certain' : 'likely',
        // What is made only where it is missing stands beside another file; what is made anew stands for another way to set the app up.
        severity: inDoubt ? (isAddition(source, table.at) ? 'medium' : 'high') : grave ? 'critical' : 'high',
        message: inDoubt
          ? `\`${table.at.file}\` makes \`${table.name}\` without row level security, and \`${elsewhere.rowRules!.at.file}\` switches it on: unless that one ran, anyone with the public key can read and change every row.`
          : written > 0
            ? `Row level security is off on \`${table.name}\`, so its ${written === 1 ? 'policy does' : `${written} policies do`} nothing and anyone with the public key can read and change every row.`
            : `Row level security is off on \`${table.name}\`: anyone with the public key can read, change and delete every row${personal.length > 0 ? `, ${list(personal)} included` : ''}.`,
        help: `Run \`alter table ${table.name} enable row level security;\` and add a policy for each thing that ${table.owner ? `the owner in \`${table.owner}\`` : 'a visitor'} may do.`,
        key: table.name,
        table: table.name,
        ...(switchedOff ? { trail: [{ at: table.rowRules.at, label: 'switched off here' }] } : {}),
        data: { table: table.name, owner: table.owner },
      }
    }
  },
  claims: ({ table }) => ({
    kinds: ['table'],
    names: [table!],
    actor: 'anon',
    does: ['select', 'insert', 'update', 'delete'],
    refutable: true,
  }),
})
