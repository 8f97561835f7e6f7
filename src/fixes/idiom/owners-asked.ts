import type { Source } from '#source/source'
import type { Table } from '#database/catalogue'
import { dotted, nameOf, type Node } from '#source/tree'
import { type Code, findNodes, functionAround, openCode, textOf } from '../code/code.js'

/**
 * Fields of a row that the app compares with the caller before it lets them at it: `booking.user.toString() !== req.user &&
 * booking.owner.toString() !== req.user`. The widest that is asked in the same file, else anywhere: who may change a row may see it.
 */
export function ownersAsked(near: Code, table: Table, caller: string, source: Source): readonly string[] {
  const others = source.files.filter(file => file.kind === 'code' && file.path !== near.path && namesIn(table, file.text()))
  const inFile = widest(near, table, caller)
  if (inFile.length > 0) return inFile
  return others.map(file => widest(openCode(source, file.path), table, caller)).reduce((a, b) => (b.length > a.length ? b : a), [])
}

const namesIn = (table: Table, text: string): boolean => table.aliases.some(alias => text.includes(alias))

function widest(code: Code | undefined, table: Table, caller: string): readonly string[] {
  const tests = code ? findNodes(code, node => node.type === 'IfStatement').map(node => node.test as Node) : []
  return tests.map(test => fieldsAsked(code!, test, table, caller) ?? []).reduce((a, b) => (b.length > a.length ? b : a), [])
}

/** Every part of the test compares a field of one row with the caller, and refuses where none is theirs. */
function fieldsAsked(code: Code, test: Node, table: Table, caller: string): readonly string[] | undefined {
  const parts = conjuncts(test)
  const fields = parts.flatMap(part => {
    const isUnequal = part.type === 'BinaryExpression' && /^!==?$/.test(part.operator as string)
    const isCaller = isUnequal && textOf(code, part.right as Node).replace(/\.toString\(\)$/, '') === caller
    const path = isCaller ? (rowField(part.left as Node) ?? '').split('.') : []
    return path.length === 2 && isRowOf(code, part, path[0]!, table) ? [path[1]!] : []
  })
  return fields.length === parts.length && fields.every(field => table.columns.some(one => one.field === field)) ? fields : undefined
}

/** `booking.user` of `booking.user.toString()`, and of `String(booking.user)`. */
function rowField(node: Node): string | undefined {
  if (node.type !== 'CallExpression') return dotted(node)
  const callee = node.callee as Node
  if (nameOf(callee) === 'toString') return dotted(callee.object)
  return dotted(callee) === 'String' ? dotted((node.arguments as Node[])[0]) : undefined
}

/** `const booking = await Booking.findById(id)` above. */
function isRowOf(code: Code, use: Node, name: string, table: Table): boolean {
  const fn = functionAround(code, use)
  const declared =
    fn && findNodes(code, node => node.type === 'VariableDeclarator' && nameOf(node.id) === name && node.init !== null, fn)[0]
  const model = declared && /^await\s+(\w+)\.find(?:ById|One)\(/.exec(textOf(code, declared.init as Node))?.[1]
  return model !== undefined && table.aliases.includes(model)
}

const conjuncts = (node: Node): readonly Node[] =>
  node.type === 'LogicalExpression' && node.operator === '&&' ? [...conjuncts(node.left as Node), ...conjuncts(node.right as Node)] : [node]
