import { nameOf as routeName } from '#model/read/route'
import { nameOf, type Node } from '#source/tree'
import { type Code, findNodes, openCode, textOf } from '../code/code.js'
import { defineFix, type Edit } from '../fix.js'
import { callerIn } from '../idiom/caller.js'
import { callNamed, holds, openHandler } from '../idiom/query.js'

export default defineFix({
  id: 'access/client-supplied-identity',
  for: ['access/client-supplied-identity'],
  title: 'Takes who the user is from the session',
  *patches({ finding, model, source }) {
    const route = model.routes.find(one => routeName(one) === finding.route)
    const handler = openHandler(route, source)
    const code = openCode(source, finding.at.file)
    const field = finding.key.split(' ').at(-1)!
    if (!handler?.fn || !code || handler.code !== code || field === 'role') return
    const caller = callerIn(handler, source)
    const call = callNamed(code, finding.at.line, /./)
    if (!caller || !call || !holds(handler, call)) return
    const column = model.tables.find(one => one.name === finding.table)?.columns.find(one => one.name === field)
    const property = findNodes(code, node => node.type === 'Property' && [field, column?.field].includes(nameOf(node)), call)[0]
    const value = property?.value as Node | undefined
    if (!property || !value || textOf(code, value).startsWith(caller.text)) return
    const key = textOf(code, property.key as Node)
    yield {
      title: `Take ${field} in ${routeName(route!)} from the session`,
      says: `\`${field}\` is the signed-in user's, whatever the request says.`,
      edits: [
        ...caller.edits,
        { file: code.path, start: property.start, end: property.end, text: `${key}: ${caller.text}` },
        ...(value.type === 'Identifier' ? unneeded(code, handler.fn, value) : []),
      ],
      files: [],
    }
  },
})

/** A name taken out of the request that nothing reads any more. */
function unneeded(code: Code, fn: Node, value: Node): readonly Edit[] {
  const name = value.name as string
  const uses = findNodes(code, node => node.type === 'Identifier' && node.name === name, fn)
  const declared = findNodes(
    code,
    node =>
      node.type === 'Property' && node.shorthand === true && code.parents.get(node)?.type === 'ObjectPattern' && nameOf(node) === name,
    fn,
  )[0]
  if (!declared || uses.some(use => (use.start < declared.start || use.end > declared.end) && use !== value && use.start !== value.start))
    return []
  const parts = code.parents.get(declared)!.properties as Node[]
  const index = parts.indexOf(declared)
  if (parts.length < 2) return []
  const [start, end] = index === 0 ? [declared.start, parts[1]!.start] : [parts[index - 1]!.end, declared.end]
  return [{ file: code.path, start, end, text: '' }]
}
