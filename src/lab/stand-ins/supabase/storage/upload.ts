import { createHash } from 'node:crypto'
import type { OutsideAnswer } from '../../../stand-in.js'
import { json } from '../../answer.js'
import { text, type Fields } from '../../fields.js'
import type { Params } from '../../route.js'
import { Refusal } from '../refusal.js'
import { asBearer, asService, type Bucket, bucketOf, type StorageCall } from './call.js'
import { readFile, type Upload } from './form.js'
import { insertObject } from './rows.js'
import { openSigned } from './sign.js'

const MOST = 50 * 1024 * 1024

/** POST /object/:bucket/*name (new, or in place of one with `x-upsert`) and PUT (in place of one). */
export async function upload(call: StorageCall, params: Params): Promise<OutsideAnswer> {
  const bucket = await bucketOf(call, params['bucket'] ?? '')
  const name = validName(params['name'] ?? '')
  const file = await readFile(call.request)
  requireFit(bucket, file)
  const replaces = call.request.method === 'PUT'
  const upsert = call.request.headers['x-upsert'] === 'true'
  const owner = text(call.who.claims['sub'])
  const metadata = metadataOf(call, file)
  const id = await asBearer(call, replaces ? 'storage.object.upload_update' : 'storage.object.upload', async (query, catalogue) => {
    if (!replaces) {
      await insertObject(query, catalogue, { bucket: bucket.id, name, owner, metadata }, upsert)
      return undefined
    }
    const { rows } = await query<{ id: string }>(
      'update storage.objects set metadata = $3, updated_at = now() where bucket_id = $1 and name = $2 returning id',
      [bucket.id, name, JSON.stringify(metadata)],
    )
    if (!rows[0]) throw new Refusal(404, 'not_found', 'Object not found')
    return rows[0].id
  })
  return kept(call, bucket.id, name, file, id)
}

/** PUT /object/upload/sign/:bucket/*name?token=…: the rules were asked when the address was signed. */
export async function uploadSigned(call: StorageCall, params: Params): Promise<OutsideAnswer> {
  const bucket = await bucketOf(call, params['bucket'] ?? '')
  const name = validName(params['name'] ?? '')
  const claims = openSigned(call, `${bucket.id}/${name}`, 'upload')
  const file = await readFile(call.request)
  requireFit(bucket, file)
  const row = { bucket: bucket.id, name, owner: text(claims['owner']), metadata: metadataOf(call, file) }
  await asService(call.place, (query, catalogue) => insertObject(query, catalogue, row, claims['upsert'] === true))
  return kept(call, bucket.id, name, file, undefined)
}

async function kept(call: StorageCall, bucket: string, name: string, file: Upload, id: string | undefined): Promise<OutsideAnswer> {
  const { rows } = await asService(call.place, query =>
    query<{ id: string }>('select id from storage.objects where bucket_id = $1 and name = $2', [bucket, name]),
  )
  call.place.run.state.objects.set(`${bucket}/${name}`, file.bytes)
  return json(200, { Id: id ?? rows[0]?.id, Key: `${bucket}/${name}` })
}

function metadataOf(call: StorageCall, file: Upload): Fields {
  const now = call.place.world.now().toISOString()
  return {
    eTag: `"${createHash('md5').update(file.bytes).digest('hex')}"`,
    size: file.bytes.length,
    mimetype: file.type,
    cacheControl: file.cacheControl,
    lastModified: now,
    contentLength: file.bytes.length,
    httpStatusCode: 200,
  }
}

/** Source: https://github.com/supabase/storage, `isValidKey`. */
export function validName(name: string): string {
  if (!/^(?:\w|\/|!|-|\.|\*|'|\(|\)| |&|\$|@|=|;|:|\+|,|\?)+$/.test(name)) throw new Refusal(400, 'InvalidKey', `Invalid key: ${name}`)
  return name
}

function requireFit(bucket: Bucket, file: Upload): void {
  const most = bucket.file_size_limit === null ? MOST : Number(bucket.file_size_limit)
  if (file.bytes.length > most) throw new Refusal(413, 'Payload too large', 'The object exceeded the maximum allowed size')
  const allowed = bucket.allowed_mime_types
  if (!allowed || allowed.length === 0) return
  const type = file.type.split(';')[0]?.trim().toLowerCase() ?? ''
  const fits = allowed.some(
    each => each === '*/*' || each.toLowerCase() === type || (each.endsWith('/*') && type.startsWith(each.slice(0, -1).toLowerCase())),
  )
  if (!fits) throw new Refusal(415, 'invalid_mime_type', `mime type ${type} is not supported`)
}
