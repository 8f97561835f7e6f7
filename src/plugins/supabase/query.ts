import { rowOf } from '../caller.js'
import { type LiveEffect, type LiveQuery, type LiveSort, query } from '../effect.js'
import type { LibraryCall, Run } from '../plugin.js'
import { skips, sortBy } from '../sort.js'
import { answerOf } from './procedure.js'
import { computed, library, type LibraryValue, list, literal, oneOf, origin, textOf, UNDEFINED, type Value } from '../value.js'

const FILTERS: Record<string, string> = {
  eq: '=',
  neq: '!=',
  gt: '>',
  gte: '>=',
  lt: '<',
  lte: '<=',
  like: 'like',
  ilike: 'like',
  is: '=',
  in: 'in',
  contains: 'in',
  containedBy: 'in',
  overlaps: 'in',
  textSearch: 'search',
  not: 'not',
}
const STARTS: Record<string, LiveQuery['does']> = { select: 'read', insert: 'create', update: 'update', upsert: 'upsert', delete: 'delete' }

interface Start {
  readonly does: LiveQuery['does']
  readonly table: string | undefined
  readonly data?: Value | undefined
  readonly name?: Value | undefined
}

/** Begins a query on a client; the builder that comes back goes on adding to it. */
export function startQuery(call: LibraryCall, start: Start): LibraryValue {
  const effect = call.run.emit(
    query('supabase', start.does, start.table, {
      data: start.data,
      errorRead: false,
      rights: call.on.data['rights'] as 'service' | 'user',
      ...(start.name ? { sql: computed('rpc', [start.name]) } : {}),
    }),
    call.at,
  )
  return library('supabase:query', 'query', { ...call.on.data, query: effect })
}

export function builderCall(call: LibraryCall): Value | undefined {
  const effect = call.on.data['query'] as (LiveQuery & LiveEffect) | undefined
  const { method, args } = call
  if (!effect) {
    const does = STARTS[method]
    if (!does) return undefined
    const started = startQuery(call, {
      does,
      table: call.on.data['table'] as string | undefined,
      data: does === 'read' || does === 'delete' ? undefined : args[0],
    })
    if (does === 'read') readColumns(started.data['query'] as LiveQuery, args, call.run)
    if (does === 'upsert') (started.data['query'] as LiveQuery).conflict = namesIn(textOf(call.run.get(args[1] ?? UNDEFINED, 'onConflict')))
    return started
  }
  const op = FILTERS[method]
  if (op) effect.filters.push({ column: textOf(args[0]) ?? '*', op, value: (method === 'not' ? args[2] : args[1]) ?? UNDEFINED })
  else if (method === 'match' && args[0]?.k === 'object')
    for (const [column, value] of args[0].props) effect.filters.push({ column, op: '=', value })
  else if (method === 'or' || method === 'filter')
    effect.filters.push({ column: textOf(args[0]) ?? '*', op: method, value: args[method === 'or' ? 0 : 2] ?? UNDEFINED })
  else if (method === 'limit' || method === 'range') {
    effect.limited = true
    if (method === 'range') effect.offset = skips(args[0])
    else if (args[0]) effect.limit = args[0]
  } else if (method === 'order') effect.sort = [...(effect.sort ?? []), ...orderOf(args, call.run)]
  else if (method === 'single' || method === 'maybeSingle') effect.single = effect.limited = true
  else if (method === 'select') {
    effect.returning = true
    readColumns(effect, args, call.run)
  } else if (!['returns', 'throwOnError', 'abortSignal', 'csv', 'overrideTypes', 'explain', 'rollback', 'maxAffected'].includes(method))
    return undefined
  if (method === 'throwOnError') effect.errorRead = true
  return call.on
}

/** `.order('created_at', { ascending: false })`; an order of a related table's rows is not the table's. */
function orderOf(args: readonly Value[], run: Run): LiveSort[] {
  const [column, options = UNDEFINED] = args
  if (options.k === 'object' && (options.props.has('foreignTable') || options.props.has('referencedTable'))) return []
  const ascending = run.get(options, 'ascending')
  return sortBy(column, literal(ascending.k === 'literal' && ascending.value === false ? 'desc' : 'asc'))
}

function readColumns(effect: LiveQuery, args: readonly Value[], run: Run): void {
  const text = textOf(args[0])
  if (text && text !== '*' && !text.includes('*')) effect.columns = selected(text)
  if (args[1] && run.get(args[1], 'head').k === 'literal' && (run.get(args[1], 'head') as { value?: unknown }).value === true)
    effect.limited = true
}

const namesIn = (text: string | undefined): string[] =>
  (text ?? '')
    .split(',')
    .map(name => name.trim())
    .filter(Boolean)

/** `id, buyer:profiles!inner(name)` asks for `id`, the related `profiles`, and `profiles.name` of them. */
function selected(text: string, within = ''): string[] {
  const found: string[] = []
  for (const part of outermost(text)) {
    const [, head = '', inner] = /^([^(]*)(?:\(([\s\S]*)\))?$/.exec(part.trim()) ?? []
    const name = head
      .replace(/^\s*[\w"]+:(?!:)/, '')
      .replace(/(?:::|!|->)[\s\S]*$/, '')
      .trim()
    if (name) found.push(`${within}${name}`)
    if (inner !== undefined) found.push(...selected(inner, `${within}${name || 'related'}.`))
  }
  return found
}

/** Parts between commas that stand in no parentheses. */
function outermost(text: string): string[] {
  const parts = ['']
  let depth = 0
  for (const character of text) {
    if (character === '(') depth++
    else if (character === ')') depth--
    if (character === ',' && depth === 0) parts.push('')
    else parts[parts.length - 1] += character
  }
  return parts
}

/** `data`, `error`, `count` of the answer. Asking for the error is reading it. */
export function builderMember(of: LibraryValue, key: string, run: Run): Value | undefined {
  const effect = of.data['query'] as (LiveQuery & LiveEffect) | undefined
  if (!effect) return undefined
  switch (key) {
    case 'error':
      effect.errorRead = true
      return origin('error', ['supabase'], { at: effect.at })
    case 'count':
      return computed('number', [origin('row', ['count'], { at: effect.at })])
    case 'data': {
      // A procedure gives rows, one value, or nothing: only its text knows.
      if (effect.does === 'raw') return answerOf(effect, run)
      const row = rowOf(effect.table, effect.at, effect.filters)
      return effect.single ? oneOf([row]) : list([row], true)
    }
    default:
      return undefined
  }
}
