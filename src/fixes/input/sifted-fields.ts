import { nameOf, type Node } from '#source/tree'
import { type Code, findNodes, functionAround, indentAt, statementAround, textOf } from '../code/code.js'
import { declaredIn } from '../code/names.js'
import { quoted } from '../code/style.js'
import type { Edit } from '../fix.js'
import type { WholeWrite } from './whole-write.js'

/** Fields that one list holds. */
const MOST = 20

/**
 * `const update = req.body` keeps the fields that people may edit and that were sent: an update that names all of them would clear
 * those that were left out.
 */
export function bySifting(code: Code, { call, node, name, spread }: WholeWrite, columns: readonly string[]): readonly Edit[] | undefined {
  const fn = functionAround(code, call)
  if (!fn || spread || node.type !== 'Identifier' || columns.length === 0 || columns.length > MOST) return undefined
  const [declared, ...others] = findNodes(
    code,
    one => one.type === 'VariableDeclarator' && nameOf(one.id) === name && one.init !== null,
    fn,
  )
  const statement = declared && statementAround(code, declared)
  if (!statement || others.length > 0 || declaredIn([fn]).has('editable')) return undefined
  const init = declared.init as Node
  const { semi, indent } = code.style
  const margin = indentAt(code, statement.start)
  const names = columns.map(one => quoted(code.style, one))
  const flat = `const editable = [${names.join(', ')}]${semi}`
  const list =
    margin.length + flat.length <= 80
      ? flat
      : `const editable = [\n${names.map(one => `${margin}${indent}${one}`).join(',\n')}\n${margin}]${semi}`
  const sifted = `Object.entries(${textOf(code, init)}).filter(([field]) => editable.includes(field))`
  return [
    { file: code.path, start: statement.start, end: statement.start, text: `${list}\n${margin}` },
    {
      file: code.path,
      start: init.start,
      end: init.end,
      text: `Object.fromEntries(\n${margin}${indent}${sifted}\n${margin})`,
    },
  ]
}
