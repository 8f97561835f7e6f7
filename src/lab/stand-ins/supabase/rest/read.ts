import { Refusal } from '../refusal.js'
import { bodySql, single } from './body.js'
import type { RestCall, RestResult } from './call.js'
import { parseQuery } from './parse/query.js'
import { plan, type Reading } from './plan/plan.js'
import { contentRange, rangeParts, rangeStatus } from './range.js'
import type { Table } from './schema/catalogue.js'
import { selectSql, type Source, usesAggregates } from './sql/select.js'
import { identifier, qualified, type Values, values } from './sql/text.js'

/** GET and HEAD on a table or view. */
export async function readRows(call: RestCall, table: Table): Promise<RestResult> {
  const label = table.name
  const reading = planReading(call, table, label, call.request.query)
  return answerRows(call, reading, { from: `${qualified(table)} as ${identifier(label)}` }, values())
}

export function planReading(
  call: RestCall,
  table: Table | undefined,
  label: string,
  entries: Iterable<readonly [string, string]>,
): Reading {
  const parsed = parseQuery(entries)
  if (!call.aggregates && usesAggregates(parsed.select ?? []))
    throw new Refusal(400, 'PGRST123', 'Use of aggregate functions is not allowed')
  const parts = rangeParts(call.request.headers['range'], call.request.method, parsed.parts)
  return plan({ catalogue: call.catalogue, schema: call.schema, table, label, query: { ...parsed, parts }, maximum: call.maximum })
}

/** Runs a reading and answers with its page, range and count. */
export async function answerRows(call: RestCall, reading: Reading, source: Source, given: Values, before = ''): Promise<RestResult> {
  const how = call.prefer.count
  // The rows of a function are counted, not guessed: it is not called twice.
  const exact = how === 'exact' || how === 'estimated' || (before !== '' && how === 'planned')
  const inner = selectSql(reading, source, given)
  const counting = exact ? `(select count(*)::int from (${selectSql(everything(reading), source, given)}) _c)` : 'null::int'
  const sql = `with ${before}pgrst_rows as (${inner}) select count(_t)::int as page, ${bodySql(call.media)} as body, ${counting} as total from pgrst_rows as _t`
  const { rows } = await call.query<{ page: number; body: string; total: number | null }>(sql, given.list)
  const { page, body, total: counted } = rows[0] ?? { page: 0, body: '[]', total: 0 }
  const guesses = before === '' && (how === 'planned' || (how === 'estimated' && (counted ?? 0) > call.maximum))
  const total = guesses ? Math.max(counted ?? 0, await planned(call, reading, source)) : (counted ?? undefined)
  const status = rangeStatus(reading.offset, page, total)
  const text = call.media.kind === 'object' ? single(page, body) : body
  return { status, headers: { 'content-type': call.media.type, 'content-range': contentRange(reading.offset, page, total) }, body: text }
}

async function planned(call: RestCall, reading: Reading, source: Source): Promise<number> {
  const given = values()
  type Plan = readonly { readonly Plan: { readonly 'Plan Rows': number } }[]
  const { rows } = await call.query<{ 'QUERY PLAN': Plan }>(
    `explain (format json) ${selectSql(everything(reading), source, given)}`,
    given.list,
  )
  return rows[0]?.['QUERY PLAN'][0]?.Plan['Plan Rows'] ?? 0
}

/** The reading without its page. Joins stay, since an inner one decides which rows there are; of the columns, only those of an aggregate matter. */
function everything(reading: Reading): Reading {
  const items = usesAggregates(reading.items) ? reading.items : reading.items.filter(item => item.kind === 'embed')
  return { ...reading, items, order: [], limit: undefined, offset: 0 }
}
