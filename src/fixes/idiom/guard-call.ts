import type { Route } from '#model/app-model'
import type { Source } from '#source/source'
import { literalOf, nameOf, type Node } from '#source/tree'
import { bindingsOf } from '../code/bindings.js'
import { type Code, findNodes, functionAround, indentAt, lineOf, openCode, textOf } from '../code/code.js'
import { type Handler, openingOf } from '../code/handler.js'
import { importEdits } from '../code/imports.js'
import type { Edit } from '../fix.js'
import { wantedFor } from './apply-guard.js'

/** A function of the app that throws unless somebody may go on, as it is called somewhere: `requireRole('ADMIN')`. */
export interface GuardCall {
  readonly level: 'session' | 'role'
  readonly name: string
  readonly text: string
  /** A file that calls it, and so knows where it comes from. */
  readonly code: Code
  readonly awaited: boolean
}

/** Functions in which the guards of the app's routes stand, with a call that needs nothing but texts. */
export function guardCalls(routes: readonly Route[], source: Source): readonly GuardCall[] {
  const found = new Map<string, GuardCall>()
  for (const guard of routes.flatMap(route => route.guards)) {
    if (guard.kind !== 'session' && guard.kind !== 'role') continue
    const code = openCode(source, guard.at.file)
    const name = code && thrower(code, guard.at.line)
    if (!name || found.has(`${guard.kind} ${name}`)) continue
    const call = source.files.map(file => callOf(source, file.path, name)).find(one => one !== undefined)
    if (call) found.set(`${guard.kind} ${name}`, { level: guard.kind, name, ...call })
  }
  // What gives a role is called a session's guard as well, by the session that it asks for first.
  return [...found.values()].filter(one => one.level === 'role' || !found.has(`role ${one.name}`))
}

/** The function around a guard, where its refusal is thrown. */
function thrower(code: Code, line: number): string | undefined {
  const refusal = findNodes(
    code,
    node => node.type === 'IfStatement' && lineOf(code, node.start) === line && /\bthrow\b|redirect\(/.test(textOf(code, node)),
  )[0]
  const fn = refusal && functionAround(code, refusal)
  return fn?.type === 'FunctionDeclaration' ? nameOf(fn.id) : fn && nameOf(code.parents.get(fn)?.id)
}

function callOf(source: Source, path: string, name: string): Pick<GuardCall, 'text' | 'code' | 'awaited'> | undefined {
  if (source.file(path)?.kind !== 'code' || !source.file(path)!.text().includes(`${name}(`)) return undefined
  const code = openCode(source, path)
  const binding = code && bindingsOf(code).get(name)
  if (!code || binding?.kind !== 'named') return undefined
  const call = findNodes(
    code,
    node =>
      node.type === 'CallExpression' &&
      nameOf(node.callee) === name &&
      (node.arguments as Node[]).every(one => literalOf(one) !== undefined),
  )[0]
  return call && { text: textOf(code, call), code, awaited: code.parents.get(call)?.type === 'AwaitExpression' }
}

/** Edits that call a guard before a handler does anything, or that put it in the place of a weaker one. */
export function callGuard(guard: GuardCall, weaker: readonly GuardCall[], { code, fn, route }: Handler): readonly Edit[] | undefined {
  const opening = fn && openingOf(code, fn)
  const [first] = opening?.statements ?? []
  // What throws needs somebody to turn it into an answer: Next does that for actions.
  if (!opening || !first || (!opening.inTry && route.kind !== 'action')) return undefined
  const imports = imported(guard, code)
  if (!imports) return undefined
  for (const statement of opening.statements.slice(0, 4)) {
    const known = findNodes(
      code,
      node => node.type === 'CallExpression' && weaker.some(one => one.name === nameOf(node.callee)),
      statement,
    )[0]
    if (known)
      return guard.level === 'role' ? [...imports, { file: code.path, start: known.start, end: known.end, text: guard.text }] : undefined
  }
  const text = `${guard.awaited ? 'await ' : ''}${guard.text}${code.style.semi}\n${indentAt(code, first.start)}`
  return [...imports, { file: code.path, start: first.start, end: first.start, text }]
}

function imported(guard: GuardCall, code: Code): readonly Edit[] | undefined {
  const wanted = wantedFor([guard.name], guard.code, code)
  return wanted && importEdits(code, wanted)
}
