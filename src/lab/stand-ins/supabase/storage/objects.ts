import type { OutsideAnswer } from '../../../stand-in.js'
import { json } from '../../answer.js'
import { fields, items, numeric, text } from '../../fields.js'
import type { Params } from '../../route.js'
import { Refusal } from '../refusal.js'
import { asBearer, bodyOf, bucketOf, missingObject, type StorageCall, type Stored } from './call.js'
import { visible } from './download.js'
import { insertObject } from './rows.js'
import { validName } from './upload.js'

/** POST /object/list/:bucket: one level under a prefix, folders first seen as entries without id. */
export async function list(call: StorageCall, params: Params): Promise<OutsideAnswer> {
  const bucket = params['bucket'] ?? ''
  const body = bodyOf(call)
  const folder = (text(body['prefix']) ?? '').replace(/^\/+|\/+$/g, '')
  const prefix = folder === '' ? '' : `${folder}/`
  const { rows } = await asBearer(call, 'storage.object.list', query =>
    query<Stored>(`select * from storage.objects where bucket_id = $1 and starts_with(name, $2)`, [bucket, prefix]),
  )
  const search = text(body['search'])?.toLowerCase()
  const entries = new Map<string, Readonly<Record<string, unknown>>>()
  for (const row of rows) {
    const [head = '', ...deeper] = row.name.slice(prefix.length).split('/')
    if (head === '' || (search !== undefined && !head.toLowerCase().includes(search))) continue
    if (deeper.length > 0)
      entries.set(head, { name: head, id: null, updated_at: null, created_at: null, last_accessed_at: null, metadata: null })
    else
      entries.set(head, {
        name: head,
        id: row.id,
        updated_at: row.updated_at,
        created_at: row.created_at,
        last_accessed_at: row.last_accessed_at,
        metadata: row.metadata,
      })
  }
  const sort = fields(body['sortBy'])
  const by = text(sort['column']) ?? 'name'
  const value = (entry: Readonly<Record<string, unknown>>) =>
    entry[by] instanceof Date ? (entry[by] as Date).toISOString() : String(entry[by] ?? '')
  const sorted = [...entries.values()].sort((a, b) => (value(a) < value(b) ? -1 : value(a) > value(b) ? 1 : 0))
  if (sort['order'] === 'desc') sorted.reverse()
  const offset = numeric(body['offset']) ?? 0
  return json(200, sorted.slice(offset, offset + (numeric(body['limit']) ?? 100)))
}

/** DELETE /object/:bucket with `prefixes`: what the rules do not let the bearer delete is simply not among the answer. */
export async function removeMany(call: StorageCall, params: Params): Promise<OutsideAnswer> {
  const bucket = await bucketOf(call, params['bucket'] ?? '')
  return json(200, await removed(call, bucket.id, items(bodyOf(call)['prefixes']).map(String)))
}

/** DELETE /object/:bucket/*name */
export async function removeOne(call: StorageCall, params: Params): Promise<OutsideAnswer> {
  const bucket = await bucketOf(call, params['bucket'] ?? '')
  if ((await removed(call, bucket.id, [params['name'] ?? ''])).length === 0) throw missingObject()
  return json(200, { message: 'Successfully deleted' })
}

async function removed(call: StorageCall, bucket: string, names: readonly string[]): Promise<readonly Stored[]> {
  const { rows } = await asBearer(call, 'storage.object.delete_many', query =>
    query<Stored>('delete from storage.objects where bucket_id = $1 and name = any ($2) returning *', [bucket, names]),
  )
  for (const row of rows) call.place.run.state.objects.delete(`${bucket}/${row.name}`)
  return rows
}

/** POST /object/move */
export async function move(call: StorageCall): Promise<OutsideAnswer> {
  const { bucket, from, to, target } = places(call)
  const { count } = await asBearer(call, 'storage.object.move', query =>
    query('update storage.objects set name = $3, bucket_id = $4, updated_at = now() where bucket_id = $1 and name = $2', [
      bucket,
      from,
      to,
      target,
    ]),
  )
  if (count === 0) throw missingObject()
  const { objects } = call.place.run.state
  objects.set(`${target}/${to}`, objects.get(`${bucket}/${from}`) ?? new Uint8Array())
  objects.delete(`${bucket}/${from}`)
  return json(200, { message: 'Successfully moved' })
}

/** POST /object/copy */
export async function copy(call: StorageCall): Promise<OutsideAnswer> {
  const { bucket, from, to, target } = places(call)
  const row = await visible(call, bucket, from)
  const owner = text(call.who.claims['sub'])
  await asBearer(call, 'storage.object.copy', (query, catalogue) =>
    insertObject(query, catalogue, { bucket: target, name: to, owner, metadata: row.metadata }),
  )
  const { objects } = call.place.run.state
  objects.set(`${target}/${to}`, objects.get(`${bucket}/${from}`) ?? new Uint8Array())
  return json(200, { Id: row.id, Key: `${target}/${to}` })
}

function places(call: StorageCall) {
  const body = bodyOf(call)
  const bucket = text(body['bucketId'])
  const from = text(body['sourceKey'])
  const to = text(body['destinationKey'])
  if (bucket === undefined || from === undefined || to === undefined)
    throw new Refusal(400, 'Error', 'body must have bucketId, sourceKey and destinationKey')
  return { bucket, from, to: validName(to), target: text(body['destinationBucket']) ?? bucket }
}
