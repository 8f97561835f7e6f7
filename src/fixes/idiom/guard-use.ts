import type { Route } from '#model/app-model'
import type { Source } from '#source/source'
import { dotted, nameOf, type Node } from '#source/tree'
import { type Code, findNodes, openCode, textOf } from '../code/code.js'
import { type Handler, handlerOf, openingOf } from '../code/handler.js'
import { patternNames } from '../code/names.js'

/** How the app itself asks who is calling, seen at one of its own routes. */
export interface GuardUse {
  readonly level: 'session' | 'role'
  readonly form: 'wrapper' | 'statement' | 'middleware'
  /** The nodes of the guard in the example: the wrapper's callee, the statements, the middleware. */
  readonly nodes: readonly Node[]
  readonly handler: Handler
  /** Statements that may throw stand in a `try` there. */
  readonly inTry: boolean
  /** What makes two uses the same guard. */
  readonly identity: string
  readonly count: number
}

/** Guards of the app's own routes, the most used first. What open routes do as well is no guard. */
export function guardUses(routes: readonly Route[], source: Source): readonly GuardUse[] {
  const handlers = routes.flatMap(route => {
    const code = openCode(source, route.at.file)
    return (code && handlerOf(code, route)) || []
  })
  const innocent = new Set(handlers.filter(one => /^(?:open|public|weak|unknown)$/.test(one.route.auth)).flatMap(one => [...actsOf(one)]))
  const found = new Map<string, GuardUse>()
  for (const handler of handlers) {
    if (!/^(?:session|role|owner)$/.test(handler.route.auth)) continue
    for (const use of usesIn(handler, innocent)) {
      const key = `${use.level} ${use.identity}`
      found.set(key, { ...(found.get(key) ?? use), count: (found.get(key)?.count ?? 0) + 1 })
    }
  }
  // A guard that is also seen where a session is enough gives no role.
  const sessions = new Set([...found.values()].filter(use => use.level === 'session').map(use => use.identity))
  return [...found.values()]
    .filter(use => use.level === 'session' || !sessions.has(use.identity))
    .toSorted((a, b) => b.count - a.count || FORMS.indexOf(a.form) - FORMS.indexOf(b.form) || (a.identity < b.identity ? -1 : 1))
}

const FORMS = ['wrapper', 'middleware', 'statement']

function* actsOf(handler: Handler): Generator<string> {
  for (const wrapper of handler.wrappers) yield dotted(wrapper.callee) ?? ''
  for (const one of handler.middleware) yield textOf(handler.code, one)
  const opening = handler.fn && openingOf(handler.code, handler.fn)
  for (const statement of opening?.statements ?? []) for (const call of callsIn(handler.code, statement)) yield call
}

const callsIn = (code: Code, node: Node): string[] =>
  findNodes(code, one => one.type === 'CallExpression', node).flatMap(one => dotted(one.callee) ?? [])

function* usesIn(handler: Handler, innocent: ReadonlySet<string>): Generator<Omit<GuardUse, 'count'> & { readonly count: number }> {
  const level = handler.route.auth === 'role' ? 'role' : 'session'
  const base = { level, handler, count: 0 } as const
  for (const wrapper of handler.wrappers) {
    const name = dotted(wrapper.callee)
    if (name && !innocent.has(name)) yield { ...base, form: 'wrapper', nodes: [wrapper], inTry: false, identity: name }
  }
  const asking = handler.middleware.filter(one => {
    const text = textOf(handler.code, one)
    return !innocent.has(text) && /^[\w.]+(?:\([^()]*\))?$/.test(text)
  })
  // `protect, admin`: the second reads what the first has found.
  for (const [index, one] of asking.entries())
    yield { ...base, form: 'middleware', nodes: asking.slice(0, index + 1), inTry: false, identity: textOf(handler.code, one) }
  const opening = handler.fn && openingOf(handler.code, handler.fn)
  if (!opening) return
  const statements = guardStatements(handler.code, opening.statements, innocent)
  if (statements.length > 0)
    yield {
      ...base,
      form: 'statement',
      nodes: statements,
      inTry: opening.inTry,
      identity: statements.map(one => textOf(handler.code, one).replace(/\s+/g, ' ')).join(' '),
    }
}

/** The first statement that asks, what it is made from, and the refusals that follow from it. */
function guardStatements(code: Code, statements: readonly Node[], innocent: ReadonlySet<string>): readonly Node[] {
  for (const [index, statement] of statements.slice(0, 5).entries()) {
    if (statement.type === 'IfStatement' && SESSION.test(textOf(code, statement.test as Node)) && leaves(code, statement))
      return [statement]
    const calls = callsIn(code, statement)
    if (!calls.some(call => !innocent.has(call) && ASKS.test(call))) continue
    // `updateUser(…)` speaks of users as well, and asks nothing.
    if (statement.type === 'ExpressionStatement') {
      if (calls.some(call => !innocent.has(call) && REQUIRES.test(call))) return [statement]
      continue
    }
    if (statement.type !== 'VariableDeclaration') continue
    const names = new Set<string>()
    for (const one of statement.declarations as Node[]) patternNames(one.id as Node, names)
    const chunk = [statement]
    for (const next of statements.slice(index + 1)) {
      const about = findNodes(code, node => node.type === 'Identifier' && names.has(node.name as string), next).length > 0
      const asks = next.type === 'ExpressionStatement' && callsIn(code, next).some(call => !innocent.has(call) && ASKS.test(call))
      if (about && (asks || (next.type === 'IfStatement' && leaves(code, next)))) chunk.push(next)
      else break
    }
    return chunk
  }
  return []
}

/** What a guard is called; what it does, the audit says. */
const ASKS = /auth|session|user|login|signed|admin|role|require|protect|guard|permission|token|identity|me$/i
const REQUIRES = /(?:^|\.)(?:require|ensure|assert|check|verify|protect|auth|guard|must|only|enforce|admin|login)\w*$/i
const SESSION = /\b(?:session|user|auth\w*|token|userId|isAuthenticated)\b/i

function leaves(code: Code, node: Node): boolean {
  const body = node.consequent as Node
  const last = body.type === 'BlockStatement' ? (body.body as Node[]).at(-1) : body
  // That there is one already keeps nobody out who should not come in.
  if (/\b409\b|\balready\b/i.test(textOf(code, body))) return false
  return (
    last !== undefined &&
    (/^(?:ReturnStatement|ThrowStatement)$/.test(last.type) || /^redirect\(/.test(nameOf((last as Node).expression) ?? textOf(code, last)))
  )
}
