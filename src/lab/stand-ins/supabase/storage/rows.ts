import type { Fields } from '../../fields.js'
import type { Query } from '../connection.js'
import type { Catalogue } from '../rest/schema/catalogue.js'
import { identifier } from '../rest/sql/text.js'

/** A new row of `storage.objects`. */
export interface NewObject {
  readonly bucket: string
  readonly name: string
  readonly owner: string | undefined
  readonly metadata?: Fields | null
}

/** Writes the row under the rules that hold for whoever asks; `upsert` puts it in place of one with its name. */
export async function insertObject(query: Query, catalogue: Catalogue, row: NewObject, upsert = false): Promise<void> {
  const known = catalogue.tables.get('storage.objects')?.columns ?? []
  const uuid = row.owner !== undefined && /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i.test(row.owner) ? row.owner : null
  const entries = (
    [
      ['bucket_id', row.bucket],
      ['name', row.name],
      ['owner', uuid],
      ['owner_id', row.owner ?? null],
      ['metadata', row.metadata ? JSON.stringify(row.metadata) : null],
    ] as const
  ).filter(([name]) => known.some(column => column.name === name))
  const names = entries.map(([name]) => identifier(name))
  const places = entries.map((_, index) => `$${index + 1}`)
  const sets = names.slice(2).map(name => `${name} = excluded.${name}`)
  const conflict = upsert ? ` on conflict (bucket_id, name) do update set ${[...sets, 'updated_at = now()'].join(', ')}` : ''
  const values = entries.map(([, value]) => value)
  await query(`insert into storage.objects (${names.join(', ')}) values (${places.join(', ')})${conflict}`, values)
}
