import { routeNamed } from '#model/read/route'
import { literalOf, nameOf, type Node } from '#source/tree'
import { aboveComments, type Code, findNodes, indentAt, reindent, textOf } from '../code/code.js'
import { declaredIn } from '../code/names.js'
import { defineFix, type Edit } from '../fix.js'
import { openHandler } from '../idiom/query.js'

export default defineFix({
  id: 'broken/production-only-check',
  for: ['broken/dev-mode-grant'],
  title: 'Asks for the role everywhere, not only where a setting says production',
  *patches({ finding, model, source }) {
    // A branch that gives something away has to go, not to be taken everywhere.
    if (!finding.message.includes('asks for no role')) return
    const handler = openHandler(routeNamed(model.routes, finding.route), source)
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
      holdsInProduction(code, node.test as Node) &&
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
  return [...(flag ? [flag] : []), { file: code.path, start: flag ? flag.end : guard.start, end: guard.end, text }]
}

/** `!isDev`, `isProd`, `… === 'production'`, `… !== 'development'`, and nothing else beside it. */
function holdsInProduction(code: Code, test: Node, not = false): boolean {
  if (test.type === 'ParenthesizedExpression') return holdsInProduction(code, test.expression as Node, not)
  if (test.type === 'UnaryExpression' && test.operator === '!') return holdsInProduction(code, test.argument as Node, !not)
  if (test.type === 'BinaryExpression') {
    const [left, right] = [test.left as Node, test.right as Node]
    const literal = literalOf(right) ?? literalOf(left)
    const stage = typeof literal === 'string' ? stageOf(literal) : undefined
    const isEqual = /^={2,3}$/.test(test.operator as string) !== not
    return (
      stage !== undefined &&
      /^[=!]=/.test(test.operator as string) &&
      /env|stage|mode/i.test(textOf(code, test)) &&
      isEqual === (stage === 'prod')
    )
  }
  const stage = /^(?:Identifier|MemberExpression)$/.test(test.type) ? stageOf(nameOf(test) ?? '') : undefined
  return stage !== undefined && not === (stage === 'dev')
}

/** Of whole words: `product` and `locale` are none. */
function stageOf(name: string): 'dev' | 'prod' | undefined {
  const words = name
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z]+/)
  const isOf = (stages: readonly string[]): boolean => words.some(word => stages.includes(word))
  const [isDev, isProd] = [isOf(['dev', 'development', 'local']), isOf(['prod', 'production'])]
  return isDev === isProd || isOf(['not', 'non', 'no']) ? undefined : isDev ? 'dev' : 'prod'
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
