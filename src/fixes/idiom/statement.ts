import type { Source } from '#source/source'
import { dotted, literalOf, nameOf, type Node } from '#source/tree'
import { type Code, findNodes, lineOf, textOf } from '../code/code.js'

/** The call that sends a statement. */
export function statementCall(code: Code, line: number): Node | undefined {
  const calls = findNodes(
    code,
    node =>
      node.type === 'CallExpression' &&
      /^(?:\$queryRawUnsafe|\$executeRawUnsafe|query|execute|all|get|run|raw|unsafe|each)$/.test(nameOf(node.callee) ?? ''),
  )
  return calls.filter(node => lineOf(code, node.start) <= line + 1 && line <= lineOf(code, node.end)).at(-1)
}

/** A part of a statement's text, or a value that is written into it. */
export interface Piece {
  readonly text: string
  readonly value?: Node
}

export function piecesOf(node: Node): Piece[] | undefined {
  if (node.type === 'TemplateLiteral') {
    const values = node.expressions as Node[]
    return (node.quasis as { value: { raw: string } }[]).flatMap((one, index) => [
      { text: one.value.raw },
      ...(values[index] ? [{ text: '', value: values[index] }] : []),
    ])
  }
  if (node.type === 'BinaryExpression' && node.operator === '+') {
    const [left, right] = [piecesOf(node.left as Node), piecesOf(node.right as Node)]
    return left && right && [...left, ...right]
  }
  const literal = literalOf(node)
  return [typeof literal === 'string' ? { text: literal } : { text: '', value: node }]
}

/** How the library marks the place of a value. */
export function placeholderStyle(code: Code, call: Node, source: Source): 'prisma' | 'dollar' | 'question' | 'sequelize' | undefined {
  const method = nameOf(call.callee)!
  if (method.startsWith('$')) return 'prisma'
  const on = dotted((call.callee as Node).object) ?? ''
  if (/sequelize/i.test(on)) return 'sequelize'
  const text = code.text
  if (/mysql|sqlite|better-sqlite3/.test(text)) return 'question'
  return /["'](?:pg|postgres|@neondatabase\/serverless|@vercel\/postgres)["']|\$1\b/.test(text) || /^(?:pool|client|pg)/i.test(on)
    ? 'dollar'
    : /^(?:all|get|run|each)$/.test(method)
      ? 'question'
      : ofPackage(code, source)
}

/** `db.query`, of a file of the app's own: what the package has installed. */
function ofPackage(code: Code, source: Source): 'dollar' | 'question' | undefined {
  const installed = Object.keys(source.packageOf(code.path)?.dependencies ?? {})
  const isDollar = installed.some(name => /^(?:pg|postgres|@neondatabase\/serverless|@vercel\/postgres)$/.test(name))
  const isQuestion = installed.some(name => /^(?:mysql2?|sqlite3|better-sqlite3)$/.test(name))
  return isDollar === isQuestion ? undefined : isDollar ? 'dollar' : 'question'
}

/** The statement with a mark for each value, which takes `'value'` and `'%value%'` whole. A name of a column cannot be bound. */
export function bindEach(code: Code, pieces: readonly Piece[], mark: (value: string) => string): string | undefined {
  let text = ''
  let skip = ''
  for (const [index, piece] of pieces.entries()) {
    if (!piece.value) {
      text += skip && piece.text.startsWith(skip) ? piece.text.slice(skip.length) : piece.text
      skip = ''
      continue
    }
    const open = /'(%?)$/.exec(text)
    const close = /^(%?)'/.exec(pieces[index + 1]?.text ?? '')
    if (Boolean(open) !== Boolean(close)) return undefined
    if (!open && !/[=<>(,]\s*$|\b(?:limit|offset|i?like)\s+$/i.test(text)) return undefined
    if (open && close) {
      text = text.slice(0, -open[0].length)
      skip = close[0]
    }
    const value = textOf(code, piece.value)
    const [before, behind] = [open?.[1] ?? '', close?.[1] ?? '']
    text += mark(before || behind ? `\`${before}\${${value}}${behind}\`` : value)
  }
  return skip ? undefined : text
}
