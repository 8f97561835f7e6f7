import { dotted, nameOf, type Node } from '#source/tree'
import { callsAt, type Code, findNodes, functionAround, lineOf, textOf } from '../code/code.js'
import { documentAt } from '../idiom/document.js'
import { propertyOf } from '../idiom/query.js'

/** What is written: an identifier or a spread of one. */
export interface WholeWrite {
  readonly call: Node
  readonly name: string
  /** The identifier, or the object that spreads it. */
  readonly node: Node
  readonly spread: Node | undefined
}

/** The write at a line that is given all of what the request sent. */
export function wholeWriteAt(code: Code, line: number): WholeWrite | undefined {
  const call =
    assignedAt(code, line) ??
    documentAt(code, line) ??
    findNodes(
      code,
      node =>
        node.type === 'CallExpression' &&
        /^(?:create\w*|update\w*|upsert|insert\w*|set|values|findByIdAndUpdate|findOneAndUpdate)$/.test(nameOf(node.callee) ?? ''),
    ).find(node => lineOf(code, node.start) <= line + 6 && line <= lineOf(code, node.end))
  const [first] = (call?.arguments as Node[] | undefined) ?? []
  const data =
    (propertyOf(first, 'data')?.value as Node | undefined) ??
    (call?.arguments as Node[] | undefined)?.find(
      one =>
        (one.type === 'Identifier' && isBody(code, one, one.name as string)) ||
        /^(?:req|request)\.body$/.test(dotted(one) ?? '') ||
        (one.type === 'ObjectExpression' && (one.properties as Node[]).some(part => part.type === 'SpreadElement')),
    )
  if (!call || !data) return undefined
  if (data.type === 'Identifier' || data.type === 'MemberExpression') return { call, name: dotted(data)!, node: data, spread: undefined }
  const spread =
    data.type === 'ObjectExpression'
      ? (data.properties as Node[]).find(one => one.type === 'SpreadElement' && dotted(one.argument) !== undefined)
      : undefined
  return spread && { call, name: dotted(spread.argument)!, node: data, spread }
}

/** `Object.assign(order, req.body)`, where the line is that or `await order.save()`. */
function assignedAt(code: Code, line: number): Node | undefined {
  const calls = callsAt(code, line)
  const saved = calls.find(call => nameOf(call.callee) === 'save')
  const around = saved && functionAround(code, saved)
  const assigns = (node: Node): boolean => node.type === 'CallExpression' && dotted(node.callee) === 'Object.assign'
  const target = saved && dotted((saved.callee as Node).object)
  return (
    calls.find(assigns) ?? (around && findNodes(code, node => assigns(node) && dotted((node.arguments as Node[])[0]) === target, around)[0])
  )
}

/** The name holds what the request sent, as one object. */
function isBody(code: Code, call: Node, name: string): boolean {
  const fn = functionAround(code, call)
  return (
    fn !== undefined &&
    findNodes(
      code,
      one =>
        one.type === 'VariableDeclarator' &&
        nameOf(one.id) === name &&
        /^(?:await\s+)?\w+\.(?:body(?:\.\w+)?|json\(\))$/.test(one.init ? textOf(code, one.init as Node) : ''),
      fn,
    ).length > 0
  )
}
