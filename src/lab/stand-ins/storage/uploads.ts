import type { OutsideAnswer, OutsideRequest } from '../../stand-in.js'
import { json } from '../answer.js'
import { fields, items, parseJson } from '../fields.js'
import type { StorageRun } from './state.js'

const PIXEL = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==', 'base64')

export function cloudinary(request: OutsideRequest, run: StorageRun): OutsideAnswer {
  if (request.host !== 'api.cloudinary.com') return { status: 200, headers: { 'content-type': 'image/png' }, body: PIXEL }
  const [, cloud = 'lab', kind = 'image', verb = ''] = /^\/v1_1\/([^/]+)\/(?:resources\/)?(\w+)(?:\/(\w+))?/.exec(request.path) ?? []
  if (verb === 'destroy' || request.method === 'DELETE') return json(200, { result: 'ok', deleted: {} })
  if (verb !== 'upload') return json(200, { resources: [], status: 'ok' })
  const form = request.body.toString('latin1')
  const field = (name: string) =>
    new RegExp(`name="${name}"\\r?\\n\\r?\\n([^\\r\\n]*)`).exec(form)?.[1] ?? new URLSearchParams(form).get(name) ?? undefined
  if (field('signature') === undefined && field('upload_preset') === undefined) {
    return json(401, { error: { message: 'Upload preset must be specified when using unsigned upload' } })
  }
  const id = field('public_id') ?? run.name('p', 20).slice(2)
  const name = field('folder') === undefined ? id : `${field('folder')}/${id}`
  run.state.files.set(`cloudinary/${cloud}/${name}`, { bytes: request.body, type: kind, metadata: {}, at: run.world.now().getTime() })
  const url = `res.cloudinary.com/${cloud}/${kind}/upload/v1/${name}.png`
  const size = { width: 1, height: 1, format: 'png', bytes: request.body.length, version: 1, resource_type: kind }
  return json(200, {
    asset_id: run.uuid().replaceAll('-', ''),
    public_id: name,
    secure_url: `https://${url}`,
    url: `http://${url}`,
    ...size,
  })
}

export function vercelBlob(request: OutsideRequest, run: StorageRun): OutsideAnswer {
  const isPublic = request.host.endsWith('.public.blob.vercel-storage.com')
  if (isPublic) {
    const file = run.state.files.get(`vercel-blob${decodeURIComponent(request.path)}`)
    return file
      ? { status: 200, headers: { 'content-type': file.type }, body: file.bytes }
      : json(404, { error: { code: 'not_found', message: 'The requested blob does not exist' } })
  }
  if (!request.headers['authorization'])
    return json(403, { error: { code: 'forbidden', message: 'Access denied, please provide a valid token for this resource' } })
  const path = request.path.replace(/^\/api\/blob/, '')
  const given = request.query.get('pathname') ?? decodeURIComponent(path.replace(/^\//, ''))
  const shown = (name: string) => {
    const file = run.state.files.get(`vercel-blob/${name}`)
    const url = `https://lab.public.blob.vercel-storage.com/${encodeURI(name)}`
    return {
      url,
      downloadUrl: `${url}?download=1`,
      pathname: name,
      contentType: file?.type,
      contentDisposition: 'inline',
      size: file?.bytes.length ?? 0,
      uploadedAt: new Date(file?.at ?? 0).toISOString(),
    }
  }
  if (request.method === 'PUT') {
    const suffix = request.headers['x-add-random-suffix'] === '1' ? given.replace(/(\.\w+)?$/, `-${run.name('x', 12).slice(2)}$1`) : given
    const type = request.headers['x-content-type'] ?? request.headers['content-type'] ?? 'application/octet-stream'
    run.state.files.set(`vercel-blob/${suffix}`, { bytes: request.body, type, metadata: {}, at: run.world.now().getTime() })
    return json(200, shown(suffix))
  }
  if (request.method === 'POST' && path.startsWith('/delete')) {
    for (const url of items(fields(parseJson(request.body))['urls']))
      run.state.files.delete(`vercel-blob${decodeURIComponent(new URL(String(url), 'https://x').pathname)}`)
    return json(200, null)
  }
  const names = [...run.state.files.keys()].flatMap(name => (name.startsWith('vercel-blob/') ? [name.slice('vercel-blob/'.length)] : []))
  const url = request.query.get('url')
  if (url !== null) {
    const name = decodeURIComponent(new URL(url, 'https://x').pathname.slice(1))
    return names.includes(name)
      ? json(200, shown(name))
      : json(404, { error: { code: 'not_found', message: 'The requested blob does not exist' } })
  }
  return json(200, { blobs: names.filter(name => name.startsWith(request.query.get('prefix') ?? '')).map(shown), hasMore: false })
}

export function uploadThing(request: OutsideRequest, run: StorageRun): OutsideAnswer {
  if (request.host !== 'api.uploadthing.com') {
    run.state.files.set(`uploadthing${request.path}`, {
      bytes: request.body,
      type: 'application/octet-stream',
      metadata: {},
      at: run.world.now().getTime(),
    })
    return json(200, {
      url: `https://utfs.io/f${request.path}`,
      appUrl: `https://utfs.io/a/lab${request.path}`,
      fileHash: 'lab',
      serverData: null,
    })
  }
  if (!request.headers['x-uploadthing-api-key']) return json(401, { error: 'Unauthorized' })
  const body = fields(parseJson(request.body))
  if (/\/deleteFiles$/.test(request.path))
    return json(200, { success: true, deletedCount: items(body['fileKeys'] ?? body['customIds']).length })
  if (/\/listFiles$/.test(request.path)) return json(200, { files: [], hasMore: false })
  const key = run.name('f', 32).slice(2)
  return json(200, { key, url: `https://sea1.ingest.uploadthing.com/${key}`, data: [{ key, fileUrl: `https://utfs.io/f/${key}` }] })
}
