import type { Route } from '#model/app-model'
import { nameOf as routeName, routeNamed } from '#model/read/route'
import type { Source } from '#source/source'
import { dotted, literalOf, nameOf, type Node } from '#source/tree'
import { aboveComments, type Code, findNodes, indentAt, openCode, statementAround, textOf } from '../code/code.js'
import { type Handler, openingOf } from '../code/handler.js'
import { importEdits } from '../code/imports.js'
import { freeNames, isGlobal } from '../code/names.js'
import { bindingsOf, usesRequire } from '../code/bindings.js'
import { quoted } from '../code/style.js'
import { defineFix, type Edit, type Patch } from '../fix.js'
import { wantedFor } from '../idiom/apply-guard.js'
import { edgeFunction } from '../idiom/edge-function.js'
import { openHandler } from '../idiom/query.js'
import { limiterInEdge } from './limiter-in-edge.js'
import { LIMITER, limiterInNext } from './limiter-in-next.js'

const LIMITS = /(?:^|\.)\w*(?:rate_?limit|limiter|throttle)\w*$/i

export default defineFix({
  id: 'limits/rate-limit-missing',
  for: ['limits/rate-limit-missing', 'broken/claimed-protection'],
  title: 'Counts how often a route is called',
  *patches({ finding, model, source }) {
    const route = routeNamed(model.routes, finding.route)
    const handler = openHandler(route, source)
    if (!route || !handler || (finding.check === 'broken/claimed-protection' && !/calls are limited/.test(finding.message))) return
    const words = (how: string): Pick<Patch, 'title' | 'says' | 'files'> => ({
      title: `Count the calls of ${routeName(route)}`,
      says: `\`${routeName(route)}\` ${how}, and answers 429 above that.`,
      files: [],
    })
    const edge = edgeFunction(handler, source)
    const inEdge = edge && limiterInEdge(edge, source)
    if (inEdge) yield { ...words("counts each caller with the app's own limiter"), edits: inEdge }
    for (const edits of edge ? [] : ownLimiter(handler, source)) yield { ...words("counts its calls with the app's own limiter"), edits }
    const mounted = mountedLimiter(handler, model.routes, source)
    if (mounted) yield { ...words('passes the same limiter as other routes'), edits: mounted }
    const counted = route.framework === 'next' ? limiterInNext(handler) : undefined
    if (counted) yield { ...words('takes ten calls in a quarter of an hour from one address'), edits: counted, dependencies: LIMITER }
    const added = route.framework === 'express' ? newLimiter(handler) : undefined
    if (added)
      yield {
        ...words('takes ten calls in a quarter of an hour from one address'),
        edits: added,
        dependencies: { 'express-rate-limit': '7.5.1' },
      }
  },
})

/** `await rateLimit(`login:${clientIp(req)}`, 10, 600)`, as another handler has it. */
function* ownLimiter({ code, fn, route }: Handler, source: Source): Iterable<readonly Edit[]> {
  const opening = fn && openingOf(code, fn)
  const [first] = opening?.statements ?? []
  if (!opening || !first || !fn) return
  const tried = new Set<string>()
  for (const file of source.files) {
    if (file.kind !== 'code' || !/limit|throttle/i.test(file.text())) continue
    const other = openCode(source, file.path)
    for (const call of other ? findNodes(other, node => node.type === 'CallExpression' && LIMITS.test(dotted(node.callee) ?? '')) : []) {
      const awaited = other!.parents.get(call)
      const statement = awaited && other!.parents.get(awaited)
      if (!other || awaited?.type !== 'AwaitExpression' || statement?.type !== 'ExpressionStatement') continue
      // Throws, and so needs somebody who turns that into an answer.
      if (!opening.inTry && route.kind !== 'action' && handlesNothing(code, fn)) continue
      const text = adapted(other, call, code, fn, route)
      const edits = text !== undefined && !tried.has(text) ? placed(other, call, code, opening.statements, text, fn) : undefined
      if (text) tried.add(text)
      if (edits) yield edits
    }
  }
}

const handlesNothing = (code: Code, fn: Node): boolean => code.parents.get(fn)?.type !== 'CallExpression'

