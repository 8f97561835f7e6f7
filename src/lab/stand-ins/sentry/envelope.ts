import { gunzipSync, inflateSync, brotliDecompressSync } from 'node:zlib'
import { fields, parseJson, type Fields } from '../fields.js'

/** One item of an envelope: an event, a transaction, a session, … */
export interface EnvelopeItem {
  readonly type: string
  readonly payload: Fields
}

/** What an SDK of Sentry sends: a head, then each item's head and body. */
export function parseEnvelope(body: Buffer, encoding: string | undefined): readonly EnvelopeItem[] {
  const bytes = plain(body, encoding)
  const items: EnvelopeItem[] = []
  let at = lineEnd(bytes, 0) + 1
  while (at < bytes.length) {
    const end = lineEnd(bytes, at)
    const head = fields(parseJson(bytes.subarray(at, end)))
    const start = end + 1
    const stop = typeof head['length'] === 'number' ? start + head['length'] : lineEnd(bytes, start)
    if (typeof head['type'] === 'string') items.push({ type: head['type'], payload: fields(parseJson(bytes.subarray(start, stop))) })
    at = stop + 1
  }
  return items
}

function plain(body: Buffer, encoding: string | undefined): Buffer {
  if (encoding === 'gzip' || (body[0] === 0x1f && body[1] === 0x8b)) return gunzipSync(body)
  if (encoding === 'deflate') return inflateSync(body)
  return encoding === 'br' ? brotliDecompressSync(body) : body
}

function lineEnd(bytes: Buffer, from: number): number {
  const end = bytes.indexOf(10, from)
  return end === -1 ? bytes.length : end
}
