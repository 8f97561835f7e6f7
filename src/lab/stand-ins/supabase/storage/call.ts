import type { OutsideAnswer, OutsideRequest } from '../../../stand-in.js'
import { json } from '../../answer.js'
import { fields, parseJson, type Fields } from '../../fields.js'
import type { Query } from '../connection.js'
import { isServerError, NOT_EMULATED, Refusal } from '../refusal.js'
import type { Catalogue } from '../rest/schema/catalogue.js'
import type { Place } from '../state.js'
import { actAs, type Who } from '../who.js'

/** One request to the storage service. */
export interface StorageCall {
  readonly request: OutsideRequest
  readonly place: Place
  readonly who: Who
}

/** A row of `storage.buckets`. */
export interface Bucket {
  readonly id: string
  readonly name: string
  readonly owner: string | null
  readonly public: boolean
  readonly file_size_limit: string | null
  readonly allowed_mime_types: readonly string[] | null
  readonly created_at: Date
  readonly updated_at: Date
}

/** A row of `storage.objects`. */
export interface Stored {
  readonly id: string
  readonly bucket_id: string
  readonly name: string
  readonly owner: string | null
  readonly metadata: Fields | null
  readonly created_at: Date
  readonly updated_at: Date
  readonly last_accessed_at: Date
}

export const bodyOf = (call: StorageCall): Fields => fields(parseJson(call.request.body))

/** In the database as the bearer: the rules on `storage.objects` and `storage.buckets` decide. */
export function asBearer<Result>(
  call: StorageCall,
  operation: string,
  work: (query: Query, catalogue: Catalogue) => Promise<Result>,
): Promise<Result> {
  const { backend } = call.place
  return backend.withCatalogue(catalogue =>
    backend.connection.transaction(async query => {
      await actAs(query, call.who, catalogue, call.request, 'storage, public, extensions')
      await query(`select set_config('storage.operation', $1, true)`, [operation])
      return work(query, catalogue)
    }),
  )
}

/** As the service itself, for what the rules do not govern: whether a bucket is there and public, and its limits. */
export function asService<Result>(place: Place, work: (query: Query, catalogue: Catalogue) => Promise<Result>): Promise<Result> {
  return place.backend.withCatalogue(catalogue => place.backend.connection.transaction(query => work(query, catalogue)))
}

export async function bucketOf(call: Pick<StorageCall, 'place'>, id: string): Promise<Bucket> {
  const { rows } = await asService(call.place, query => query<Bucket>('select * from storage.buckets where id = $1', [id]))
  if (!rows[0]) throw new Refusal(404, 'Bucket not found', 'Bucket not found')
  return rows[0]
}

/** Most refusals are a 400 on the wire and say the true status in the body. */
export function storageError(error: unknown): OutsideAnswer {
  if (error instanceof Refusal) {
    if (error.code === NOT_EMULATED)
      return json(501, { statusCode: '501', error: NOT_EMULATED, message: error.message, code: NOT_EMULATED })
    return json(400, { statusCode: String(error.status), error: error.code, message: error.message })
  }
  if (isServerError(error)) {
    if (error.code === '42501') return json(400, { statusCode: '403', error: 'Unauthorized', message: error.message })
    if (error.code === '23505') return json(400, { statusCode: '409', error: 'Duplicate', message: 'The resource already exists' })
    if (error.code === '23503') return json(400, { statusCode: '404', error: 'Bucket not found', message: 'Bucket not found' })
    return json(500, { statusCode: '500', error: 'DatabaseError', message: error.message, code: error.code })
  }
  return json(500, { statusCode: '500', error: 'Internal', message: String(error) })
}

export const missingObject = () => new Refusal(404, 'not_found', 'Object not found')
