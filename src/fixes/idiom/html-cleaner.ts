import type { Source } from '#source/source'
import { bindingsOf } from '../code/bindings.js'
import type { Code } from '../code/code.js'
import { importEdits } from '../code/imports.js'
import type { Edit } from '../fix.js'

/** A library that takes scripts out of HTML. */
export interface HtmlCleaner {
  readonly name: string
  /** `DOMPurify.sanitize` */
  readonly call: string
  readonly edits: readonly Edit[]
  readonly dependencies: Readonly<Record<string, string>>
}

const VERSIONS = { dompurify: '3.4.18', xss: '1.0.17' } as const

/** The app's own way to clean HTML; else DOMPurify where there always is a document, and `xss` where a server renders too, which has none. */
export function htmlCleaner(code: Code, source: Source): HtmlCleaner | undefined {
  const installed = source.packageOf(code.path)?.dependencies ?? {}
  const isServer =
    ['next', 'express', 'fastify', 'koa', 'hono'].some(name => name in installed) && !/(?:^|\/)(?:client|frontend|web)\//.test(code.path)
  const own = ['isomorphic-dompurify', 'dompurify'].find(name => name in installed && (name !== 'dompurify' || !isServer))
  const name = own ?? (isServer ? 'xss' : 'dompurify')
  const local = (own && nameUsed(source, own)) ?? (name === 'xss' ? 'xss' : 'DOMPurify')
  const bound = bindingsOf(code).get(local)
  const edits = bound && bound.from !== name ? undefined : importEdits(code, [{ name: local, kind: 'default', from: name }])
  return (
    edits && {
      name,
      call: name === 'xss' ? local : `${local}.sanitize`,
      edits,
      dependencies: name in installed ? {} : { [name]: VERSIONS[name as keyof typeof VERSIONS] },
    }
  )
}

/** How the app's other files call the library. */
function nameUsed(source: Source, from: string): string | undefined {
  for (const file of source.files) {
    const name = file.kind === 'code' && new RegExp(`import\\s+(\\w+)\\s+from\\s+["']${from}["']`).exec(file.text())?.[1]
    if (name) return name
  }
  return undefined
}
