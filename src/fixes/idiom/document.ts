import { dotted, nameOf, type Node } from '#source/tree'
import { callsAt, type Code, findNodes, functionAround } from '../code/code.js'

/** `const order = new Order(req.body)`, where the line says `await order.save()`, or is that of the document itself. */
export function documentAt(code: Code, line: number): Node | undefined {
  const isDocument = (node: Node): boolean => node.type === 'NewExpression' && /^[A-Z]/.test(nameOf(node.callee) ?? '')
  const saved = callsAt(code, line).find(call => nameOf(call.callee) === 'save')
  const name = saved && dotted((saved.callee as Node).object)
  const around = saved && functionAround(code, saved)
  const declared =
    around && findNodes(code, node => node.type === 'VariableDeclarator' && nameOf(node.id) === name && node.init !== null, around).at(-1)
  return declared ? findNodes(code, isDocument, declared)[0] : callsAt(code, line).find(isDocument)
}