/** The key's first word names the route that is counted. */
function adapted(other: Code, call: Node, code: Code, fn: Node, route: Route): string | undefined {
  const parts = (call.arguments as Node[]).map(node => {
    const text = textOf(other, node)
    const word = route.path.split('/').findLast(part => /^[a-z][\w-]*$/i.test(part)) ?? 'route'
    return node.type === 'TemplateLiteral' || typeof literalOf(node) === 'string'
      ? text.replace(/^([`"'])[\w-]+(?=[:_-])/, `$1${word.toLowerCase()}`)
      : text
  })
  const names = freeNames([call])
  const request = (fn.params as Node[])[0]
  const theirs = ['req', 'request', '_req'].find(name => names.has(name))
  const ours = nameOf(request)
  if (theirs && (!ours || !/req/i.test(ours))) return undefined
  const text = `await ${textOf(other, call.callee as Node)}(${parts.join(', ')})`
  return theirs && ours !== theirs ? text.replace(new RegExp(`\\b${theirs}\\b`, 'g'), ours!) : text
}

function placed(other: Code, call: Node, code: Code, statements: readonly Node[], text: string, fn: Node): readonly Edit[] | undefined {
  const params = new Set((fn.params as Node[]).map(one => nameOf(one)))
  const names = [...freeNames([call])].filter(name => !/^_?req(?:uest)?$/.test(name) && !isGlobal(name) && !params.has(name))
  const bound = bindingsOf(other)
  const own = names.filter(name => !bound.has(name))
  // A value that only their handler has: ours must have one of the same name, and comes after it.
  const gives = (one: Node, name: string): boolean =>
    new RegExp(`\\bconst\\b[^=]*\\b${name}\\b[^=]*=`).test(textOf(code, one)) && !/\.find\w*\(|\.query\(/.test(textOf(code, one))
  const after = statements.findLastIndex((one, index) => index < 4 && own.some(name => gives(one, name)))
  if (own.length > 0 && (after < 0 || own.some(name => !statements.slice(0, after + 1).some(one => gives(one, name))))) return undefined
  const wanted = wantedFor(
    names.filter(name => bound.has(name)),
    other,
    code,
  )
  const imports = wanted && importEdits(code, wanted)
  const anchor = statements[after + 1]
  if (!imports || !anchor) return undefined
  return [
    ...imports,
    { file: code.path, start: anchor.start, end: anchor.start, text: `${text}${code.style.semi}\n${indentAt(code, anchor.start)}` },
  ]
}

/** A limiter that stands before other routes as middleware. */
function mountedLimiter({ code, call, middleware }: Handler, routes: readonly Route[], source: Source): readonly Edit[] | undefined {
  const last = (call?.arguments as Node[] | undefined)?.at(-1)
  if (!last) return undefined
  for (const route of routes) {
    const other = route.limiter && openHandler(route, source)
    const node = other ? other.middleware.find(one => LIMITS.test(dotted(one) ?? dotted(one.callee) ?? '')) : undefined
    const wanted = node && other && other.code !== code ? wantedFor(freeNames([node]), other.code, code) : undefined
    // A constant of the same file is there from its line on.
    const isLater =
      node !== undefined &&
      other?.code === code &&
      findNodes(code, one => one.type === 'VariableDeclarator' && nameOf(one.id) === dotted(node)).some(one => one.start > last.start)
    if (isLater) continue
    const imports = other?.code === code ? [] : wanted && importEdits(code, wanted)
    if (node && other && imports) {
      const before = (other.middleware[0] === node ? middleware[0] : undefined) ?? last
      return [
        ...imports,
        { file: code.path, start: before.start, end: before.start, text: `${textOf(other.code, node)},${gapBefore(code, before)}` },
      ]
    }
  }
  return undefined
}

/** What stands on a line of its own goes on doing so. */
const gapBefore = (code: Code, node: Node): string => /\n[ \t]*$/.exec(code.text.slice(0, node.start))?.[0] ?? ' '

/** https://express-rate-limit.mintlify.app/quickstart/usage */
function newLimiter({ code, call, middleware }: Handler): readonly Edit[] | undefined {
  const given = (call?.arguments as Node[] | undefined) ?? []
  // Behind the path, which `router.route('/').post(create)` has elsewhere.
  const first = given[given.length - 1 - middleware.length]
  if (!call || !first || /limiter/i.test(code.text)) return undefined
  const from = 'express-rate-limit'
  const imports = importEdits(code, [{ name: 'rateLimit', kind: usesRequire(code) ? 'named' : 'default', from }])
  const own = statementAround(code, call)
  if (!imports || !own) return undefined
  // Above every route, so that the others can take it as well.
  const router = dotted(rootOf(call))
  const block = code.parents.get(own)!.body as Node[]
  const statement =
    block.find(
      one =>
        one.type === 'ExpressionStatement' &&
        (one.expression as Node).type === 'CallExpression' &&
        /^(?:get|post|put|patch|delete|all)$/.test(nameOf((one.expression as Node).callee) ?? '') &&
        dotted(rootOf(one.expression as Node)) === router,
    ) ?? own
  const start = aboveComments(code, statement.start)
  const { semi, indent } = code.style
  const margin = indentAt(code, statement.start)
  const options = [`windowMs: 15 * 60 * 1000`, 'limit: 10', `standardHeaders: ${quoted(code.style, 'draft-8')}`, 'legacyHeaders: false']
  const made = `const limiter = rateLimit({\n${options.map(one => `${margin}${indent}${one},\n`).join('')}${margin}})${semi}\n\n${margin}`
  return [
    ...imports,
    { file: code.path, start, end: start, text: made },
    { file: code.path, start: first.start, end: first.start, text: `limiter,${gapBefore(code, first)}` },
  ]
}

/** `router` of `router.route('/').post(create)`. */
function rootOf(call: Node): Node {
  let node = call
  while (node.type === 'CallExpression' && (node.callee as Node).type === 'MemberExpression') node = (node.callee as Node).object as Node
  return node
}
