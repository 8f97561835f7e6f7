import { createHash } from 'node:crypto'
import type { OutsideAnswer, OutsideRequest } from '../../stand-in.js'
import { plain } from '../answer.js'
import type { StorageRun } from './state.js'

const HOSTS =
  /^(?:(.+)\.)?(?:s3(?:[.-][\w-]+)*\.amazonaws\.com|[\w-]+\.r2\.cloudflarestorage\.com|[\w-]+\.digitaloceanspaces\.com|s3\.[\w-]+\.backblazeb2\.com|storage\.googleapis\.com|s3\.[\w-]+\.wasabisys\.com|fly\.storage\.tigris\.dev|t3\.storage\.dev)$/

export function isS3(host: string): boolean {
  return HOSTS.test(host)
}

/** Buckets by the words of S3, with the name in the host or in the path. */
export function s3(request: OutsideRequest, run: StorageRun): OutsideAnswer {
  const inHost = HOSTS.exec(request.host)?.[1]
  const path = decodeURIComponent(request.path).replace(/^\/+/, '')
  const bucket = inHost ?? path.split('/')[0] ?? ''
  const key = inHost === undefined ? path.split('/').slice(1).join('/') : path
  const refused = refusal(request, run)
  if (refused) return refused
  if (bucket === '') return xml(200, '<ListAllMyBucketsResult><Buckets></Buckets></ListAllMyBucketsResult>')
  if (key === '') return onBucket(request, run, bucket)
  return onFile(request, run, bucket, key)
}

/** Reads without a signature are as for a public bucket; all else is signed, and signed lately. */
function refusal({ method, query, headers }: OutsideRequest, run: StorageRun): OutsideAnswer | undefined {
  const signed = headers['authorization'] !== undefined || query.has('X-Amz-Signature') || query.has('X-Goog-Signature')
  if (!signed && method !== 'GET' && method !== 'HEAD') return failure(403, 'AccessDenied', 'Access Denied')
  const date = query.get('X-Amz-Date') ?? query.get('X-Goog-Date')
  const [, y, mo, d, h, mi, s] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(date ?? '') ?? []
  if (date === null || y === undefined) return undefined
  const from = Date.UTC(Number(y), Number(mo) - 1, Number(d), Number(h), Number(mi), Number(s))
  const seconds = Number(query.get('X-Amz-Expires') ?? query.get('X-Goog-Expires') ?? 0)
  return run.world.now().getTime() > from + seconds * 1000 ? failure(403, 'AccessDenied', 'Request has expired') : undefined
}

function onBucket({ method, query }: OutsideRequest, run: StorageRun, bucket: string): OutsideAnswer {
  if (method !== 'GET') return plain(200, '', 'application/xml')
  const prefix = query.get('prefix') ?? ''
  const rows = [...run.state.files].filter(([name]) => name.startsWith(`s3/${bucket}/${prefix}`))
  const shown = rows.map(
    ([name, file]) =>
      `<Contents><Key>${escape(name.slice(`s3/${bucket}/`.length))}</Key><LastModified>${new Date(file.at).toISOString()}</LastModified><ETag>${tag(file.bytes)}</ETag><Size>${file.bytes.length}</Size><StorageClass>STANDARD</StorageClass></Contents>`,
  )
  const head = `<Name>${escape(bucket)}</Name><Prefix>${escape(prefix)}</Prefix><KeyCount>${rows.length}</KeyCount><MaxKeys>1000</MaxKeys><IsTruncated>false</IsTruncated>`
  return xml(200, `<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${head}${shown.join('')}</ListBucketResult>`)
}

function onFile(request: OutsideRequest, run: StorageRun, bucket: string, key: string): OutsideAnswer {
  const { method, query, headers } = request
  const place = `s3/${bucket}/${key}`
  const { files, parts } = run.state
  const keep = (bytes: Buffer) => {
    const metadata = Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('x-amz-meta-')))
    files.set(place, { bytes, type: headers['content-type'] ?? 'binary/octet-stream', metadata, at: run.world.now().getTime() })
    return tag(bytes)
  }
  const upload = query.get('uploadId')
  if (method === 'POST' && query.has('uploads')) {
    const id = run.name('upload')
    parts.set(id, new Map())
    return xml(
      200,
      `<InitiateMultipartUploadResult><Bucket>${escape(bucket)}</Bucket><Key>${escape(key)}</Key><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`,
    )
  }
  if (upload !== null) {
    const known = parts.get(upload)
    if (!known) return failure(404, 'NoSuchUpload', 'The specified upload does not exist.')
    if (method === 'PUT') {
      known.set(Number(query.get('partNumber')), payload(request))
      return plain(200, '', 'application/xml', { etag: tag(payload(request)) })
    }
    parts.delete(upload)
    if (method === 'DELETE') return plain(204, '')
    const etag = keep(Buffer.concat([...known].toSorted(([a], [b]) => a - b).map(([, bytes]) => bytes)))
    return xml(
      200,
      `<CompleteMultipartUploadResult><Bucket>${escape(bucket)}</Bucket><Key>${escape(key)}</Key><ETag>${etag}</ETag></CompleteMultipartUploadResult>`,
    )
  }
  const source = headers['x-amz-copy-source']
  if (method === 'PUT' && source !== undefined) {
    const from = files.get(`s3/${decodeURIComponent(source).replace(/^\//, '')}`)
    if (!from) return failure(404, 'NoSuchKey', 'The specified key does not exist.')
    return xml(200, `<CopyObjectResult><ETag>${keep(from.bytes)}</ETag></CopyObjectResult>`)
  }
  if (method === 'PUT') return plain(200, '', 'application/xml', { etag: keep(payload(request)) })
  if (method === 'DELETE') {
    files.delete(place)
    return plain(204, '')
  }
  const file = files.get(place)
  if (!file) return method === 'HEAD' ? plain(404, '') : failure(404, 'NoSuchKey', 'The specified key does not exist.')
  const about = {
    'content-type': file.type,
    'content-length': String(file.bytes.length),
    etag: tag(file.bytes),
    'last-modified': new Date(file.at).toUTCString(),
    ...file.metadata,
  }
  return { status: 200, headers: about, body: method === 'HEAD' ? '' : file.bytes }
}

/** The SDK sends a file in signed chunks, each with its length before it. */
function payload({ headers, body }: OutsideRequest): Buffer {
  const isChunked = /aws-chunked/.test(headers['content-encoding'] ?? '') || /^STREAMING-/.test(headers['x-amz-content-sha256'] ?? '')
  if (!isChunked) return body
  const pieces: Buffer[] = []
  for (let at = 0; at < body.length;) {
    const end = body.indexOf('\r\n', at)
    const length = parseInt(body.toString('latin1', at, end), 16)
    if (end === -1 || !(length > 0)) break
    pieces.push(body.subarray(end + 2, end + 2 + length))
    at = end + 2 + length + 2
  }
  return Buffer.concat(pieces)
}

function tag(bytes: Buffer): string {
  return `"${createHash('md5').update(bytes).digest('hex')}"`
}

function xml(status: number, body: string): OutsideAnswer {
  return plain(status, `<?xml version="1.0" encoding="UTF-8"?>${body}`, 'application/xml')
}

export function failure(status: number, code: string, message: string): OutsideAnswer {
  return xml(status, `<Error><Code>${code}</Code><Message>${message}</Message><RequestId>lab</RequestId></Error>`)
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
