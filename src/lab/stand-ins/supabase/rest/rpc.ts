import { Refusal } from '../refusal.js'
import type { RestCall, RestResult } from './call.js'
import { readPayload } from './payload.js'
import { answerRows, planReading } from './read.js'
import { findRoutine, type Found } from './routines.js'
import { bodySql, single } from './body.js'
import type { Table } from './schema/catalogue.js'
import { identifier, qualified, type Values, values } from './sql/text.js'

const RESERVED = new Set(['select', 'order', 'limit', 'offset', 'columns', 'on_conflict', 'and', 'or', 'not.and', 'not.or', 'apikey'])
const OPERATION =
  /^(?:not\.)?(?:eq|neq|gte?|lte?|like|ilike|i?match|in|is|isdistinct|(?:pl|ph|w)?fts|cs|cd|ov|sl|sr|nxr|nxl|adj)(?:\([^)]*\))?\./

/** POST, GET and HEAD on `/rpc/name`. */
export async function callRoutine(call: RestCall, name: string): Promise<RestResult> {
  const posts = call.request.method === 'POST'
  const entries = [...call.request.query]
  const isArgument = ([key, value]: readonly [string, string]) =>
    !posts && !RESERVED.has(key) && !key.includes('.') && !OPERATION.test(value)
  const given = values()
  const inAddress = Object.fromEntries(entries.filter(isArgument))
  const text = posts ? call.request.body.toString() : JSON.stringify(inAddress)
  const found = findRoutine(call.catalogue, call.schema, name, posts ? bodyKeys(call) : Object.keys(inAddress), posts)
  if (!posts || found.routine.volatility !== 'volatile') await call.query(`select set_config('transaction_read_only', 'on', true)`)
  const from = posts ? fromBody(found, text, given) : fromAddress(found, inAddress, given)
  const { routine } = found
  if (routine.returns === 'void') {
    await call.query(`select 1 from ${from}`, given.list)
    return { status: 204, body: '' }
  }
  const filters = entries.filter(entry => !isArgument(entry))
  if (routine.returns === 'scalar') return scalar(call, from, routine.set, given)
  const table = rowTable(call, routine.table)
  const reading = planReading(call, table, name, filters)
  const source = { from: `pgrst_call as ${identifier(name)}` }
  const result = await answerRows(call, reading, source, given, `pgrst_call as (select pgrst_f.* from ${from} as pgrst_f), `)
  if (routine.set || call.media.kind !== 'array') return result
  return { ...result, body: unwrap(result.body) }
}

const rowTable = (call: RestCall, oid: number | undefined): Table | undefined =>
  oid === undefined ? undefined : call.catalogue.byOid.get(oid)

/** A function that returns one row answers with it, not with a list. */
const unwrap = (body: string) => (body === '[]' ? 'null' : body.trim().replace(/^\[/, '').replace(/\]$/, ''))

async function scalar(call: RestCall, from: string, set: boolean, given: Values): Promise<RestResult> {
  const { media } = call
  const body =
    media.kind === 'text' || media.kind === 'bytes'
      ? `string_agg(pgrst_scalar::text, '')`
      : media.kind === 'csv'
        ? bodySql(media)
        : `json_agg(pgrst_scalar)::text`
  const sql = `with pgrst_rows as (select pgrst_scalar from ${from} as pgrst_f(pgrst_scalar)) select count(*)::int as page, ${body} as body from pgrst_rows as _t`
  const { rows } = await call.query<{ page: number; body: string | null }>(sql, given.list)
  const { page, body: text } = rows[0] ?? { page: 0, body: null }
  const headers = {
    'content-type': media.kind === 'object' ? 'application/json; charset=utf-8' : media.type,
    'content-range': `0-${Math.max(0, page - 1)}/*`,
  }
  if (media.kind === 'object' && set) return { status: 200, headers, body: single(page, text ?? '[]') }
  if (media.kind === 'array' || media.kind === 'object') return { status: 200, headers, body: set ? (text ?? '[]') : unwrap(text ?? '[]') }
  return { status: 200, headers, body: text ?? '' }
}

function bodyKeys(call: RestCall): readonly string[] {
  if (call.request.body.length === 0) return []
  return readPayload(call.request, undefined).keys
}

function fromBody({ routine, keys, whole }: Found, text: string, given: Values): string {
  if (whole) return `${qualified(routine)}(${given.add(text)}::${whole.type})`
  if (keys.length === 0) return `${qualified(routine)}()`
  const wanted = routine.parameters.filter(parameter => keys.includes(parameter.name))
  const place = given.add(text)
  const typed = wanted.map(parameter => `${identifier(parameter.name)} ${parameter.type}`).join(', ')
  const one = (name: string) => `(select ${identifier(name)} from json_to_record(${place}::json) as _(${typed}))`
  return `${qualified(routine)}(${wanted.map(parameter => `${variadic(parameter.variadic)}${identifier(parameter.name)} => ${one(parameter.name)}`).join(', ')})`
}

function fromAddress({ routine, keys }: Found, args: Readonly<Record<string, string>>, given: Values): string {
  const wanted = routine.parameters.filter(parameter => keys.includes(parameter.name))
  return `${qualified(routine)}(${wanted
    .map(
      parameter => `${variadic(parameter.variadic)}${identifier(parameter.name)} => ${given.add(args[parameter.name])}::${parameter.type}`,
    )
    .join(', ')})`
}

const variadic = (is: boolean) => (is ? 'variadic ' : '')

export function requireMethod(method: string): void {
  if (method !== 'POST' && method !== 'GET' && method !== 'HEAD')
    throw new Refusal(405, 'PGRST101', `Cannot use the ${method} method on RPC`)
}
