import type { Source } from '#source/source'
import { dotted, literalOf, nameOf, type Node } from '#source/tree'
import { type Code, findNodes, functionAround, indentAt, statementAround } from '../code/code.js'
import { declaredIn } from '../code/names.js'
import type { Edit } from '../fix.js'
import { bindEach, piecesOf, placeholderStyle, statementCall } from '../idiom/statement.js'

/** Conditions pushed onto a list that is joined into the statement: each value goes onto a list of values, which says its number. */
export function gathered(code: Code, line: number, source: Source): readonly Edit[] | undefined {
  const call = statementCall(code, line)
  const fn = call && functionAround(code, call)
  const [statement, given] = (call?.arguments as Node[] | undefined) ?? []
  // A `?` has no number, and a list that is there already has an order of its own.
  if (!call || !fn || !statement || given || placeholderStyle(code, call, source) !== 'dollar' || declaredIn([fn]).has('values'))
    return undefined
  // A count of the same rows is asked for with the same conditions, and needs the same values.
  if (callsBeside(code, fn, call).length > 0) return undefined
  const lists = findNodes(
    code,
    node =>
      node.type === 'VariableDeclarator' && (node.init as Node | null)?.type === 'ArrayExpression' && isJoined(code, fn, nameOf(node.id)!),
    fn,
  )
  const [list, ...others] = lists
  const name = list && nameOf(list.id)
  const own = list && statementAround(code, list)
  if (!list || !name || !own || others.length > 0 || (list.init as { elements?: unknown[] }).elements?.length) return undefined
  const pushed = findNodes(code, node => node.type === 'CallExpression' && dotted(node.callee) === `${name}.push`, fn).flatMap(
    node => node.arguments as Node[],
  )
  const edits = pushed.map(node => conditionIn(code, node))
  if (edits.length === 0 || edits.includes(undefined)) return undefined
  return [
    { file: code.path, start: own.end, end: own.end, text: `\n${indentAt(code, own.start)}const values = []${code.style.semi}` },
    ...edits.filter(edit => edit !== undefined),
    { file: code.path, start: statement.end, end: statement.end, text: ', values' },
  ]
}

/** Other statements that are put together in the function. */
const callsBeside = (code: Code, fn: Node, call: Node): readonly Node[] =>
  findNodes(
    code,
    node =>
      node.type === 'CallExpression' &&
      node !== call &&
      nameOf(node.callee) === nameOf(call.callee) &&
      literalOf((node.arguments as Node[])[0]) === undefined,
    fn,
  )

const isJoined = (code: Code, fn: Node, name: string): boolean =>
  findNodes(code, node => node.type === 'CallExpression' && dotted(node.callee) === `${name}.join`, fn).length > 0

function conditionIn(code: Code, node: Node): Edit | undefined {
  const pieces = node.type === 'TemplateLiteral' ? piecesOf(node) : undefined
  const text = pieces && bindEach(code, pieces, value => `$\${values.push(${value})}`)
  return text === undefined ? undefined : { file: code.path, start: node.start, end: node.end, text: `\`${text}\`` }
}
