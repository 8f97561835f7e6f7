import type { OutsideRequest } from '../../../stand-in.js'

/** A file that came in. */
export interface Upload {
  readonly bytes: Buffer
  readonly type: string
  readonly cacheControl: string
}

/** The body as it is, or the file of a form as browsers send it. */
export async function readFile(request: OutsideRequest): Promise<Upload> {
  const type = request.headers['content-type'] ?? 'application/octet-stream'
  const cache = request.headers['cache-control'] ?? 'no-cache'
  if (!type.startsWith('multipart/form-data')) return { bytes: request.body, type, cacheControl: cache }
  const form = await new Response(new Uint8Array(request.body), { headers: { 'content-type': type } }).formData()
  const seconds = form.get('cacheControl')
  const file = [...form.values()].find(value => typeof value !== 'string')
  return {
    bytes: file ? Buffer.from(await file.arrayBuffer()) : Buffer.alloc(0),
    type: file?.type || 'application/octet-stream',
    cacheControl: typeof seconds === 'string' ? `max-age=${seconds}` : cache,
  }
}
