import { dotted, type Node } from '#source/tree'
import { type Code, findNodes, indentAt, lineOf, openCode, statementAround, textOf, tightRange } from '../code/code.js'
import { quoted } from '../code/style.js'
import { defineFix, type Edit } from '../fix.js'

export default defineFix({
  id: 'secrets/fallback-secret',
  for: ['secrets/fallback-secret'],
  title: 'Drops the value that a secret falls back to',
  *patches({ finding, source }) {
    const code = openCode(source, finding.at.file)
    const name = finding.key.slice(finding.at.file.length + 1)
    const edits = code && withoutFallback(code, name, finding.at.line)
    if (!edits) return
    yield {
      title: `Stop when ${name} is unset`,
      says: `\`${finding.at.file}\` holds no value for \`${name}\` any more, and the app says so at start when it is missing.`,
      edits,
      files: [],
      environment: { [name]: 'Make one with `openssl rand -base64 32`' },
    }
  },
})

/** Every fallback of the variable in the file goes, and one line above the first says that it has to be set. */
function withoutFallback(code: Code, name: string, line: number): readonly Edit[] | undefined {
  const read = new RegExp(`(?:^|\\.)env\\.${name}$`)
  const nodes = findNodes(
    code,
    one => one.type === 'LogicalExpression' && /^(?:\|\||\?\?)$/.test(one.operator as string) && isRead(one.left as Node),
  )
  function isRead(left: Node): boolean {
    return (
      read.test(dotted(left) ?? '') ||
      (left.type === 'CallExpression' && dotted(left.callee) === 'Deno.env.get' && textOf(code, left).includes(name))
    )
  }
  const node = nodes.find(one => covers(code, one, line))
  const statement = node && statementAround(code, nodes[0]!)
  if (!node || !statement || nodes.some(one => (one.right as Node).type === 'Identifier')) return undefined
  const text = textOf(code, node.left as Node)
  const check = `if (!${text}) throw new Error(${quoted(code.style, `${name} is not set`)})${code.style.semi}\n${indentAt(code, statement.start)}`
  return [
    { file: code.path, start: statement.start, end: statement.start, text: check },
    ...nodes.map(one => {
      const left = textOf(code, one.left as Node)
      // What the check has narrowed at the top of a file is not narrowed inside a function.
      const isSure = /\.tsx?$/.test(code.path) && ((one.left as Node).type === 'CallExpression' || statementAround(code, one) !== statement)
      const value = left + (isSure ? '!' : '')
      const { lead, ...range } = tightRange(code, one, value)
      return { file: code.path, ...range, text: lead + value }
    }),
  ]
}

const covers = (code: Code, node: Node, line: number): boolean => lineOf(code, node.start) <= line && line <= lineOf(code, node.end)
