import { dotted, nameOf, type Node } from '#source/tree'
import { callsAt, type Code, findNodes, textOf } from '../code/code.js'
import { defineFix, type Edit } from '../fix.js'
import { placesOf } from '../idiom/places.js'

const READS = /^(?:find\w*|countDocuments|exists|distinct|update\w*|delete\w*|replaceOne)$/

export default defineFix({
  id: 'input/nosql-injection',
  for: ['input/nosql-injection'],
  title: 'Makes a text of what a Mongo query compares',
  *patches({ finding, source }) {
    const column = finding.key.split(' ').at(-1)!
    for (const { code, line } of placesOf(finding, source)) {
      const value = callsAt(code, line).flatMap(call => comparedIn(code, call, column) ?? [])[0]
      if (!value) continue
      yield {
        title: `Compare ${column} in ${finding.route ?? 'the query'} with a text only`,
        says: `\`${column}\` is compared with the text that was sent: an operator such as \`{ "$ne": null }\` finds nothing.`,
        edits: [asText(code, value)],
        files: [],
      }
      return
    }
  },
})

/** The value that a query compares a field with: `findOne({ email })`, `findById(req.body.id)`. */
function comparedIn(code: Code, call: Node, column: string): Node | undefined {
  const method = nameOf(call.callee) ?? ''
  const [first] = call.arguments as Node[]
  if (!READS.test(method) || !first) return undefined
  if (/ById/.test(method)) return column === '_id' && isPlain(first) ? first : undefined
  const property = findNodes(
    code,
    node => node.type === 'Property' && nameOf(node) === column && code.parents.get(node)?.type === 'ObjectExpression',
    first,
  )[0]
  return property && isPlain(property.value as Node) ? property : undefined
}

const isPlain = (value: Node): boolean => dotted(value) !== undefined

function asText(code: Code, node: Node): Edit {
  const value = node.type === 'Property' ? (node.value as Node) : node
  const text = `String(${textOf(code, value)})`
  return node.shorthand === true
    ? { file: code.path, start: node.start, end: node.end, text: `${nameOf(node)}: ${text}` }
    : { file: code.path, start: value.start, end: value.end, text }
}
