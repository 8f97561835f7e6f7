import type { Session } from '#database/engine/database'
import { quoted } from '#database/rows/shape'
import { explain } from './plans.js'
import { tableSql } from './statements.js'
import type { QueryTrial, TrialQuery } from './trials.js'

const round = (ms: number): number => Math.round(ms * 100) / 100

/** The better way to ask, measured beside the app's own; only where it is twice as quick. */
export async function rewriteOf(session: Session, query: TrialQuery, sql: string): Promise<QueryTrial['rewrite']> {
  if (query.offset && query.limit !== undefined) return keyset(session, query, sql)
  return query.count && query.filters.length === 0 ? estimate(session, query, sql) : undefined
}

/** The page in the middle of the list: by `offset`, and after the last row seen. */
async function keyset(session: Session, query: TrialQuery, sql: string): Promise<QueryTrial['rewrite']> {
  const [first] = query.sort
  if (!first || !sql.includes(' limit ')) return undefined
  const all = sql.replace(/ order by .*$/, '').replace(/^select .*? from /, 'select count(*)::int as n from ')
  const { rows } = await session.query<{ n: number }>(all)
  const half = Math.floor((rows[0]?.n ?? 0) / 2)
  const column = quoted(first.column)
  const last = await session.query<{ v: string | null }>(
    `select v::text as v from (${sql.replace(/^select .*? from /, `select ${column} as v from `).replace(/ limit \d+/, ` limit 1 offset ${half}`)}) t`,
  )
  const value = last.rows[0]?.v
  if (value === null || value === undefined) return undefined
  const condition = `${column} ${first.descending ? '<' : '>'} '${value.replaceAll("'", "''")}'`
  const better = / where /.test(sql)
    ? sql.replace(' where ', ` where ${condition} and `)
    : sql.replace(' order by ', ` where ${condition} order by `)
  const far = await warm(session, `${sql} offset ${half}`)
  const near = await warm(session, better)
  return near < far / 2 ? { what: 'keyset', sql: better, fromMs: round(far), ms: round(near) } : undefined
}

async function estimate(session: Session, query: TrialQuery, sql: string): Promise<QueryTrial['rewrite']> {
  const better = `select reltuples::bigint from pg_class where oid = '${tableSql(query.table)}'::regclass`
  const [counted, known] = [await warm(session, sql), await warm(session, better)]
  return known < counted / 2 ? { what: 'estimate', sql: better, fromMs: round(counted), ms: round(known) } : undefined
}

async function warm(session: Session, sql: string): Promise<number> {
  await explain(session, sql, true)
  return (await explain(session, sql, true)).ms
}
