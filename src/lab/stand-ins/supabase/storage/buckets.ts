import type { OutsideAnswer } from '../../../stand-in.js'
import { json } from '../../answer.js'
import { items, numeric, text } from '../../fields.js'
import type { Params } from '../../route.js'
import { Refusal } from '../refusal.js'
import { asBearer, asService, bodyOf, type Bucket, type StorageCall } from './call.js'

export async function listBuckets(call: StorageCall): Promise<OutsideAnswer> {
  const { rows } = await asBearer(call, 'storage.bucket.list', query => query<Bucket>('select * from storage.buckets order by name'))
  return json(200, rows.map(shown))
}

export async function oneBucket(call: StorageCall, params: Params): Promise<OutsideAnswer> {
  return json(200, shown(await visible(call, params['bucket'] ?? '')))
}

export async function createBucket(call: StorageCall): Promise<OutsideAnswer> {
  const body = bodyOf(call)
  const id = text(body['id']) ?? text(body['name'])
  if (id === undefined) throw new Refusal(400, 'Error', `body must have required property 'name'`)
  const row = [id, text(body['name']) ?? id, body['public'] === true, size(body['file_size_limit']), mimes(body['allowed_mime_types'])]
  await asBearer(call, 'storage.bucket.create', query =>
    query('insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types) values ($1, $2, $3, $4, $5)', row),
  )
  return json(200, { name: id })
}

export async function changeBucket(call: StorageCall, params: Params): Promise<OutsideAnswer> {
  const body = bodyOf(call)
  const { id } = await visible(call, params['bucket'] ?? '')
  const { count } = await asBearer(call, 'storage.bucket.update', query =>
    query(
      'update storage.buckets set public = coalesce($2, public), file_size_limit = $3, allowed_mime_types = $4, updated_at = now() where id = $1',
      [id, typeof body['public'] === 'boolean' ? body['public'] : null, size(body['file_size_limit']), mimes(body['allowed_mime_types'])],
    ),
  )
  if (count === 0) throw missing()
  return json(200, { message: 'Successfully updated' })
}

export async function deleteBucket(call: StorageCall, params: Params): Promise<OutsideAnswer> {
  const { id } = await visible(call, params['bucket'] ?? '')
  const { rows } = await asService(call.place, query => query('select 1 from storage.objects where bucket_id = $1 limit 1', [id]))
  if (rows.length > 0) throw new Refusal(409, 'InvalidRequest', 'The bucket you tried to delete is not empty')
  const { count } = await asBearer(call, 'storage.bucket.delete', query => query('delete from storage.buckets where id = $1', [id]))
  if (count === 0) throw missing()
  return json(200, { message: 'Successfully deleted' })
}

export async function emptyBucket(call: StorageCall, params: Params): Promise<OutsideAnswer> {
  const { id } = await visible(call, params['bucket'] ?? '')
  const { rows } = await asBearer(call, 'storage.bucket.empty', query =>
    query<{ name: string }>('delete from storage.objects where bucket_id = $1 returning name', [id]),
  )
  for (const { name } of rows) call.place.run.state.objects.delete(`${id}/${name}`)
  return json(200, { message: 'Successfully emptied' })
}

async function visible(call: StorageCall, id: string): Promise<Bucket> {
  const { rows } = await asBearer(call, 'storage.bucket.get', query => query<Bucket>('select * from storage.buckets where id = $1', [id]))
  if (!rows[0]) throw missing()
  return rows[0]
}

const missing = () => new Refusal(404, 'Bucket not found', 'Bucket not found')

const shown = (bucket: Bucket) => ({
  id: bucket.id,
  name: bucket.name,
  owner: bucket.owner ?? '',
  public: bucket.public,
  file_size_limit: bucket.file_size_limit === null ? null : Number(bucket.file_size_limit),
  allowed_mime_types: bucket.allowed_mime_types,
  created_at: bucket.created_at,
  updated_at: bucket.updated_at,
})

const mimes = (value: unknown) => (Array.isArray(value) ? items(value).map(String) : null)

/** Bytes, or `50MB`. */
function size(value: unknown): number | null {
  const found = /^(\d+)\s*([KMG]?)i?B?$/i.exec(String(value ?? ''))
  if (!found) return numeric(value) ?? null
  return Number(found[1]) * 1024 ** ['', 'K', 'M', 'G'].indexOf((found[2] ?? '').toUpperCase())
}
