import { nameOf, type Node } from '#source/tree'
import { type Code, findNodes, functionAround, indentAt, statementAround, textOf } from '../code/code.js'
import { declaredIn } from '../code/names.js'
import { quoted } from '../code/style.js'
import type { Edit } from '../fix.js'
import type { WholeWrite } from './whole-write.js'

/** Fields that one list holds. */
const MOST = 20

/**
 * What was sent keeps the fields that people may edit: an update that names all of them would clear those that were left out.
 * It is sifted where it gets its name, or where it is written.
 */
export function bySifting(code: Code, { call, node, name, spread }: WholeWrite, columns: readonly string[]): readonly Edit[] | undefined {
  const fn = functionAround(code, call)
  if (!fn || spread || columns.length === 0 || columns.length > MOST || declaredIn([fn]).has('editable')) return undefined
  const declared = findNodes(code, one => one.type === 'VariableDeclarator' && nameOf(one.id) === name && one.init !== null, fn)
  if (node.type === 'Identifier' && declared.length !== 1) return undefined
  const sent = node.type === 'Identifier' ? (declared[0]!.init as Node) : node
  const statement = statementAround(code, sent)
  if (!statement) return undefined
  const { semi, indent } = code.style
  const margin = indentAt(code, statement.start)
  const names = columns.map(one => quoted(code.style, one))
  const flat = `const editable = [${names.join(', ')}]${semi}`
  const list =
    margin.length + flat.length <= 80
      ? flat
      : `const editable = [\n${names.map(one => `${margin}${indent}${one}`).join(',\n')}\n${margin}]${semi}`
  const sifted = `Object.entries(${textOf(code, sent)}).filter(([field]) => editable.includes(field))`
  return [
    { file: code.path, start: statement.start, end: statement.start, text: `${list}\n${margin}` },
    {
      file: code.path,
      start: sent.start,
      end: sent.end,
      text: `Object.fromEntries(\n${margin}${indent}${sifted}\n${margin})`,
    },
  ]
}
