import type { Node } from '#source/tree'
import { type Code, findNodes, lineOf, textOf } from '../code/code.js'
import { defineFix } from '../fix.js'
import { htmlCleaner } from '../idiom/html-cleaner.js'
import { placesOf } from '../idiom/places.js'
import { propertyOf } from '../idiom/query.js'

export default defineFix({
  id: 'input/sanitized-html',
  for: ['input/html-injection'],
  title: 'Takes scripts out of HTML that people wrote before a page shows it',
  *patches({ finding, source }) {
    for (const { code, line } of placesOf(finding, source)) {
      if (!/\.[jt]sx$/.test(code.path) || isOnServer(code)) continue
      const html = shownAt(code, line)
      const cleaner = html && htmlCleaner(code, source)
      if (!html || !cleaner) continue
      yield {
        title: 'Show no scripts that people write',
        says: 'Text with markup keeps its markup and loses whatever could run in the browser of who looks at it.',
        edits: [...cleaner.edits, { file: code.path, start: html.start, end: html.end, text: `${cleaner.call}(${textOf(code, html)})` }],
        files: [],
        dependencies: cleaner.dependencies,
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
