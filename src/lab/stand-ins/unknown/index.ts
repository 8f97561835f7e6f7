import { json, plain } from '../answer.js'
import { defineStandIn } from '../define.js'

const FONT = /^fonts\.(gstatic|bunny)\./
const PIXEL = Buffer.from('R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==', 'base64')

/** Everybody else: fonts for builds, pictures, and an answer that offends nobody. It keeps nothing; the lab records the call. */
export const unknown = defineStandIn<Record<string, never>>({
  name: 'unknown',
  hosts: () => true,
  start: () => ({}),
  answer({ host, path, query, method }) {
    if (host === 'fonts.googleapis.com' || host === 'fonts.bunny.net') return plain(200, faces(query), 'text/css')
    if (FONT.test(host)) return { status: 200, headers: { 'content-type': 'font/woff2' }, body: Buffer.from('wOF2lab') }
    if (/\.(png|jpe?g|gif|webp|ico|svg)$/i.test(path)) return { status: 200, headers: { 'content-type': 'image/gif' }, body: PIXEL }
    if (/\.m?js$/i.test(path)) return plain(200, '', 'text/javascript')
    if (/\.css$/i.test(path)) return plain(200, '', 'text/css')
    return json(
      200,
      method === 'GET' && /s$/.test(path) ? { lab: true, data: [] } : { lab: true, id: 'lab', ok: true, success: true, status: 'ok' },
    )
  },
  failure: () => json(500, { error: 'Internal Server Error' }),
  controls: {},
})

/** A face for each family that is asked for, in the form in which builds look for it. */
function faces(query: URLSearchParams): string {
  return query
    .getAll('family')
    .map(family => family.split(':')[0] ?? family)
    .map(
      name =>
        `/* latin */\n@font-face{font-family:'${name}';font-style:normal;font-weight:100 900;font-display:swap;src:url(https://fonts.gstatic.com/s/lab/${encodeURIComponent(name)}.woff2) format('woff2');unicode-range:U+0000-00FF}`,
    )
    .join('\n')
}
