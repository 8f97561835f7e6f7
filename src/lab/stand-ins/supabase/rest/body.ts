import { notEmulated, Refusal } from '../refusal.js'
import type { Media } from './media.js'

/** SQL for the body of an answer over the rows `_t`. */
export function bodySql(media: Media): string {
  const strip = (text: string) => (media.stripNulls ? `json_strip_nulls(${text})` : text)
  if (media.kind === 'geojson') throw notEmulated('GeoJSON')
  if (media.kind === 'csv') {
    const heads = `(select coalesce(string_agg(a.k, ','), '') from (select json_object_keys(r)::text as k from (select row_to_json(hh) as r from pgrst_rows as hh limit 1) s) a)`
    return `${heads} || E'\\n' || coalesce(string_agg(substring(_t::text, 2, length(_t::text) - 2), E'\\n'), '')`
  }
  return `coalesce(json_agg(${strip('row_to_json(_t)')}), '[]')::text`
}

/** One object out of an array's text, or the refusal that more or fewer were found. */
export function single(rows: number, body: string): string {
  if (rows === 1) return body.trim().replace(/^\[/, '').replace(/\]$/, '')
  throw new Refusal(406, 'PGRST116', 'Cannot coerce the result to a single JSON object', { details: `The result contains ${rows} rows` })
}
