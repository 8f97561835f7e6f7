import type { OutsideAnswer } from '../../../stand-in.js'
import { json } from '../../answer.js'
import { text } from '../../fields.js'
import type { Params } from '../../route.js'
import { asBearer, asService, bucketOf, missingObject, type StorageCall, type Stored } from './call.js'
import { openSigned } from './sign.js'

/** GET /object/:bucket/*name, with or without `authenticated/` before it: what the rules let the bearer see. */
export async function download(call: StorageCall, params: Params): Promise<OutsideAnswer> {
  const bucket = await bucketOf(call, params['bucket'] ?? '')
  return bytes(call, await visible(call, bucket.id, params['name'] ?? ''))
}

/** GET /object/public/:bucket/*name: anybody, where the bucket is public. */
export async function downloadPublic(call: StorageCall, params: Params): Promise<OutsideAnswer> {
  const bucket = await bucketOf(call, params['bucket'] ?? '')
  if (!bucket.public) throw missingBucket()
  return bytes(call, await any(call, bucket.id, params['name'] ?? ''))
}

/** GET /object/sign/:bucket/*name?token=… */
export async function downloadSigned(call: StorageCall, params: Params): Promise<OutsideAnswer> {
  const [bucket, name] = [params['bucket'] ?? '', params['name'] ?? '']
  openSigned(call, `${bucket}/${name}`, 'read')
  return bytes(call, await any(call, bucket, name))
}

/** GET /object/info/:bucket/*name */
export async function info(call: StorageCall, params: Params): Promise<OutsideAnswer> {
  const bucket = await bucketOf(call, params['bucket'] ?? '')
  const open = call.request.path.includes('/info/public/') && bucket.public
  const row = open ? await any(call, bucket.id, params['name'] ?? '') : await visible(call, bucket.id, params['name'] ?? '')
  const meta = row.metadata ?? {}
  return json(200, {
    id: row.id,
    name: row.name,
    bucket_id: row.bucket_id,
    size: meta['size'],
    content_type: meta['mimetype'],
    cache_control: meta['cacheControl'],
    etag: meta['eTag'],
    metadata: {},
    last_modified: row.updated_at,
    created_at: row.created_at,
  })
}

const missingBucket = () => Object.assign(missingObject(), { code: 'Bucket not found', message: 'Bucket not found' })

export async function visible(call: StorageCall, bucket: string, name: string): Promise<Stored> {
  const { rows } = await asBearer(call, 'storage.object.get_authenticated', query =>
    query<Stored>('select * from storage.objects where bucket_id = $1 and name = $2', [bucket, name]),
  )
  if (!rows[0]) throw missingObject()
  return rows[0]
}

async function any(call: StorageCall, bucket: string, name: string): Promise<Stored> {
  const { rows } = await asService(call.place, query =>
    query<Stored>('select * from storage.objects where bucket_id = $1 and name = $2', [bucket, name]),
  )
  if (!rows[0]) throw missingObject()
  return rows[0]
}

/** A row that the app's seed put there has no bytes: it is answered empty. */
function bytes(call: StorageCall, row: Stored): OutsideAnswer {
  const body = Buffer.from(call.place.run.state.objects.get(`${row.bucket_id}/${row.name}`) ?? [])
  const as = call.request.query.get('download')
  return {
    status: 200,
    headers: {
      'content-type': text(row.metadata?.['mimetype']) ?? 'application/octet-stream',
      'cache-control': text(row.metadata?.['cacheControl']) ?? 'no-cache',
      'content-length': String(body.length),
      ...(as === null ? {} : { 'content-disposition': `attachment;${as ? ` filename=${encodeURIComponent(as)};` : ''}` }),
    },
    body: call.request.method === 'HEAD' ? '' : body,
  }
}
