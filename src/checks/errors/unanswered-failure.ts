import { defineCheck } from '#checks/check'
import type { Route } from '#model/app-model'
import { nameOf as routeName } from '#model/read/route'
import type { Source } from '#source/source'
import { isNode, lineAt, type Node, treeOf, walkTree } from '#source/tree'

export default defineCheck({
  id: 'errors/unanswered-failure',
  title: 'A failure is caught, and nobody is answered',
  why: 'The page waits until it gives up, or is shown an error without a reason, and whoever pressed the button does not know what became of it.',
  severity: 'medium',
  refs: ['CWE-755', 'CWE-391'],
  needs: ['routes', 'source'],
  *find({ routes, source }) {
    for (const route of routes) {
      const line = route.unreached ? undefined : silentCatch(route, source)
      if (line === undefined) continue
      const name = routeName(route)
      yield {
        at: { file: route.at.file, line },
        certainty: 'certain',
        message: `\`${name}\` answers nothing when what it tries fails: the \`catch\` ends without an answer.`,
        help:
          route.framework === 'next'
            ? 'Return a response with status 500 from the `catch`, with a plain sentence.'
            : 'Answer with status 500 in the `catch`, or hand the error to `next`.',
        key: name,
        route: name,
        trail: [{ at: route.at, label: `\`${name}\`` }],
      }
    }
  },
})

/** The line of the `catch` after which the handler is done and nothing was answered. */
function silentCatch(route: Route, source: Source): number | undefined {
  const file = source.file(route.at.file)
  if (file?.kind !== 'code' || route.kind !== 'http' || !['next', 'express'].includes(route.framework)) return undefined
  const text = file.text()
  if (!text.includes('catch')) return undefined
  const handler = handlerAt(treeOf(file), text, route)
  const [last] = handler ? statements(handler.body).slice(-1) : []
  if (!handler || last?.type !== 'TryStatement' || !isNode(last.handler) || last.finalizer) return undefined
  const caught = last.handler as Node
  if (!answers(last.block, handler) || answers(caught.body, handler) || endsIn(caught.body)) return undefined
  return lineAt(text, caught.start)
}

/** The function of a route: exported under the method's name, or the last one that is handed over where the route is made. */
function handlerAt(tree: Node, text: string, route: Route): Node | undefined {
  let found: Node | undefined
  walkTree(tree, (node, parents) => {
    if (!isFunction(node) || !isNode(node.body) || node.body.type !== 'BlockStatement') return
    const above = parents.at(-1)
    const isOwn =
      route.framework === 'next'
        ? above?.type === 'ExportNamedDeclaration' && isNode(node.id) && node.id.name === route.method
        : above?.type === 'CallExpression' &&
          (above.arguments as Node[]).at(-1) === node &&
          lineAt(text, above.start) === route.at.line &&
          (node.params as Node[]).length >= 2
    if (isOwn) found ??= node
  })
  return found
}

const isFunction = ({ type }: Node): boolean => /^(?:ArrowFunctionExpression|FunctionExpression|FunctionDeclaration)$/.test(type)

const statements = (block: unknown): readonly Node[] => (isNode(block) && Array.isArray(block.body) ? (block.body as Node[]) : [])

/** Returns a response, or does something with what answers: the second and third parameter of a handler, whoever is handed them. */
function answers(block: unknown, handler: Node): boolean {
  const names = new Set((handler.params as Node[]).slice(1).flatMap(one => (one.type === 'Identifier' ? [String(one.name)] : [])))
  let found = false
  if (isNode(block))
    walkTree(block, node => {
      if (node.type === 'ReturnStatement' && isNode(node.argument)) found = true
      if (node.type === 'Identifier' && names.has(String(node.name))) found = true
    })
  return found
}

/** Goes on to nowhere: throws, or leaves the page for another (`redirect()`, `notFound()`). */
const endsIn = (block: unknown): boolean => {
  let found = false
  if (isNode(block))
    walkTree(block, node => {
      const called = node.type === 'CallExpression' && isNode(node.callee) ? String(node.callee.name ?? '') : ''
      if (node.type === 'ThrowStatement' || /^(?:redirect|permanentRedirect|notFound|unauthorized|forbidden)$/.test(called)) found = true
    })
  return found
}
