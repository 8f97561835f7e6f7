import { nameOf, type Node } from '#source/tree'
import { findNodes, openCode } from '../code/code.js'
import { quoted } from '../code/style.js'
import { defineFix } from '../fix.js'

export default defineFix({
  id: 'broken/unreached-middleware',
  for: ['broken/unreached-middleware'],
  title: 'Lets the middleware see the requests that it asks about',
  *patches({ finding, source }) {
    const prefix = /asks about `(\/[\w/-]+)`/.exec(finding.message)?.[1]
    const code = openCode(source, finding.at.file)
    const matcher = code && findNodes(code, node => node.type === 'Property' && nameOf(node) === 'matcher')[0]
    const list = matcher?.value as Node | undefined
    const last = list?.type === 'ArrayExpression' ? (list.elements as Node[]).at(-1) : undefined
    if (!prefix || !code || !last) return
    const line = code.text.slice(code.text.lastIndexOf('\n', last.start) + 1, last.start)
    yield {
      title: `Let the middleware see ${prefix}`,
      says: `Requests to \`${prefix}\` pass the middleware, which asks who is calling.`,
      edits: [
        {
          file: code.path,
          start: last.end,
          end: last.end,
          text: `${line.trim() === '' ? `,\n${line}` : ', '}${quoted(code.style, `${prefix}/:path*`)}`,
        },
      ],
      files: [],
    }
  },
})
