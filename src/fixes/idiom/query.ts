import type { Route } from '#model/app-model'
import type { Source } from '#source/source'
import { nameOf, type Node } from '#source/tree'
import { callsAt, type Code, findNodes, functionAround, openCode } from '../code/code.js'
import { type Handler, handlerOf } from '../code/handler.js'
import { functionBehind } from './function-behind.js'

/** The handler of a route, opened. */
export function openHandler(route: Route | undefined, source: Source): Handler | undefined {
  // A component gives no answers that a guard could give.
  if (route?.kind === 'page') return undefined
  const code = route && openCode(source, route.at.file)
  return route && code && handlerOf(code, route)
}

/** The function that answers, where it stands: a controller's file knows no route, and a router's file no query. */
export function openBody(route: Route | undefined, source: Source): Handler | undefined {
  const handler = openHandler(route, source)
  if (!handler || handler.fn) return handler
  const given = (handler.call?.arguments as Node[] | undefined)?.at(-1)
  const found = given && functionBehind(handler.code, given, source)
  return found && { code: found.code, route: handler.route, fn: found.fn, wrappers: found.wrappers, call: undefined, middleware: [] }
}

/** The handler when a place stands in it; what stands in another function does not know who is calling. */
export const holds = (handler: Handler, node: Node): boolean =>
  handler.fn !== undefined && handler.fn.start <= node.start && node.end <= handler.fn.end

/** A call at a line by the name of its method, outermost first. */
export function callNamed(code: Code, line: number, names: RegExp): Node | undefined {
  return callsAt(code, line).find(node => names.test(nameOf(node.callee) ?? ''))
}

/** The property of an object literal. */
export function propertyOf(object: Node | undefined, name: string | RegExp): Node | undefined {
  if (object?.type !== 'ObjectExpression') return undefined
  return (object.properties as Node[]).find(one => {
    const own = one.type === 'Property' ? nameOf(one) : undefined
    return own !== undefined && (typeof name === 'string' ? own === name : name.test(own))
  })
}

/** The whole chain of calls that a call stands in: `from('x').select().eq()` for any of them. */
export function chainOf(code: Code, call: Node): Node {
  let top = call
  for (;;) {
    const member = code.parents.get(top)
    const next = member?.type === 'MemberExpression' && member.object === top ? code.parents.get(member) : undefined
    if (next?.type !== 'CallExpression' || next.callee !== member) return top
    top = next
  }
}

/** Calls of a chain by the name of their method. */
export const inChain = (code: Code, chain: Node, name: RegExp): Node[] =>
  findNodes(
    code,
    node =>
      node.type === 'CallExpression' && name.test(nameOf(node.callee) ?? '') && functionAround(code, node) === functionAround(code, chain),
    chain,
  )

/** Text that adds a call to a chain, on a line of its own where the chain is written so. */
export function chained(
  code: Code,
  after: Node,
  text: string,
): { readonly file: string; readonly start: number; readonly end: number; readonly text: string } {
  const member = after.callee as Node
  const dot = code.text.lastIndexOf('.', (member.property as Node).start)
  const before = /\n[ \t]*$/.exec(code.text.slice(0, dot))?.[0] ?? ''
  return { file: code.path, start: after.end, end: after.end, text: `${before}.${text}` }
}

/** Adds an entry to an object literal, in its own layout. */
export function entryInto(
  code: Code,
  object: Node,
  entry: string,
): { readonly file: string; readonly start: number; readonly end: number; readonly text: string } {
  const last = (object.properties as Node[]).at(-1)
  if (!last) return { file: code.path, start: object.start, end: object.end, text: `{ ${entry} }` }
  const line = code.text.slice(code.text.lastIndexOf('\n', last.start) + 1, last.start)
  const isBroken = code.text.slice(object.start, last.start).includes('\n') && line.trim() === ''
  // A comment at the end of the line belongs to what stands before it.
  const tail = isBroken ? /^,[^\n]*(?=\r?\n)/.exec(code.text.slice(last.end))?.[0] : undefined
  if (tail !== undefined) return { file: code.path, start: last.end + tail.length, end: last.end + tail.length, text: `\n${line}${entry},` }
  return { file: code.path, start: last.end, end: last.end, text: isBroken ? `,\n${line}${entry}` : `, ${entry}` }
}
