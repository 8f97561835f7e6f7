import { dotted, nameOf, type Node } from '#source/tree'
import type { Source } from '#source/source'
import { type Code, findNodes, functionAround, indentAt, lineOf, openCode, textOf } from '../code/code.js'
import { defineFix, type Edit } from '../fix.js'
import { bindEach, type Piece, piecesOf, placeholderStyle, statementCall } from '../idiom/statement.js'
import { gathered } from './gathered-conditions.js'

export default defineFix({
  id: 'input/sql-injection',
  for: ['input/sql-injection'],
  title: 'Binds values to a statement instead of writing them into it',
  *patches({ finding, source }) {
    const code = openCode(source, finding.at.file)
    const edits = code && (tagged(code, finding.at.line) ?? bound(code, finding.at.line, source) ?? gathered(code, finding.at.line, source))
    if (!edits) return
    yield {
      title: 'Bind what the request sends to the statement',
      says: 'The database is given the statement and the values apart, so that no value can be read as a command.',
      edits,
      files: [],
    }
  },
})

/** Drizzle: `sql.raw(`… ${value} …`)` is `sql`… ${value} …`` by which each value is bound. */
function tagged(code: Code, line: number): readonly Edit[] | undefined {
  const call = findNodes(
    code,
    node =>
      node.type === 'CallExpression' &&
      dotted(node.callee) === 'sql.raw' &&
      (node.arguments as Node[])[0]?.type === 'TemplateLiteral' &&
      lineOf(code, node.start) <= line + 3 &&
      line <= lineOf(code, node.end),
  )[0]
  const text = (call?.arguments as Node[] | undefined)?.[0]
  const pieces = text && piecesOf(text)
  if (!call || !text || !pieces || !/drizzle-orm/.test(code.text)) return undefined
  const result = bindEach(code, pieces, value => `\${${value}}`)
  if (result === undefined) return undefined
  const margin = indentAt(code, call.start)
  const inner = indentAt(code, text.start)
  const isBroken = /\n[ \t]*$/.test(code.text.slice(call.start, text.start))
  const body = isBroken ? result.split(`\n${inner}`).join(`\n${margin}`) : result
  return [{ file: code.path, start: call.start, end: call.end, text: `sql\`${body}\`` }]
}

function bound(code: Code, line: number, source: Source): readonly Edit[] | undefined {
  const call = statementCall(code, line)
  const [first, second] = (call?.arguments as Node[] | undefined) ?? []
  if (!call || !first) return undefined
  const declared = first.type === 'Identifier' ? declaration(code, call, first.name as string) : undefined
  const text = declared ?? first
  const pieces = piecesOf(text)
  if (!pieces || !pieces.some(one => one.value)) return undefined
  const style = placeholderStyle(code, call, source)
  if (!style) return undefined
  const statement = written(code, text, pieces, style)
  if (!statement) return undefined
  const values = statement.values.join(', ')
  const edits: Edit[] = [{ file: code.path, start: text.start, end: text.end, text: statement.text }]
  if (style === 'sequelize') {
    if (second?.type !== 'ObjectExpression') return undefined
    edits.push({
      file: code.path,
      start: second.start + 1,
      end: second.start + 1,
      text: `${/^\s*\n[ \t]*/.exec(code.text.slice(second.start + 1))?.[0] ?? ' '}replacements: [${values}],`,
    })
  } else if (second && !/Function/.test(second.type)) return undefined
  else {
    const broken = /\n[ \t]*$/.exec(code.text.slice(0, first.start))?.[0] ?? ' '
    edits.push({ file: code.path, start: first.end, end: first.end, text: `,${broken}${style === 'prisma' ? values : `[${values}]`}` })
  }
  return edits
}

/** A text that is put together once, and never changed. */
function declaration(code: Code, call: Node, name: string): Node | undefined {
  const fn = functionAround(code, call)
  const found = findNodes(code, node => node.type === 'VariableDeclarator' && nameOf(node.id) === name, fn ?? code.tree)
  const isChanged = findNodes(code, node => node.type === 'AssignmentExpression' && nameOf(node.left) === name, fn ?? code.tree).length > 0
  return found.length === 1 && !isChanged ? (found[0]!.init as Node) : undefined
}

function written(
  code: Code,
  node: Node,
  pieces: readonly Piece[],
  style: string,
): { readonly text: string; readonly values: readonly string[] } | undefined {
  const values: string[] = []
  const text = bindEach(code, pieces, value => {
    values.push(value)
    return style === 'prisma' || style === 'dollar' ? `$${values.length}` : '?'
  })
  if (text === undefined) return undefined
  const isTemplate = node.type === 'TemplateLiteral'
  const mark = /^["']/.exec(textOf(code, node))?.[0] ?? code.style.quote
  return { text: isTemplate || text.includes(mark) ? `\`${text}\`` : mark + text + mark, values }
}
