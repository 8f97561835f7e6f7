import type { OutsideRequest } from '../../../stand-in.js'
import { isFields } from '../../fields.js'
import { Refusal } from '../refusal.js'

/** What a request wants written: its JSON as it came, and which keys it has. */
export interface Payload {
  /** Kept as text: numbers beyond 2^53 must reach the database whole. */
  readonly text: string
  readonly keys: readonly string[]
  /** Objects in it; 1 for a single one. */
  readonly count: number
  readonly many: boolean
}

export function readPayload(request: OutsideRequest, columns: readonly string[] | undefined): Payload {
  const type = (request.headers['content-type'] ?? 'application/json').split(';')[0]?.trim().toLowerCase() ?? ''
  const text = request.body.toString()
  if (type === 'text/csv') return fromObjects(readCsv(text), columns)
  if (type === 'application/x-www-form-urlencoded') return fromObjects([Object.fromEntries(new URLSearchParams(text))], columns)
  if (!/^application\/(?:[\w.-]+\+)?json$/.test(type)) throw new Refusal(415, 'PGRST102', `Content-Type not acceptable: ${type}`)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new Refusal(400, 'PGRST102', 'Empty or invalid json')
  }
  const rows = Array.isArray(value) ? value : [value]
  if (!rows.every(isFields)) throw new Refusal(400, 'PGRST102', 'All object keys must match')
  const first = Object.keys(rows[0] ?? {})
  if (columns === undefined && rows.some(row => !sameKeys(Object.keys(row), first)))
    throw new Refusal(400, 'PGRST102', 'All object keys must match')
  return { text, keys: columns ?? first, count: rows.length, many: Array.isArray(value) }
}

const sameKeys = (keys: readonly string[], first: readonly string[]) =>
  keys.length === first.length && keys.every(key => first.includes(key))

function fromObjects(rows: readonly Readonly<Record<string, unknown>>[], columns: readonly string[] | undefined): Payload {
  return { text: JSON.stringify(rows), keys: columns ?? Object.keys(rows[0] ?? {}), count: rows.length, many: true }
}

/** The first line names the columns; `NULL` is null. */
function readCsv(text: string): readonly Readonly<Record<string, unknown>>[] {
  const lines = text.split(/\r?\n(?=(?:[^"]*"[^"]*")*[^"]*$)/).filter(line => line !== '')
  const cells = (line: string) =>
    [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, inside, bare]) => inside?.replaceAll('""', '"') ?? bare ?? '')
  const names = cells(lines[0] ?? '')
  return lines.slice(1).map(line => {
    const row = cells(line)
    if (row.length !== names.length) throw new Refusal(400, 'PGRST102', 'All lines must have same number of fields')
    return Object.fromEntries(names.map((name, index) => [name, row[index] === 'NULL' ? null : row[index]]))
  })
}
