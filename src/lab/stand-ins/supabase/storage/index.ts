import type { OutsideAnswer, OutsideRequest } from '../../../stand-in.js'
import { matchRoute, type Params } from '../../route.js'
import { notEmulated } from '../refusal.js'
import type { Place } from '../state.js'
import type { Who } from '../who.js'
import { changeBucket, createBucket, deleteBucket, emptyBucket, listBuckets, oneBucket } from './buckets.js'
import { type StorageCall, storageError } from './call.js'
import { download, downloadPublic, downloadSigned, info } from './download.js'
import { copy, list, move, removeMany, removeOne } from './objects.js'
import { signMany, signOne, signUpload } from './sign.js'
import { upload, uploadSigned } from './upload.js'

type Handler = (call: StorageCall, params: Params) => Promise<OutsideAnswer>

/** The first that fits; names of one part stand before names of any length. */
const ROUTES: readonly (readonly [string, Handler])[] = [
  ['GET /bucket', listBuckets],
  ['POST /bucket', createBucket],
  ['GET /bucket/:bucket', oneBucket],
  ['PUT /bucket/:bucket', changeBucket],
  ['DELETE /bucket/:bucket', deleteBucket],
  ['POST /bucket/:bucket/empty', emptyBucket],
  ['POST /object/list/:bucket', list],
  ['POST /object/move', move],
  ['POST /object/copy', copy],
  ['POST /object/upload/sign/:bucket/*name', signUpload],
  ['PUT /object/upload/sign/:bucket/*name', uploadSigned],
  ['POST /object/sign/:bucket', signMany],
  ['POST /object/sign/:bucket/*name', signOne],
  ['GET /object/sign/:bucket/*name', downloadSigned],
  ['GET /render/image/sign/:bucket/*name', downloadSigned],
  ['GET /object/public/:bucket/*name', downloadPublic],
  ['GET /render/image/public/:bucket/*name', downloadPublic],
  ['GET /object/info/public/:bucket/*name', info],
  ['GET /object/info/authenticated/:bucket/*name', info],
  ['GET /object/info/:bucket/*name', info],
  ['GET /object/authenticated/:bucket/*name', download],
  ['GET /render/image/authenticated/:bucket/*name', download],
  ['GET /object/:bucket/*name', download],
  ['DELETE /object/:bucket', removeMany],
  ['DELETE /object/:bucket/*name', removeOne],
  ['POST /object/:bucket/*name', upload],
  ['PUT /object/:bucket/*name', upload],
]

/** Everything under `/storage/v1`. */
export async function storage(request: OutsideRequest, who: Who, place: Place): Promise<OutsideAnswer> {
  const path = request.path.replace(/^\/storage\/v1/, '') || '/'
  const method = request.method === 'HEAD' ? 'GET' : request.method
  try {
    for (const [pattern, handler] of ROUTES) {
      const params = matchRoute(pattern, method, path)
      if (params) return await handler({ request, who, place }, params)
    }
    throw notEmulated(`${request.method} /storage/v1${path}`)
  } catch (error) {
    return storageError(error)
  }
}
