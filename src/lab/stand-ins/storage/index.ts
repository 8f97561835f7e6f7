import { json } from '../answer.js'
import { defineStandIn } from '../define.js'
import { failure, isS3, s3 } from './s3.js'
import type { StorageState } from './state.js'
import { cloudinary, uploadThing, vercelBlob } from './uploads.js'

const CLOUDINARY = /^(api|res)\.cloudinary\.com$/
const BLOB = /(^|\.)blob\.vercel-storage\.com$/
const THING = /^(api\.uploadthing\.com|[\w-]+\.ingest\.uploadthing\.com)$/

/** Files: S3 and what speaks like it, Cloudinary, Vercel Blob, UploadThing. Commands: `list` (names, types, sizes), `read` ({name}). */
export const storage = defineStandIn<StorageState>({
  name: 'storage',
  hosts: host => isS3(host) || CLOUDINARY.test(host) || BLOB.test(host) || THING.test(host),
  start: () => ({ files: new Map(), parts: new Map() }),
  answer(request, run) {
    if (CLOUDINARY.test(request.host)) return cloudinary(request, run)
    if (BLOB.test(request.host)) return vercelBlob(request, run)
    return THING.test(request.host) ? uploadThing(request, run) : s3(request, run)
  },
  failure: request =>
    isS3(request.host)
      ? failure(503, 'SlowDown', 'Please reduce your request rate.')
      : json(500, { error: { code: 'internal_server_error', message: 'Internal Server Error' } }),
  controls: {
    list: (_input, run) => [...run.state.files].map(([name, file]) => ({ name, type: file.type, size: file.bytes.length })),
    read: (input, run) => run.state.files.get(String(input['name']))?.bytes.toString('base64') ?? null,
  },
})
