import { dotted, literalOf, type Node } from '#source/tree'
import { type Code, findNodes, lineOf, openCode, statementAround, textOf } from '../code/code.js'
import { defineFix, type Edit } from '../fix.js'

export default defineFix({
  id: 'errors/sensitive-logging',
  for: ['errors/sensitive-logging'],
  title: 'Leaves out of the log what nobody should read there',
  *patches({ finding, source }) {
    const edits = [finding.at, ...finding.trail.map(step => step.at)]
      .filter((at, index, all) => all.findIndex(one => one.file === at.file && one.line === at.line) === index)
      .flatMap(at => {
        const code = openCode(source, at.file)
        return (code && silenced(code, at.line)) ?? []
      })
    if (edits.length === 0) return
    yield {
      title: 'Keep secrets out of the log',
      says: 'The line is logged without the values that open an account.',
      edits,
      files: [],
    }
  },
})

const LOGS = /^(?:console\.\w+|(?:\w+\.)*(?:log|logger|winston|pino)(?:\.\w+)?)$/
const SECRET = /body|password|passwd|secret|token|card|cvc|cvv|api_?key|headers|credentials/i

function silenced(code: Code, line: number): readonly Edit[] | undefined {
  const call = findNodes(
    code,
    node => node.type === 'CallExpression' && LOGS.test(dotted(node.callee) ?? '') && covers(code, node, line),
  ).at(-1)
  const given = (call?.arguments as Node[] | undefined) ?? []
  const bad = given.filter(one => literalOf(one) === undefined && one.type !== 'TemplateLiteral' && SECRET.test(textOf(code, one)))
  const inText = given.filter(
    one => one.type === 'TemplateLiteral' && (one.expressions as Node[]).some(part => SECRET.test(textOf(code, part))),
  )
  const statement = call && statementAround(code, call)
  if (!call || !statement || bad.length + inText.length === 0) return undefined
  const isAlone = statement.type === 'ExpressionStatement' && (statement.expression as Node) === call
  const left = given.filter(one => !bad.includes(one) && !inText.includes(one))
  const [only] = left
  // What is left says nothing about anybody: the line goes.
  if (isAlone && (left.length === 0 || (left.length === 1 && only && /:\s*["'`]$/.test(textOf(code, only))))) {
    const end = statement.end + /^[ \t]*(?:\/\/[^\n]*)?(?:\r?\n[ \t]*)?/.exec(code.text.slice(statement.end))![0].length
    return [{ file: code.path, start: statement.start, end, text: '' }]
  }
  if (inText.length > 0) return undefined
  return bad.map(one => {
    const before = given[given.indexOf(one) - 1]
    const after = given[given.indexOf(one) + 1]
    return { file: code.path, start: before?.end ?? one.start, end: before ? one.end : (after?.start ?? one.end), text: '' }
  })
}

const covers = (code: Code, node: Node, line: number): boolean => lineOf(code, node.start) <= line && line <= lineOf(code, node.end)
