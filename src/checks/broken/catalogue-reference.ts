import { defineCheck } from '#checks/check'

export default defineCheck({
  id: 'broken/catalogue-reference',
  title: "A column refers to the server's own catalogue in a way that no upgrade keeps",
  why: 'An upgrade to the next major version of Postgres stops at such a column, on the day that the platform asks for it.',
  severity: 'low',
  refs: ['CWE-1104'],
  needs: ['tables'],
  *find({ tables }) {
    for (const table of tables) {
      if (table.beside || table.name.includes('.')) continue
      for (const { name, type, at } of table.columns)
        if (LOST.test(type))
          yield {
            at,
            certainty: 'certain',
            message: `\`${table.name}.${name}\` is of type \`${bare(type)}\`, which an upgrade of Postgres cannot carry over.`,
            help: `Store the name as \`text\` and cast it where it is used: \`${name}::${bare(type)}\`.`,
            key: `${table.name} ${name}`,
            table: table.name,
            data: { table: table.name, column: name, type: bare(type) },
          }
    }
  },
})

/** Source: https://www.postgresql.org/docs/current/pgupgrade.html; `regclass`, `regrole` and `regtype` are carried over. */
const LOST = /^(?:pg_catalog\.)?reg(?:collation|config|dictionary|namespace|oper|operator|proc|procedure)(?:\[\])?$/

const bare = (type: string): string => type.replace('pg_catalog.', '')
