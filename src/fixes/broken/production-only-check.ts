import { nameOf as routeName } from '#model/read/route'
import { nameOf, type Node } from '#source/tree'
import { aboveComments, type Code, findNodes, indentAt, reindent, textOf } from '../code/code.js'
import { declaredIn } from '../code/names.js'
import { defineFix, type Edit } from '../fix.js'
import { openHandler } from '../idiom/query.js'

/** What tells a developer's machine from production, by its name or by what it is compared with. */
const STAGE = /\b(?:is_?)?(?:dev|development|prod|production|local)\w*\b|NODE_ENV|APP_ENV|ENVIRONMENT/i

export default defineFix({
  id: 'broken/production-only-check',
  for: ['broken/dev-mode-grant'],
  title: 'Asks for the role everywhere, not only where a setting says production',
  *patches({ finding, model, source }) {
    const handler = openHandler(
      model.routes.find(one => routeName(one) === finding.route),
      source,
    )
    const edits = handler?.fn && unwrapped(handler.code, handler.fn)
    if (!edits) return
    yield {
      title: `Ask for the role in ${finding.route} everywhere`,
      says: `\`${finding.route}\` asks for the role whatever the environment is called: a missing setting opens nothing. Give yourself the role on your own machine.`,
      edits,
      files: [],
    }
  },
})

/** `if (!isDev) { await requireRole(…) }`: what it does, without the condition. */
function unwrapped(code: Code, fn: Node): readonly Edit[] | undefined {
  const found = findNodes(
    code,
    node =>
      node.type === 'IfStatement' &&
      !node.alternate &&
      STAGE.test(textOf(code, node.test as Node)) &&
      /require|role|admin|permission|authori[sz]e|guard|\b40[13]\b/i.test(textOf(code, node.consequent as Node)) &&
      code.parents.get(node)?.type === 'BlockStatement',
    fn,
  )
  const [guard, ...others] = found
  if (!guard || others.length > 0) return undefined
  const body = guard.consequent as Node
  const inner = body.type === 'BlockStatement' ? (body.body as Node[]) : [body]
  const [first, last] = [inner[0], inner.at(-1)]
  const block = code.parents.get(guard)!
  const around = declaredIn((block.body as Node[]).filter(one => one !== guard))
  // A condition that asks for more than the stage is one of its own; names may not meet others.
  if (!first || !last || (guard.test as Node).type === 'LogicalExpression' || [...declaredIn(inner)].some(name => around.has(name)))
    return undefined
  const margin = indentAt(code, guard.start)
  const text = reindent(code.text.slice(first.start, last.end), indentAt(code, first.start), margin)
  const flag = unread(code, fn, guard)
  return [...(flag ? [flag] : []), { file: code.path, start: flag ? flag.end : guard.start, end: guard.end, text: flag ? text : text }]
}

/** The flag that nothing else reads, with the comment that speaks of it, where it stands right above. */
function unread(code: Code, fn: Node, guard: Node): Edit | undefined {
  const name = findNodes(code, node => node.type === 'Identifier', guard.test as Node).flatMap(one => nameOf(one) ?? [])[0]
  const statements = code.parents.get(guard)!.body as Node[]
  const previous = statements[statements.indexOf(guard) - 1]
  const isIt =
    previous?.type === 'VariableDeclaration' &&
    (previous.declarations as Node[]).length === 1 &&
    nameOf((previous.declarations as Node[])[0]!.id) === name
  if (!name || !previous || !isIt) return undefined
  const uses = findNodes(code, node => node.type === 'Identifier' && node.name === name, fn)
  if (uses.some(use => !(previous.start <= use.start && use.end <= previous.end) && !(guard.start <= use.start && use.end <= guard.end)))
    return undefined
  return { file: code.path, start: aboveComments(code, previous.start), end: guard.start, text: '' }
}
