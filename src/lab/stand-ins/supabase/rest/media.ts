import { Refusal } from '../refusal.js'

/** In which form the rows are answered. */
export interface Media {
  readonly kind: 'array' | 'object' | 'csv' | 'text' | 'bytes' | 'geojson'
  readonly stripNulls: boolean
  readonly type: string
}

const JSON_TYPE = 'application/json; charset=utf-8'

export function acceptedMedia(header: string | undefined): Media {
  const wanted = (header ?? '*/*').split(/,(?=\s*[\w*]+\/)/).map(text => text.trim().toLowerCase())
  for (const text of wanted) {
    const [type = ''] = text.split(';')
    const stripNulls = /nulls=stripped/.test(text)
    const kind = KINDS.get(type.trim())
    if (kind === 'array')
      return { kind, stripNulls, type: stripNulls ? 'application/vnd.pgrst.array+json;nulls=stripped; charset=utf-8' : JSON_TYPE }
    if (kind === 'object')
      return { kind, stripNulls, type: `application/vnd.pgrst.object+json${stripNulls ? ';nulls=stripped' : ''}; charset=utf-8` }
    if (kind === 'csv') return { kind, stripNulls: false, type: 'text/csv; charset=utf-8' }
    if (kind) return { kind, stripNulls: false, type: kind === 'text' ? 'text/plain; charset=utf-8' : type.trim() }
  }
  throw new Refusal(406, 'PGRST107', `None of these media types are available: ${header}`)
}

const KINDS: ReadonlyMap<string, Media['kind']> = new Map([
  ['*/*', 'array'],
  ['application/*', 'array'],
  ['application/json', 'array'],
  ['application/vnd.pgrst.array+json', 'array'],
  ['application/vnd.pgrst.array', 'array'],
  ['application/vnd.pgrst.object+json', 'object'],
  ['application/vnd.pgrst.object', 'object'],
  ['application/geo+json', 'geojson'],
  ['text/csv', 'csv'],
  ['text/plain', 'text'],
  ['application/octet-stream', 'bytes'],
])
