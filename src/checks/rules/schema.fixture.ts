import { audit } from '#audit'
import type { Check, Part, Parts, Problem } from '#checks/check'
import { readCatalogue } from '#database/read'
import { sourceOf } from '#database/source.fixture'
import type { Finding } from '#triage/finding'
import { withApp } from '../page.fixture.js'

type SchemaParts = Pick<Parts, 'tables' | 'functions' | 'buckets' | 'views' | 'routes' | 'browser' | 'trials' | 'source'>

/** What a check finds in the schema of a Supabase app whose only migration this is; or of several files. */
export async function problemsIn<Needs extends Part & keyof SchemaParts>(
  check: Check<Needs>,
  sql: string | Readonly<Record<string, string>>,
  code: Pick<Parts, 'routes' | 'browser' | 'trials'> = { routes: [], browser: [] },
): Promise<Problem[]> {
  const files = typeof sql === 'string' ? { 'supabase/migrations/0001.sql': sql } : sql
  const source = sourceOf(files, { '@supabase/supabase-js': '2.0.0' })
  const { tables, functions, buckets, views } = await readCatalogue(source)
  const parts: SchemaParts = { tables, functions, buckets, views, source, ...code }
  return [...check.find(parts as unknown as Pick<Parts, Needs>)]
}

const IN_BROWSER =
  "import { createClient } from '@supabase/supabase-js'\nexport const supabase = createClient('https://a.supabase.co', 'key')\n"
export const ON_SERVER = "import pg from 'pg'\nexport const pool = new pg.Pool()\n"

/** What the whole audit says by one check of an app with this migration, whose database browsers reach, or only the server. */
export const findingsBy = (id: string, sql: string, client = IN_BROWSER): Promise<readonly Finding[]> =>
  withApp(
    new Map([
      ['db/migrations/0001_init.sql', sql],
      ['src/client.ts', client],
    ]),
    async root => (await audit(root, { cache: false })).report.findings.filter(finding => finding.check === id),
  )

/** `line severity` of each, in order of place. */
export const linesOf = (problems: readonly Problem[]): string[] =>
  problems.map(({ at, severity }) => `${at.line}${severity ? ` ${severity}` : ''}`).sort((a, b) => parseInt(a) - parseInt(b))

/** A table of orders with row rules on, on one line. */
export const ORDERS =
  'create table orders (id uuid primary key, user_id uuid references auth.users (id), total int, status text); alter table orders enable row level security;'
