import type { AppModel, Route } from '#model/app-model'
import { nameOf as routeName, routeNamed } from '#model/read/route'
import type { Source } from '#source/source'
import { dotted, nameOf, type Node } from '#source/tree'
import { aboveComments, type Code, findNodes, indentAt, lineOf, openCode, statementAround } from '../code/code.js'
import { quoted } from '../code/style.js'
import { defineFix } from '../fix.js'
import { openBody } from '../idiom/query.js'

export default defineFix({
  id: 'webhooks/parsed-body-signature',
  for: ['webhooks/parsed-body-signature'],
  title: 'Keeps the bytes of a webhook as they came',
  *patches({ finding, model, source }) {
    const route = routeNamed(model.routes, finding.route)
    const parser = route && parserOf(model, source)
    if (!parser || !readsBytesOnly(route, source) || /[:*]/.test(route.path)) return
    const { code, call } = parser
    const statement = statementAround(code, call)!
    const parses = dotted(((call.arguments as Node[])[0]!.callee as Node).object)!
    const start = aboveComments(code, statement.start)
    const raw = `${parses}.raw({ type: ${quoted(code.style, 'application/json')} })`
    const line = `${dotted((call.callee as Node).object)}.use(${quoted(code.style, route.path)}, ${raw})${code.style.semi}`
    yield {
      title: `Check the signature of ${routeName(route)} on the bytes that came`,
      says: `The body of \`${route.path}\` is kept as it came, which is what the provider signed; it is parsed by nobody before.`,
      edits: [{ file: code.path, start, end: start, text: `${line}\n${indentAt(code, statement.start)}` }],
      files: [],
    }
  },
})

/** `app.use(express.json())`, on the app itself: the first that parses what comes to every path. */
function parserOf({ setups }: AppModel, source: Source): { readonly code: Code; readonly call: Node } | undefined {
  for (const { at } of setups.filter(one => one.what === 'body-parser' && one.prefix === '')) {
    const code = openCode(source, at.file)
    const call =
      code &&
      findNodes(code, node => node.type === 'CallExpression' && nameOf(node.callee) === 'use').find(node => {
        const [parser, ...others] = node.arguments as Node[]
        const isJson = parser?.type === 'CallExpression' && /^\w+\.json$/.test(dotted(parser.callee) ?? '') && others.length === 0
        return isJson && lineOf(code, node.start) <= at.line && at.line <= lineOf(code, node.end)
      })
    if (call && dotted((call.callee as Node).object) && code.parents.get(call)?.type === 'ExpressionStatement') return { code, call }
  }
  return undefined
}

/** Nothing but the check takes the body; who reads a field of it needs it parsed. */
function readsBytesOnly(route: Route, source: Source): boolean {
  const handler = openBody(route, source)
  const request = nameOf((handler?.fn?.params as Node[] | undefined)?.[0])
  if (!handler?.fn || !request || route.framework !== 'express') return false
  const { code, fn } = handler
  const uses = findNodes(code, node => node.type === 'MemberExpression' && dotted(node) === `${request}.body`, fn)
  return (
    uses.length > 0 &&
    uses.every(use => {
      const call = code.parents.get(use)
      return (
        call?.type === 'CallExpression' &&
        (call.arguments as Node[]).includes(use) &&
        /^(?:constructEvent\w*|verifyHeader)$/.test(nameOf(call.callee) ?? '')
      )
    })
  )
}
