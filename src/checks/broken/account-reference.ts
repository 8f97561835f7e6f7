import { defineCheck } from '#checks/check'

export default defineCheck({
  id: 'broken/account-reference',
  title: 'A table refers to a column of the accounts that may change',
  why: 'The platform keeps only the id of an account: when an e-mail or number changes, or its unique key goes with an upgrade, sign-ins or the upgrade fail.',
  severity: 'low',
  refs: ['CWE-1104'],
  needs: ['tables'],
  *find({ tables }) {
    for (const table of tables)
      for (const key of table.foreignKeys) {
        const [column] = key.references
        if (key.table !== 'auth.users' || table.beside || key.references.length !== 1 || column === 'id') continue
        yield {
          at: key.at,
          certainty: 'certain',
          message: `\`${table.name}\` refers to \`auth.users\` by \`${column}\`, which belongs to the platform and changes.`,
          help: `Refer to \`auth.users (id)\` and read \`${column}\` from there.`,
          key: `${table.name} ${key.columns.join(' ')}`,
          table: table.name,
          data: { table: table.name, columns: key.columns, references: column },
        }
      }
  },
})
