import type { OutsideAnswer, OutsideRequest } from '../../../stand-in.js'
import { notEmulated, Refusal } from '../refusal.js'
import type { Backend } from '../backend.js'
import { actAs, type Who } from '../who.js'
import type { RestCall, RestResult } from './call.js'
import { restError } from './errors.js'
import { acceptedMedia } from './media.js'
import { close } from './plan/relations.js'
import { parsePrefer } from './prefer.js'
import { readRows } from './read.js'
import { callRoutine, requireMethod } from './rpc.js'
import type { Catalogue, Table } from './schema/catalogue.js'
import { deleteRows, insertRows, updateRows } from './write.js'
import { qualified } from './sql/text.js'

/** Everything under `/rest/v1`. */
export async function rest(request: OutsideRequest, who: Who, backend: Backend): Promise<OutsideAnswer> {
  const signedIn = who.role !== 'anon'
  try {
    const result = await backend.withCatalogue(catalogue => once(request, who, backend, catalogue))
    const headers = { 'content-type': 'application/json; charset=utf-8', ...result.headers }
    return { status: result.status, headers, body: request.method === 'HEAD' ? '' : result.body }
  } catch (error) {
    const answer = restError(error, signedIn)
    return request.method === 'HEAD' ? { ...answer, body: '' } : answer
  }
}

async function once(request: OutsideRequest, who: Who, backend: Backend, catalogue: Catalogue): Promise<RestResult> {
  const { method } = request
  const path = request.path
    .replace(/^\/rest\/v1\/?/, '')
    .split('/')
    .filter(Boolean)
    .map(decodeURIComponent)
  const schema = schemaOf(request, backend, catalogue)
  const prefer = parsePrefer(request.headers['prefer'])
  if (prefer.strict && prefer.unknown.length > 0) {
    throw new Refusal(400, 'PGRST122', 'Invalid preferences given with handling=strict', {
      details: `Invalid preferences: ${prefer.unknown.join(', ')}`,
    })
  }
  const media = acceptedMedia(request.headers['accept'])
  return backend.connection.transaction(async query => {
    await actAs(query, who, catalogue, request, [...new Set([schema, 'public', 'extensions'])].map(name => `"${name}"`).join(', '))
    const before = catalogue.settings.get('db_pre_request')
    if (before)
      await query(
        `select ${before
          .split('.')
          .map(part => `"${part.replaceAll('"', '')}"`)
          .join('.')}()`,
      )
    const call: RestCall = {
      request,
      query,
      who,
      catalogue,
      schema,
      prefer,
      media,
      maximum: backend.settings.maxRows,
      aggregates: catalogue.settings.get('db_aggregates_enabled') === 'true' || backend.settings.aggregates,
    }
    const result = await dispatch(call, path, method)
    const { rows } = await query<{ headers: string | null; status: string | null }>(
      `select nullif(current_setting('response.headers', true), '') as headers, nullif(current_setting('response.status', true), '') as status`,
    )
    const applied = prefer.applied.length > 0 ? { 'preference-applied': prefer.applied.join(', ') } : {}
    return {
      ...result,
      status: rows[0]?.status ? Number(rows[0].status) : result.status,
      headers: {
        ...applied,
        ...(method !== 'GET' || schema === 'public' ? {} : { 'content-profile': schema }),
        ...result.headers,
        ...given(rows[0]?.headers),
      },
    }
  })
}

/** Headers that a function set by `set_config('response.headers', '[{"X": "1"}]', true)`. */
function given(text: string | null | undefined): Readonly<Record<string, string>> {
  if (!text) return {}
  const list = JSON.parse(text) as readonly Readonly<Record<string, string>>[]
  return Object.fromEntries(list.flatMap(each => Object.entries(each)).map(([name, value]) => [name.toLowerCase(), String(value)]))
}

async function dispatch(call: RestCall, path: readonly string[], method: string): Promise<RestResult> {
  const [first, second] = path
  if (first === undefined) throw notEmulated('the OpenAPI description')
  if (first === 'rpc' && second !== undefined && path.length === 2) {
    requireMethod(method)
    return callRoutine(call, second)
  }
  if (path.length > 1) throw new Refusal(404, 'PGRST125', 'Invalid path specified in request URL')
  const table = tableOf(call, first)
  if (method === 'GET' || method === 'HEAD') {
    await call.query(`select set_config('transaction_read_only', 'on', true)`)
    return readRows(call, table)
  }
  if (method === 'POST') return insertRows(call, table)
  if (method === 'PATCH') return updateRows(call, table)
  if (method === 'DELETE') return deleteRows(call, table)
  if (method === 'PUT') throw notEmulated(`PUT on ${qualified(table)}`)
  throw new Refusal(405, 'PGRST117', `Unsupported HTTP method: ${method}`)
}

function tableOf(call: RestCall, name: string): Table {
  const table = call.catalogue.tables.get(`${call.schema}.${name}`)
  if (table) return table
  const near = [...call.catalogue.tables.values()].find(each => each.schema === call.schema && close(each.name, name))
  throw new Refusal(404, 'PGRST205', `Could not find the table '${call.schema}.${name}' in the schema cache`, {
    hint: near ? `Perhaps you meant the table '${call.schema}.${near.name}'` : null,
  })
}

const PLATFORM = /^(?:auth|storage|realtime|extensions|vault|cron|net|pgsodium|supabase_\w+|graphql|pgbouncer)$/

function schemaOf(request: OutsideRequest, backend: Backend, catalogue: Catalogue): string {
  const reads = request.method === 'GET' || request.method === 'HEAD'
  const wanted = request.headers[reads ? 'accept-profile' : 'content-profile']
  const configured =
    catalogue.settings
      .get('db_schemas')
      ?.split(',')
      .map(name => name.trim()) ?? backend.settings.schemas
  const exposed = configured ?? ['public', 'graphql_public']
  if (wanted === undefined) return exposed[0] ?? 'public'
  if (exposed.includes(wanted)) return wanted
  if (configured === undefined && catalogue.schemas.has(wanted) && !PLATFORM.test(wanted)) {
    throw notEmulated(`nothing says whether the schema ${wanted} is exposed`)
  }
  throw new Refusal(406, 'PGRST106', `Invalid schema: ${wanted}`, { hint: `Only the following schemas are exposed: ${exposed.join(', ')}` })
}
