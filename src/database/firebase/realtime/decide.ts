import { at, type Data, type DataScope, holds } from './evaluate.js'
import { type DataExpr, parseCondition } from './expression.js'
import type { RuleNode } from './tree.js'

/** One request to the Realtime Database. */
export interface DataRequest {
  readonly does: 'read' | 'write'
  readonly path: readonly string[]
  /** Data at the path after the write; null deletes. */
  readonly value?: Data
  readonly auth: DataScope['auth']
  readonly now: number
}

export interface DataDecision {
  readonly allowed: boolean
  /** Line of the condition that grants. */
  readonly line: number | undefined
}

/** Rules whose conditions have been read. */
export interface ReadyNode {
  readonly line: number
  readonly read: Ready | undefined
  readonly write: Ready | undefined
  readonly validate: Ready | undefined
  readonly children: ReadonlyMap<string, ReadyNode>
}
interface Ready {
  readonly expr: DataExpr
  readonly line: number
}

export function ready(node: RuleNode): ReadyNode {
  const one = (name: '.read' | '.write' | '.validate'): Ready | undefined => {
    const found = node.conditions.get(name)
    return found && { expr: parseCondition(found.text, found.line), line: found.line }
  }
  return {
    line: node.line,
    read: one('.read'),
    write: one('.write'),
    validate: one('.validate'),
    children: new Map([...node.children].map(([name, child]) => [name, ready(child)])),
  }
}

/** Reading and writing is granted by any node on the way down; what is written must then pass every `.validate` on it and below. */
export function decideData(rules: ReadyNode, request: DataRequest, stored: Data): DataDecision {
  const after = request.does === 'write' ? withValue(stored, request.path, request.value ?? null) : stored
  const scopeAt = (path: readonly string[], wildcards: ReadonlyMap<string, string>): DataScope => ({
    auth: request.auth,
    now: request.now,
    before: stored,
    after,
    path,
    wildcards,
  })
  let granted: number | undefined
  let node: ReadyNode | undefined = rules
  let wildcards = new Map<string, string>()
  let valid = true
  for (let depth = 0; node; depth++) {
    const path = request.path.slice(0, depth)
    const condition: Ready | undefined = request.does === 'read' ? node.read : node.write
    if (granted === undefined && condition && holds(condition.expr, scopeAt(path, wildcards))) granted = condition.line
    if (depth === request.path.length) {
      if (request.does === 'write' && at(after, request.path) !== null) valid &&= passes(node, path, wildcards, scopeAt)
      break
    }
    if (request.does === 'write' && node.validate && at(after, path) !== null) valid &&= holds(node.validate.expr, scopeAt(path, wildcards))
    const step = request.path[depth]!
    ;[node, wildcards] = childOf(node, step, wildcards)
  }
  return { allowed: granted !== undefined && valid, line: granted }
}

function childOf(node: ReadyNode, name: string, wildcards: Map<string, string>): [ReadyNode | undefined, Map<string, string>] {
  const own = node.children.get(name)
  if (own) return [own, wildcards]
  const [wildcard, child] = [...node.children].find(([key]) => key.startsWith('$')) ?? []
  return wildcard === undefined ? [undefined, wildcards] : [child, new Map([...wildcards, [wildcard, name]])]
}

function passes(
  node: ReadyNode,
  path: readonly string[],
  wildcards: Map<string, string>,
  scopeAt: (path: readonly string[], wildcards: ReadonlyMap<string, string>) => DataScope,
): boolean {
  const scope = scopeAt(path, wildcards)
  if (node.validate && !holds(node.validate.expr, scope)) return false
  const value = at(scope.after, path)
  if (typeof value !== 'object' || value === null) return true
  return Object.keys(value).every(name => {
    const [child, names] = childOf(node, name, wildcards)
    return !child || passes(child, [...path, name], names, scopeAt)
  })
}

export function withValue(root: Data, [name, ...rest]: readonly string[], value: Data): Data {
  if (name === undefined) return value
  const own = typeof root === 'object' && root !== null ? root : {}
  const child = withValue(Object.hasOwn(own, name) ? own[name]! : null, rest, value)
  const next = Object.fromEntries([
    ...Object.entries(own).filter(([key]) => key !== name),
    ...(child === null ? [] : [[name, child] as const]),
  ])
  return Object.keys(next).length === 0 ? null : next
}
