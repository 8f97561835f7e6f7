import { nameOf, type Node } from '#source/tree'
import { type Code, findNodes, functionAround, indentAt, lineOf, openCode, statementAround, textOf } from '../code/code.js'
import { camel, declaredIn } from '../code/names.js'
import { defineFix, type Edit } from '../fix.js'

export default defineFix({
  id: 'money/swallowed-error',
  for: ['money/swallowed-error'],
  title: 'Throws an error on that was swallowed where money moves',
  *patches({ finding, source }) {
    const code = openCode(source, finding.at.file)
    const edits = code && (/never looks at the error/.test(finding.message) ? looked(code, finding.at.line) : thrown(code, finding.at.line))
    if (!edits) return
    yield {
      title: `Stop when ${finding.route ?? 'the payment'} fails halfway`,
      says: 'A failure reaches whoever called, so that nothing is recorded that did not happen.',
      edits,
      files: [],
    }
  },
})

/** `catch (error) { console.error(error) }`: logged, and thrown on. */
function thrown(code: Code, line: number): readonly Edit[] | undefined {
  const clause = findNodes(
    code,
    node => node.type === 'CatchClause' && lineOf(code, node.start) <= line && line <= lineOf(code, node.end),
  ).at(-1)
  const name = nameOf(clause?.param)
  const body = clause?.body as Node | undefined
  const last = (body?.body as Node[] | undefined)?.at(-1)
  if (!clause || !name || !last || /^(?:Return|Throw|Continue|Break)Statement$/.test(last.type)) return undefined
  return [{ file: code.path, start: last.end, end: last.end, text: `\n${indentAt(code, last.start)}throw ${name}${code.style.semi}` }]
}

/** `await supabase.from('orders').insert(…)`: its error is read. */
function looked(code: Code, line: number): readonly Edit[] | undefined {
  const awaited = findNodes(
    code,
    node => node.type === 'AwaitExpression' && lineOf(code, node.start) <= line && line <= lineOf(code, node.end),
  ).at(-1)
  const statement = awaited && statementAround(code, awaited)
  const fn = awaited && functionAround(code, awaited)
  if (!awaited || !statement || !fn) return undefined
  const table = /from\(\s*["'`](\w+)["'`]/.exec(textOf(code, awaited))?.[1]
  const names = declaredIn([fn])
  const name = names.has('error') && table ? `${camel(table)}Error` : 'error'
  if (names.has(name)) return undefined
  const given = name === 'error' ? 'error' : `error: ${name}`
  const after: Edit = {
    file: code.path,
    start: statement.end,
    end: statement.end,
    text: `\n${indentAt(code, statement.start)}if (${name}) throw ${name}${code.style.semi}`,
  }
  if (statement.type === 'ExpressionStatement' && statement.expression === awaited)
    return [{ file: code.path, start: statement.start, end: statement.start, text: `const { ${given} } = ` }, after]
  const [one, ...others] = (statement.declarations as Node[] | undefined) ?? []
  const id = one?.id as Node | undefined
  if (others.length > 0 || one?.init !== awaited || id?.type !== 'ObjectPattern') return undefined
  const last = (id.properties as Node[]).at(-1)
  return last && [{ file: code.path, start: last.end, end: last.end, text: `, ${given}` }, after]
}
