import type { OutsideAnswer } from '../../../stand-in.js'
import { json } from '../../answer.js'
import { items, numeric, text } from '../../fields.js'
import type { Params } from '../../route.js'
import { type Claims, sign, verify } from '../jwt.js'
import { Refusal } from '../refusal.js'
import { asBearer, bodyOf, bucketOf, missingObject, type StorageCall } from './call.js'
import { insertObject } from './rows.js'

/** POST /object/sign/:bucket/*name */
export async function signOne(call: StorageCall, params: Params): Promise<OutsideAnswer> {
  const bucket = await bucketOf(call, params['bucket'] ?? '')
  const [signed] = await signatures(call, bucket.id, [params['name'] ?? ''], numeric(bodyOf(call)['expiresIn']) ?? 60)
  if (!signed?.signedURL) throw missingObject()
  return json(200, { signedURL: signed.signedURL })
}

/** POST /object/sign/:bucket */
export async function signMany(call: StorageCall, params: Params): Promise<OutsideAnswer> {
  const bucket = await bucketOf(call, params['bucket'] ?? '')
  const body = bodyOf(call)
  return json(200, await signatures(call, bucket.id, items(body['paths']).map(String), numeric(body['expiresIn']) ?? 60))
}

async function signatures(call: StorageCall, bucket: string, names: readonly string[], seconds: number) {
  const { rows } = await asBearer(call, 'storage.object.sign', query =>
    query<{ name: string }>('select name from storage.objects where bucket_id = $1 and name = any ($2)', [bucket, names]),
  )
  const seen = new Set(rows.map(row => row.name))
  return names.map(name => {
    if (!seen.has(name)) return { error: 'Either the object does not exist or you do not have access to it', path: name, signedURL: null }
    const path = `${bucket}/${name}`
    return {
      error: null,
      path: name,
      signedURL: `/object/sign/${encodeURI(path)}?token=${token(call, { url: path, for: 'read' }, seconds)}`,
    }
  })
}

/** POST /object/upload/sign/:bucket/*name: whether the bearer could write it is asked now, and undone. */
export async function signUpload(call: StorageCall, params: Params): Promise<OutsideAnswer> {
  const bucket = await bucketOf(call, params['bucket'] ?? '')
  const name = params['name'] ?? ''
  const upsert = call.request.headers['x-upsert'] === 'true'
  const owner = text(call.who.claims['sub'])
  await asBearer(call, 'storage.object.upload_signed', async (query, catalogue) => {
    await query('savepoint trial')
    await insertObject(query, catalogue, { bucket: bucket.id, name, owner }, upsert)
    await query('rollback to savepoint trial')
  })
  const path = `${bucket.id}/${name}`
  const made = token(call, { url: path, for: 'upload', upsert, ...(owner === undefined ? {} : { owner }) }, 7200)
  return json(200, { url: `/object/upload/sign/${encodeURI(path)}?token=${made}`, token: made })
}

const token = (call: StorageCall, claims: Claims, seconds: number) => {
  const now = call.place.run.seconds()
  return sign({ ...claims, iat: now, exp: now + seconds }, `${call.place.project.jwtSecret}:storage`)
}

/** What a signed address says, if it is for this object and not too old. */
export function openSigned(call: StorageCall, path: string, purpose: 'read' | 'upload'): Claims {
  const given = call.request.query.get('token')
  if (!given) throw new Refusal(400, 'Error', `querystring must have required property 'token'`)
  const claims = verify(given, `${call.place.project.jwtSecret}:storage`, call.place.run.seconds())
  if (claims === 'expired') throw new Refusal(400, 'InvalidJWT', '"exp" claim timestamp check failed')
  if (typeof claims === 'string') throw new Refusal(400, 'InvalidJWT', 'signature verification failed')
  if (claims['url'] !== path || claims['for'] !== purpose) throw new Refusal(400, 'InvalidSignature', 'Invalid signature')
  return claims
}
