import { defineCheck } from '#checks/check'
import { extensionsIn } from '#database/sql/extensions'

export default defineCheck({
  id: 'rules/public-extension',
  title: 'An extension is installed in the schema that browsers reach',
  why: 'Its functions stand beside yours and can be called with the public key: with one that sends requests, anyone sends them from your database.',
  severity: 'low',
  refs: ['CWE-668', 'OWASP-API8:2023'],
  needs: ['source', 'app'],
  *find({ source, app }) {
    if (!app.databases.includes('supabase')) return
    for (const { name, schema, at } of extensionsIn(source)) {
      if (schema !== 'public' || ELSEWHERE.has(name)) continue
      const reaches = name === 'http'
      yield {
        at,
        certainty: 'likely',
        ...(reaches && { severity: 'high' as const }),
        message: reaches
          ? `The extension \`${name}\` is in \`public\`, so anyone can have your database send a request to any address.`
          : `The extension \`${name}\` is in \`public\`, so its functions are served to browsers.`,
        help: `Install it with \`create extension ${quoted(name)} with schema extensions;\`, or move it with \`alter extension ${quoted(name)} set schema extensions;\`.`,
        key: name,
        data: { extension: name },
      }
    }
  },
})

/** There from the start, in a schema of their own, or bound to where they are: nothing is gained by another line of the migration. */
const ELSEWHERE = new Set(
  'plpgsql uuid-ossp pgcrypto pg_stat_statements pgjwt pgsodium supabase_vault vault pg_graphql pg_cron pg_net pgmq pg_partman pgaudit plv8 timescaledb postgis postgis_raster postgis_tiger_geocoder postgis_topology'.split(
    ' ',
  ),
)

const quoted = (name: string): string => (/^\w+$/.test(name) ? name : `"${name}"`)
