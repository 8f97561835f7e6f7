import type { Source } from '#source/source'
import type { Node } from '#source/tree'
import { bindingsOf } from '../code/bindings.js'
import { type Code, findNodes, lineOf, textOf } from '../code/code.js'
import { importEdits } from '../code/imports.js'
import { defineFix } from '../fix.js'
import { placesOf } from '../idiom/places.js'
import { propertyOf } from '../idiom/query.js'

const VERSION = '3.4.18'

export default defineFix({
  id: 'input/sanitized-html',
  for: ['input/html-injection'],
  title: 'Takes scripts out of HTML that people wrote before a page shows it',
  *patches({ finding, source }) {
    for (const { code, line } of placesOf(finding, source)) {
      if (!/\.[jt]sx$/.test(code.path) || isOnServer(code)) continue
      const html = shownAt(code, line)
      const cleaner = html && cleanerFor(code, source)
      if (!html || !cleaner) continue
      yield {
        title: 'Show no scripts that people write',
        says: 'Text with markup keeps its markup and loses whatever could run in the browser of who looks at it.',
        edits: [...cleaner.edits, { file: code.path, start: html.start, end: html.end, text: `${cleaner.call}(${textOf(code, html)})` }],
        files: [],
        ...(cleaner.isNew && { dependencies: { dompurify: VERSION } }),
      }
      return
    }
  },
})

/** DOMPurify needs a document: a component that is drawn on the server has none. */
const isOnServer = (code: Code): boolean =>
  !/^\s*["']use client["']/.test(code.text) &&
  /(?:^|\/)(?:app|pages)\/.*(?:page|layout|_document)\.[jt]sx$/.test(code.path) &&
  /next\//.test(code.text)

/** `dangerouslySetInnerHTML={{ __html: text }}` */
function shownAt(code: Code, line: number): Node | undefined {
  const attribute = findNodes(
    code,
    node =>
      node.type === 'JSXAttribute' &&
      textOf(code, node.name as Node) === 'dangerouslySetInnerHTML' &&
      lineOf(code, node.start) <= line &&
      line <= lineOf(code, node.end),
  )[0]
  const held = ((attribute?.value as Node | undefined)?.expression as Node | undefined) ?? undefined
  const value = propertyOf(held, '__html')?.value as Node | undefined
  const inner = value?.type === 'LogicalExpression' ? (value.left as Node) : value
  return inner && /^(?:Identifier|MemberExpression|ChainExpression)$/.test(inner.type) ? value : undefined
}

interface Cleaner {
  readonly call: string
  readonly edits: NonNullable<ReturnType<typeof importEdits>>
  readonly isNew: boolean
}

/** The app's own way to clean HTML, else DOMPurify. */
function cleanerFor(code: Code, source: Source): Cleaner | undefined {
  const known = ['dompurify', 'isomorphic-dompurify'].find(
    name => source.packageOf(code.path) && name in source.packageOf(code.path)!.dependencies,
  )
  const usual = known && nameUsed(source, known)
  const name = usual ?? 'DOMPurify'
  if (!known && bindingsOf(code).has(name)) return undefined
  const edits = importEdits(code, [{ name, kind: 'default', from: known ?? 'dompurify' }])
  return edits && { call: `${name}.sanitize`, edits, isNew: known === undefined }
}

/** How the app's other files call the library. */
function nameUsed(source: Source, from: string): string | undefined {
  for (const file of source.files) {
    const name = file.kind === 'code' && new RegExp(`import\\s+(\\w+)\\s+from\\s+["']${from}["']`).exec(file.text())?.[1]
    if (name) return name
  }
  return undefined
}
