import { dotted, literalOf, nameOf, type Node } from '#source/tree'
import { bindingsOf } from '../code/bindings.js'
import { callsAt, type Code, findNodes, textOf } from '../code/code.js'
import { removed } from '../code/removed.js'
import { defineFix, type Edit } from '../fix.js'
import { placesOf } from '../idiom/places.js'

export default defineFix({
  id: 'input/plain-data',
  for: ['input/code-injection'],
  title: 'Reads JSON without functions in it, and XML without its entities',
  *patches({ finding, source }) {
    for (const { code, line } of placesOf(finding, source)) {
      const parsed = asJson(code, line)
      const closed = parsed ? undefined : withoutEntities(code, line)
      const edits = parsed ?? closed
      if (!edits) continue
      yield {
        title: `Read what ${finding.route ?? code.path} is sent as data`,
        says: parsed
          ? 'It is read as JSON, in which nothing can be run.'
          : 'The XML is read without what its entities name: no file of the server becomes part of it.',
        edits,
        files: [],
      }
      return
    }
  },
})

/** What `node-serialize` writes is JSON, but for functions, which it runs. https://www.cve.org/CVERecord?id=CVE-2017-5941 */
function asJson(code: Code, line: number): readonly Edit[] | undefined {
  const call = callsAt(code, line).find(node => nameOf(node.callee) === 'unserialize' && (node.arguments as Node[]).length === 1)
  const callee = call?.callee as Node | undefined
  const name = callee && dotted(callee)?.split('.')[0]
  if (!callee || !name || !isOf(code, name, 'node-serialize')) return undefined
  const uses = findNodes(code, node => node.type === 'Identifier' && node.name === name)
  const made = uses.length === 2 ? bindingsOf(code).get(name)?.node : undefined
  const isAlone = made && ((made.specifiers ?? made.declarations) as Node[]).length === 1
  return [{ file: code.path, start: callee.start, end: callee.end, text: 'JSON.parse' }, ...(made && isAlone ? [removed(code, made)] : [])]
}

/** Whether a name is a package, imported at the top or where it is used. */
const isOf = (code: Code, name: string, from: string): boolean =>
  bindingsOf(code).get(name)?.from === from ||
  findNodes(code, node => node.type === 'VariableDeclarator' && nameOf(node.id) === name).some(node => {
    const init = node.init as Node | null
    return init?.type === 'CallExpression' && nameOf(init.callee) === 'require' && literalOf((init.arguments as Node[])[0]) === from
  })

/** `{ noent: true }` puts what an entity names in its place, a file too. https://github.com/libxmljs/libxmljs/wiki#parser-options */
function withoutEntities(code: Code, line: number): readonly Edit[] | undefined {
  const call = callsAt(code, line).find(node => /^parseXml(?:String)?$/.test(nameOf(node.callee) ?? ''))
  const [text, options] = (call?.arguments as Node[] | undefined) ?? []
  if (!text || options?.type !== 'ObjectExpression') return undefined
  const parts = options.properties as Node[]
  const open = parts.filter(
    one =>
      one.type === 'Property' && /^(?:noent|dtdload|dtdattr|dtdvalid)$/.test(nameOf(one) ?? '') && literalOf(one.value as Node) !== false,
  )
  if (open.length === 0) return undefined
  const left = parts.filter(one => !open.includes(one)).map(one => textOf(code, one))
  return [{ file: code.path, start: text.end, end: options.end, text: left.length > 0 ? `, { ${left.join(', ')} }` : '' }]
}
