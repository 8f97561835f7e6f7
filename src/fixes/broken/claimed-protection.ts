import type { Node } from '#source/tree'
import { type Code, findNodes, functionAround, isFunction, lineOf, openCode, textOf } from '../code/code.js'
import { defineFix } from '../fix.js'
import { htmlCleaner } from '../idiom/html-cleaner.js'

export default defineFix({
  id: 'broken/claimed-protection',
  for: ['broken/claimed-protection'],
  title: 'Lets a sanitiser do what a comment says of HTML',
  *patches({ finding, source }) {
    const code = openCode(source, finding.at.file)
    const fn = code && functionAt(code, finding.at.line)
    const answer = code && fn && answerOf(code, fn)
    if (!code || !answer || !/makes HTML harmless/.test(finding.message)) return
    const cleaner = htmlCleaner(code, source)
    if (!cleaner) return
    yield {
      title: `Clean HTML in ${finding.key.split(' ').at(-1)}`,
      says: `What people write keeps its formatting, and loses scripts, event handlers and the like: \`${cleaner.name}\` takes them out.`,
      edits: [
        ...cleaner.edits,
        { file: code.path, start: answer.start, end: answer.end, text: `${cleaner.call}(${textOf(code, answer)})` },
      ],
      files: [],
      dependencies: cleaner.dependencies,
    }
  },
})

function functionAt(code: Code, line: number): Node | undefined {
  return findNodes(code, node => isFunction(node) && lineOf(code, node.start) === line)[0]
}

/** The one value that it gives back. */
function answerOf(code: Code, fn: Node): Node | undefined {
  const body = fn.body as Node
  if (body.type !== 'BlockStatement') return body
  const returns = findNodes(code, node => node.type === 'ReturnStatement' && functionAround(code, node) === fn, body)
  return returns.length === 1 ? ((returns[0]!.argument as Node | null) ?? undefined) : undefined
}
