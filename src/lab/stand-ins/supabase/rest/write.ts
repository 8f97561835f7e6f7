import { notEmulated, Refusal } from '../refusal.js'
import { bodySql, single } from './body.js'
import type { RestCall, RestResult } from './call.js'
import { parseQuery } from './parse/query.js'
import { readPayload } from './payload.js'
import type { Reading } from './plan/plan.js'
import { contentRange } from './range.js'
import { planReading } from './read.js'
import type { Table } from './schema/catalogue.js'
import { whereSql } from './sql/condition.js'
import { selectSql } from './sql/select.js'
import { identifier, qualified, type Values, values } from './sql/text.js'
import { conflictSql, payloadSql, writtenColumns } from './write-sql.js'

/** POST on a table: insert, or upsert where the client prefers a resolution. */
export async function insertRows(call: RestCall, table: Table): Promise<RestResult> {
  const parsed = parseQuery(call.request.query)
  const payload = readPayload(call.request, parsed.columns)
  const columns = writtenColumns(table, payload.keys)
  const given = values()
  const into = `insert into ${qualified(table)} as ${identifier(table.name)}`
  const conflict = conflictSql(call.prefer.resolution, parsed.onConflict ?? table.primaryKey, columns)
  const rows =
    columns.length === 0 && !payload.many
      ? ' default values'
      : `(${columns.map(column => identifier(column.name)).join(', ')}) ${payloadSql(columns, payload.text, call.prefer.missingDefault, given)}`
  if (columns.length === 0 && payload.many) {
    if (payload.count > 0) throw notEmulated('several empty rows in one insert')
    return { status: 201, headers: written(call, 'POST', 0), body: call.prefer.return === 'representation' ? '[]' : '' }
  }
  return run(call, table, `${into}${rows}${conflict}`, given, 201)
}

export async function updateRows(call: RestCall, table: Table): Promise<RestResult> {
  const parsed = parseQuery(call.request.query)
  const payload = readPayload(call.request, parsed.columns)
  const columns = writtenColumns(table, payload.keys)
  if (columns.length === 0)
    return {
      status: call.prefer.return === 'representation' ? 200 : 204,
      headers: written(call, 'PATCH', 0),
      body: call.prefer.return === 'representation' ? '[]' : '',
    }
  const given = values()
  const sets = columns.map(column => `${identifier(column.name)} = pgrst_body.${identifier(column.name)}`)
  const from = `(${payloadSql(columns, payload.text, false, given)} limit 1) pgrst_body`
  const statement = `update ${qualified(table)} as ${identifier(table.name)} set ${sets.join(', ')} from ${from}`
  return run(call, table, statement, given, 200)
}

export async function deleteRows(call: RestCall, table: Table): Promise<RestResult> {
  return run(call, table, `delete from ${qualified(table)} as ${identifier(table.name)}`, values(), 200)
}

async function run(call: RestCall, table: Table, statement: string, given: Values, status: number): Promise<RestResult> {
  const reading = planReading(call, table, table.name, call.request.query)
  const isInsert = call.request.method === 'POST'
  if (!isInsert) requireWhere(call, reading)
  const where = isInsert ? '' : whereSql({ ...reading, embeds: [] }, given)
  const wants = call.prefer.return === 'representation'
  const returning = wants ? returned(reading) : call.prefer.return === 'headers-only' ? table.primaryKey.map(identifier) : []
  const source = `with pgrst_source as (${statement}${where} returning ${returning.length > 0 ? returning.join(', ') : '1'})`
  if (!wants) {
    const { rows } = await call.query<{ page: number; first: Readonly<Record<string, unknown>> | null }>(
      `${source} select count(*)::int as page, (select row_to_json(s) from pgrst_source s limit 1) as first from pgrst_source`,
      given.list,
    )
    const page = affected(call, rows[0]?.page ?? 0)
    const location =
      call.prefer.return === 'headers-only' && isInsert && rows[0]?.first ? { location: locationOf(table, rows[0].first) } : {}
    return { status: isInsert ? 201 : 204, headers: { ...written(call, call.request.method, page), ...location }, body: '' }
  }
  const inner = selectSql(reading, { from: `pgrst_source as ${identifier(table.name)}`, filtered: true }, given)
  const { rows } = await call.query<{ page: number; changed: number; body: string }>(
    `${source}, pgrst_rows as (${inner}) select count(_t)::int as page, (select count(*)::int from pgrst_source) as changed, ${bodySql(call.media)} as body from pgrst_rows as _t`,
    given.list,
  )
  const { page, changed, body } = rows[0] ?? { page: 0, changed: 0, body: '[]' }
  affected(call, changed)
  const text = call.media.kind === 'object' ? single(page, body) : body
  return { status, headers: { 'content-type': call.media.type, ...written(call, call.request.method, page) }, body: text }
}

/** Supabase loads `safeupdate` for every request. */
function requireWhere(call: RestCall, reading: Reading): void {
  const [word, code] = [call.request.method === 'DELETE' ? 'DELETE' : 'UPDATE', '21000']
  if (reading.conditions.length === 0) throw new Refusal(400, code, `${word} requires a WHERE clause`)
  if (call.request.query.has('limit') || call.request.query.has('offset')) throw notEmulated(`${word} with a limit`)
}

function affected(call: RestCall, count: number): number {
  if (call.prefer.maxAffected !== undefined && count > call.prefer.maxAffected) {
    throw new Refusal(400, 'PGRST124', 'Query result exceeds max-affected preference constraint', {
      details: `The query affects ${count} rows`,
    })
  }
  return count
}

/** Only what is asked for is returned: more would need rights that the client may not have. */
function returned(reading: Reading): readonly string[] {
  const label = identifier(reading.label)
  const star = reading.items.some(item => item.kind === 'star')
  const known = new Set(reading.table?.columns.map(column => column.name))
  const names = [
    ...reading.items.flatMap(item => (item.kind === 'field' && item.field && !item.aggregate ? [item.field.name] : [])),
    ...reading.embeds.flatMap(embed => embed.relation.pairs.map(([mine]) => mine)),
    ...reading.order.flatMap(term => (term.relation === undefined ? [term.field.name] : [])),
  ]
  const more = [...new Set(names)].filter(name => !star || !known.has(name)).map(name => `${label}.${identifier(name)}`)
  return star ? [`${label}.*`, ...more] : more
}

function written(call: RestCall, method: string, count: number): Readonly<Record<string, string>> {
  const total = call.prefer.count === undefined ? undefined : count
  return { 'content-range': method === 'PATCH' ? contentRange(0, count, total) : `*/${total ?? '*'}` }
}

function locationOf(table: Table, row: Readonly<Record<string, unknown>>): string {
  const query = table.primaryKey.map(name => `${encodeURIComponent(name)}=eq.${encodeURIComponent(String(row[name]))}`)
  return `/${table.name}?${query.join('&')}`
}
