import { nameOf, type Node } from '#source/tree'
import { type Code, findNodes, indentAt, openCode, reindent, textOf } from '../code/code.js'
import { declaredIn, freeNames } from '../code/names.js'
import { routeNamed } from '#model/read/route'
import { defineFix, type Edit } from '../fix.js'
import { openHandler } from '../idiom/query.js'

export default defineFix({
  id: 'broken/skipped-signature',
  for: ['broken/skipped-signature'],
  title: 'Refuses a webhook whose secret is unset',
  *patches({ finding, model, source }) {
    const handler = openHandler(routeNamed(model.routes, finding.route), source)
    const code = openCode(source, finding.at.file)
    if (!handler?.fn || !code || handler.code !== code) return
    // `if (secret && !isValid(…)) return 401`
    const test = findNodes(
      code,
      node =>
        node.type === 'LogicalExpression' &&
        node.operator === '&&' &&
        code.parents.get(node)?.type === 'IfStatement' &&
        (node.left as Node).type !== 'LogicalExpression' &&
        /^!/.test(textOf(code, node.right as Node)) &&
        /verif|valid|signature|hmac|check/i.test(textOf(code, node.right as Node)),
      handler.fn,
    )[0]
    const left = test?.left as Node | undefined
    if (!test || !left || !/^(?:Identifier|MemberExpression)$/.test(left.type)) {
      for (const edits of refused(code, handler.fn))
        yield {
          title: `Refuse ${finding.route} when its secret is unset`,
          says: 'Without the secret nothing can be checked, and so nothing is believed.',
          edits,
          files: [],
        }
      return
    }
    const right = test.right as Node
    yield {
      title: `Refuse ${finding.route} when its secret is unset`,
      says: 'Without the secret nothing can be checked, and so nothing is believed.',
      edits: [{ file: code.path, start: left.start, end: right.start, text: `!${textOf(code, left)} || ` }],
      files: [],
    }
  },
})

/** `if (secret) { … return 401 }`: the same answer when there is none, and the check for everybody else. */
function* refused(code: Code, fn: Node): Iterable<readonly Edit[]> {
  const guard = findNodes(
    code,
    node =>
      node.type === 'IfStatement' &&
      !node.alternate &&
      /^(?:Identifier|MemberExpression)$/.test((node.test as Node).type) &&
      /secret|key|token/i.test(textOf(code, node.test as Node)) &&
      /signature|hmac|verif|digest/i.test(textOf(code, node.consequent as Node)),
    fn,
  )[0]
  const answers = guard && findNodes(code, node => node.type === 'ReturnStatement', guard.consequent as Node)
  const answer = answers?.length === 1 ? answers[0] : undefined
  const free = answer && freeNames([answer])
  const local = guard && declaredIn([guard.consequent as Node])
  if (!guard || !answer || !free || !local || [...free].some(name => local.has(name))) return
  const margin = indentAt(code, guard.start)
  const body = guard.consequent as Node
  const inner = body.type === 'BlockStatement' ? (body.body as Node[]) : []
  const around = declaredIn([fn])
  const first = inner[0]
  if (!first || [...local].some(name => countOf(code, fn, name) > countOf(code, body, name) && around.has(name))) return
  const refusal = `if (!${textOf(code, guard.test as Node)}) ${reindent(textOf(code, answer), indentAt(code, answer.start), margin)}`
  yield [{ file: code.path, start: guard.start, end: guard.start, text: `${refusal}\n${margin}` }]
  const kept = code.text.slice(first.start, inner.at(-1)!.end)
  const text = `${refusal}\n${margin}${reindent(kept, indentAt(code, first.start), margin)}`
  yield [{ file: code.path, start: guard.start, end: guard.end, text }]
}

/** How often a name is declared below a node. */
const countOf = (code: Code, within: Node, name: string): number =>
  findNodes(code, node => node.type === 'VariableDeclarator' && nameOf(node.id) === name, within).length
