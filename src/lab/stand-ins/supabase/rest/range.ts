import { Refusal } from '../refusal.js'
import type { QueryPart } from './parse/query.js'

/** `Range: 0-9` of GET requests, for readers that do not say `limit` and `offset`. */
export function rangeParts(header: string | undefined, method: string, parts: readonly QueryPart[]): readonly QueryPart[] {
  const found = method === 'GET' || method === 'HEAD' ? /^(?:items=)?(\d+)-(\d*)$/.exec(header?.trim() ?? '') : null
  if (!found || parts.some(part => part.on.length === 0 && (part.kind === 'limit' || part.kind === 'offset'))) return parts
  const first = Number(found[1])
  const last = found[2] === '' ? undefined : Number(found[2])
  if (last !== undefined && last < first) {
    throw new Refusal(416, 'PGRST103', 'Requested range not satisfiable', {
      details: 'The lower boundary must be lower than or equal to the upper boundary in the Range header.',
    })
  }
  const offset: QueryPart = { on: [], kind: 'offset', count: first }
  return last === undefined ? [...parts, offset] : [...parts, offset, { on: [], kind: 'limit', count: last - first + 1 }]
}

/** `0-9/42`, `*\/0`. */
export function contentRange(first: number, count: number, total: number | undefined): string {
  const last = first + count - 1
  const range = total !== 0 && first <= last ? `${first}-${last}` : '*'
  return `${range}/${total ?? '*'}`
}

export function rangeStatus(first: number, count: number, total: number | undefined): number {
  if (total === undefined) return 200
  if (first > total) {
    throw new Refusal(416, 'PGRST103', 'Requested range not satisfiable', {
      details: `An offset of ${first} was requested, but there are only ${total} rows.`,
      headers: { 'content-range': `*/${total}` },
    })
  }
  return count < total ? 206 : 200
}
