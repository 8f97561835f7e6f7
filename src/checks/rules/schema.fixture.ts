import type { Check, Part, Parts, Problem } from '#checks/check'
import { readCatalogue } from '#database/read'
import { sourceOf } from '#database/source.fixture'

type SchemaParts = Pick<Parts, 'tables' | 'functions' | 'buckets' | 'views' | 'routes' | 'browser' | 'trials'>

/** What a check finds in the schema of a Supabase app whose only migration this is; or of several files. */
export async function problemsIn<Needs extends Part & keyof SchemaParts>(
  check: Check<Needs>,
  sql: string | Readonly<Record<string, string>>,
  code: Pick<Parts, 'routes' | 'browser' | 'trials'> = { routes: [], browser: [] },
): Promise<Problem[]> {
  const files = typeof sql === 'string' ? { 'supabase/migrations/0001.sql': sql } : sql
  const { tables, functions, buckets, views } = await readCatalogue(sourceOf(files, { '@supabase/supabase-js': '2.0.0' }))
  const parts: SchemaParts = { tables, functions, buckets, views, ...code }
  return [...check.find(parts as unknown as Pick<Parts, Needs>)]
}

/** `line severity` of each, in order of place. */
export const linesOf = (problems: readonly Problem[]): string[] =>
  problems.map(({ at, severity }) => `${at.line}${severity ? ` ${severity}` : ''}`).sort((a, b) => parseInt(a) - parseInt(b))

/** A table of orders with row rules on, on one line. */
export const ORDERS =
  'create table orders (id uuid primary key, user_id uuid references auth.users (id), total int, status text); alter table orders enable row level security;'
