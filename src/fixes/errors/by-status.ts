import { dotted, literalOf, nameOf, type Node } from '#source/tree'
import { above, type Code, findNodes, isFunction, lineOf, textOf } from '../code/code.js'
import type { Edit } from '../fix.js'

/** An error handler that has the status tells the text of what the caller did wrong, and keeps that of what broke. */
export function byStatus(code: Code, line: number): readonly Edit[] | undefined {
  const at = findNodes(code, node => lineOf(code, node.start) === line).at(-1)
  const handler = at && [...above(code, at)].find(node => isFunction(node) && (node.params as Node[]).length === 4)
  const error = handler && nameOf((handler.params as Node[])[0])
  if (!handler || !error) return undefined
  const status = findNodes(
    code,
    node =>
      node.type === 'VariableDeclarator' &&
      /^status(?:Code)?$/.test(nameOf(node.id) ?? '') &&
      new RegExp(`\\b${error}\\.status`).test(node.init ? textOf(code, node.init as Node) : ''),
    handler,
  )[0]
  const said = findNodes(
    code,
    node => node.type === 'LogicalExpression' && dotted(node.left) === `${error}.message` && typeof literalOf(node.right) === 'string',
    handler,
  )
  const [message, ...others] = said
  if (!status || !message || others.length > 0 || message.start < status.end) return undefined
  const text = `${nameOf(status.id)} < 500 ? ${textOf(code, message.left as Node)} : ${textOf(code, message.right as Node)}`
  return [{ file: code.path, start: message.start, end: message.end, text }]
}
