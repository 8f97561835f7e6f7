import { dotted, literalOf, type Node } from '#source/tree'
import { type Code, findNodes, lineOf, openCode, statementAround, textOf } from '../code/code.js'
import { removed } from '../code/removed.js'
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
        if (!code) return []
        const edits = silenced(code, at.line)
        // Where a code is written for whoever tries the app out, nobody signs in without the line.
        return edits ?? (/one-time code/.test(finding.message) ? [] : (answersLeft(code, at.line) ?? lineGone(code, at.line) ?? []))
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
    return [removed(code, statement)]
  }
  if (inText.length > 0) return undefined
  return bad.map(one => {
    const before = given[given.indexOf(one) - 1]
    const after = given[given.indexOf(one) + 1]
    return { file: code.path, start: before?.end ?? one.start, end: before ? one.end : (after?.start ?? one.end), text: '' }
  })
}

/** `if (captured) line += JSON.stringify(captured)`: the line is logged without what was answered. */
function answersLeft(code: Code, line: number): readonly Edit[] | undefined {
  const added = findNodes(
    code,
    node =>
      node.type === 'AssignmentExpression' &&
      node.operator === '+=' &&
      lineOf(code, node.start) === line &&
      /JSON\.stringify\(/.test(textOf(code, node)),
  )[0]
  const statement = added && statementAround(code, added)
  const block = statement && code.parents.get(statement)
  const [above, isOnly] = [block && code.parents.get(block), (block?.body as Node[] | undefined)?.length === 1]
  const whole = above?.type === 'IfStatement' && isOnly && !above.alternate ? above : statement
  return whole && [removed(code, whole)]
}

/** `console.log('Seller:', seller)`: a label, and what nobody should read. */
function lineGone(code: Code, line: number): readonly Edit[] | undefined {
  const call = findNodes(
    code,
    node => node.type === 'CallExpression' && LOGS.test(dotted(node.callee) ?? '') && covers(code, node, line),
  ).at(-1)
  const statement = call && statementAround(code, call)
  const given = (call?.arguments as Node[] | undefined) ?? []
  const told = given.filter(one => literalOf(one) === undefined)
  const isAlone = statement?.type === 'ExpressionStatement' && (statement.expression as Node) === call
  // What went wrong is worth its line.
  const isFault = /\.(?:error|warn|fatal)$/.test(dotted(call?.callee) ?? '')
  return statement && isAlone && !isFault && told.length === 1 && given.length <= 2 && told[0]!.type !== 'TemplateLiteral'
    ? [removed(code, statement)]
    : undefined
}

const covers = (code: Code, node: Node, line: number): boolean => lineOf(code, node.start) <= line && line <= lineOf(code, node.end)
