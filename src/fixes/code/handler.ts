import type { Route } from '#model/app-model'
import { dotted, nameOf, type Node } from '#source/tree'
import { type Code, findNodes, isFunction, lineOf } from './code.js'

/** Where the code of a route stands, and what stands around it. */
export interface Handler {
  readonly code: Code
  readonly route: Route
  /** The function that answers; `undefined` where it stands in another file. */
  readonly fn: Node | undefined
  /** `withAuth(…)` around the function, outermost first. */
  readonly wrappers: readonly Node[]
  /** `app.get('/x', auth, fn)`: the call, and what stands between path and function. */
  readonly call: Node | undefined
  readonly middleware: readonly Node[]
}

export function handlerOf(code: Code, route: Route): Handler | undefined {
  const { line } = route.at
  const none = { code, route, wrappers: [], call: undefined, middleware: [] }
  const name = route.framework === 'next' ? (route.kind === 'action' ? route.path : route.method) : undefined
  const declared = findNodes(code, node => node.type === 'FunctionDeclaration' && startsAt(code, node, line)).find(
    node => name === undefined || nameOf(node.id) === name || nameOf(node.id) === route.path.split('/').at(-1),
  )
  if (declared) return { ...none, fn: declared }
  const variable = findNodes(code, node => node.type === 'VariableDeclarator' && startsAt(code, node, line))[0]
  if (variable) {
    const init = variable.init as Node | null
    if (!init) return undefined
    return { ...none, ...unwrapped(init) }
  }
  const call = registrationAt(code, route)
  if (call) {
    const given = call.arguments as Node[]
    const last = given.at(-1)
    if (!last) return undefined
    const middle = given.slice(hasPath(call, route) ? 1 : 0, -1)
    const inner = unwrapped(isServe(call) ? localOf(code, last) : last)
    return { code, route, call, middleware: middle, fn: inner.fn, wrappers: inner.wrappers }
  }
  const fn = findNodes(code, node => isFunction(node) && startsAt(code, node, line))[0]
  return fn ? { ...none, fn } : undefined
}

/** `app.get('/x', fn)`, also as one call of several in a chain: `router.route('/x').get(list).post(protect, create)`. */
function registrationAt(code: Code, { method, at: { line } }: Route): Node | undefined {
  const calls = findNodes(
    code,
    node => node.type === 'CallExpression' && lineOf(code, (node.callee as Node).end) === line && (node.arguments as Node[]).length > 0,
  )
  const whole = calls.find(node => startsAt(code, node, line))
  const isMethod = (node: Node): boolean => nameOf(node.callee)?.toUpperCase() === method
  return (whole && isMethod(whole) ? whole : undefined) ?? calls.find(isMethod) ?? whole
}

/** `app.get(paths.orders, fn)`; `router.route('/x').get(fn)`, and a chain of next-connect, have theirs elsewhere. */
function hasPath(call: Node, route: Route): boolean {
  const [first, second] = call.arguments as Node[]
  const callee = call.callee as Node
  if (first?.type === 'Literal' || first?.type === 'TemplateLiteral') return true
  if (!first || !second || isServe(call) || isFunction(first) || first.type === 'ObjectExpression' || route.framework === 'next')
    return false
  return callee.type === 'MemberExpression' && nameOf(callee) !== 'use' && (callee.object as Node).type !== 'CallExpression'
}

const isServe = (call: Node): boolean => /^(?:Deno\.)?serve$/.test(dotted(call.callee) ?? '')

/** `serve(handler)`: the function of the file that has this name. */
function localOf(code: Code, node: Node): Node {
  if (node.type !== 'Identifier') return node
  const made = findNodes(code, one => /^(?:FunctionDeclaration|VariableDeclarator)$/.test(one.type) && nameOf(one.id) === node.name)[0]
  return (made?.type === 'VariableDeclarator' ? (made.init as Node | null) : made) ?? node
}

const startsAt = (code: Code, node: Node, line: number): boolean => lineOf(code, node.start) === line

function unwrapped(node: Node): { readonly fn: Node | undefined; readonly wrappers: readonly Node[] } {
  const wrappers: Node[] = []
  let inner: Node | undefined = node
  while (inner?.type === 'CallExpression') {
    const call: Node = inner
    wrappers.push(call)
    inner = (call.arguments as Node[]).find(one => isFunction(one) || one.type === 'CallExpression')
  }
  return { fn: inner && isFunction(inner) ? inner : undefined, wrappers: inner && isFunction(inner) ? wrappers : [] }
}

/** The first statements of a function, below a preflight's answer, those of a leading `try` in its place. */
export interface Opening {
  readonly statements: readonly Node[]
  readonly inTry: boolean
  readonly block: Node
}

export function openingOf(code: Code, fn: Node): Opening | undefined {
  const body = fn.body as Node | null
  if (body?.type !== 'BlockStatement') return undefined
  const statements = belowPreflight(code, body)
  const index = statements.findIndex(one => one.type !== 'VariableDeclaration')
  const first = statements[index]
  if (first?.type !== 'TryStatement' || index > 2) return { statements, inTry: false, block: body }
  const block = first.block as Node
  return { statements: belowPreflight(code, block), inTry: true, block }
}

/** A browser asks first whether it may ask: nobody is signed in yet. */
function belowPreflight(code: Code, block: Node): readonly Node[] {
  const statements = (block.body as Node[]).filter(one => typeof one.directive !== 'string')
  const last = statements.findLastIndex(
    one => one.type === 'IfStatement' && /\bOPTIONS\b/.test(code.text.slice(one.start, (one.consequent as Node).start)),
  )
  return statements.slice(last + 1)
}
