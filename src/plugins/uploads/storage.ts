import { definePlugin } from '../plugin.js'
import { callBacks, clientOf, inputOf, send } from '../send.js'
import { object, origin, UNDEFINED } from '../value.js'

/** Where uploaded files are kept, besides the disk and Supabase. */
export default definePlugin({
  name: 'storage',
  libraries: [
    '@vercel/blob',
    '@vercel/blob/client',
    'cloudinary',
    '@google-cloud/storage',
    '@azure/storage-blob',
    'minio',
    'uploadthing/server',
    'imagekit',
    'storage:client',
  ],
  call(call) {
    if (call.isNew) return clientOf('storage', {})
    if (call.library === '@vercel/blob')
      return /^(put|del|copy|list|head)$/.test(call.path)
        ? send(
            call,
            'storage',
            call.path,
            object([
              ['path', call.args[0] ?? UNDEFINED],
              ['file', call.args[1] ?? UNDEFINED],
              ['options', call.args[2] ?? UNDEFINED],
            ]),
          )
        : undefined
    if (/\b(config|bucket|file|blob|getContainerClient|getBlockBlobClient)$/.test(call.path)) return undefined
    const answer = /(upload\w*|save|destroy|delete\w*|putObject|fPutObject|getSignedUrl|presigned\w+|makePublic|removeObject)$/.test(
      call.method,
    )
      ? send(call, 'storage', undefined, inputOf(call.method, call.args))
      : undefined
    if (answer) callBacks(call, [origin('error', [], { at: call.at }), answer])
    return answer
  },
})
