import { createResolver } from '#model/load/resolve'
import type { Source } from '#source/source'
import { nameOf, type Node } from '#source/tree'
import { bindingsOf } from '../code/bindings.js'
import { type Code, findNodes, isFunction, openCode } from '../code/code.js'

/** A function of the app, with the calls around it: `asyncHandler(fn)`. */
export interface FoundFunction {
  readonly code: Code
  readonly fn: Node
  readonly wrappers: readonly Node[]
}

/** Files on the way before it is given up. */
const STEPS = 5

const resolvers = new WeakMap<Source, ReturnType<typeof createResolver>>()

export function fileOf(source: Source, from: Code, specifier: string): Code | undefined {
  let resolve = resolvers.get(source)
  if (!resolve) resolvers.set(source, (resolve = createResolver(source)))
  const path = resolve(from.path, specifier)
  return path === undefined ? undefined : openCode(source, path)
}

/** The function that an expression means, through imports, objects, wrappers and `bind`. */
export function functionBehind(code: Code, node: Node, source: Source, steps = STEPS): FoundFunction | undefined {
  if (steps === 0) return undefined
  const next = (where: Code, one: Node | undefined) => (one ? functionBehind(where, one, source, steps - 1) : undefined)
  if (isFunction(node)) return { code, fn: node, wrappers: [] }
  if (node.type === 'CallExpression') {
    const callee = node.callee as Node
    if (callee.type === 'MemberExpression' && nameOf(callee) === 'bind') return next(code, callee.object as Node)
    const inner = (node.arguments as Node[]).find(one =>
      /^(?:Arrow)?Function|^(?:Identifier|MemberExpression|CallExpression)$/.test(one.type),
    )
    const found = next(code, inner)
    return found && { ...found, wrappers: [node, ...found.wrappers] }
  }
  if (node.type === 'Identifier') return next(...declared(code, node.name as string, source))
  if (node.type !== 'MemberExpression' || node.computed === true) return undefined
  const [where, object] = objectBehind(code, node.object as Node, source)
  return next(where, object && memberOf(where, object, nameOf(node)!))
}

type Found = readonly [Code, Node | undefined]

/** What a name stands for: a declaration of the file, or what another file exports under it. */
function declared(code: Code, name: string, source: Source): Found {
  const binding = bindingsOf(code).get(name)
  if (!binding || binding.kind === 'local') return [code, localOf(code, name)]
  const other = fileOf(source, code, binding.from)
  if (!other) return [code, undefined]
  return [other, binding.kind === 'namespace' ? other.tree : exportOf(other, binding.kind === 'default' ? 'default' : binding.imported)]
}

function objectBehind(code: Code, node: Node, source: Source): Found {
  if (node.type !== 'Identifier') return [code, undefined]
  const [where, found] = declared(code, node.name as string, source)
  if (found?.type === 'NewExpression' && (found.callee as Node).type === 'Identifier') return declared(where, nameOf(found.callee)!, source)
  if (found?.type === 'Identifier') return declared(where, found.name as string, source)
  return [where, found]
}

/** What a file gives under a name; of CommonJS without a default, the file itself. */
function exportOf(code: Code, name: string): Node | undefined {
  for (const statement of code.tree.body as Node[]) {
    if (statement.type === 'ExportDefaultDeclaration' && name === 'default') return statement.declaration as Node
    const inner = statement.type === 'ExportNamedDeclaration' ? (statement.declaration as Node | null) : undefined
    if (inner?.type === 'FunctionDeclaration' && nameOf(inner.id) === name) return inner
    const one = inner?.type === 'VariableDeclaration' ? (inner.declarations as Node[]).find(each => nameOf(each.id) === name) : undefined
    if (one) return one.init as Node
    const specifier =
      statement.type === 'ExportNamedDeclaration' && !statement.source
        ? (statement.specifiers as Node[]).find(each => nameOf(each.exported) === name)
        : undefined
    if (specifier) return localOf(code, nameOf(specifier.local)!)
  }
  const whole = assigned(code, /^module\.exports$/)
  const given = whole?.type === 'Identifier' ? localOf(code, whole.name as string) : whole
  if (name === 'default') return given ?? code.tree
  return assigned(code, new RegExp(`^(?:module\\.)?exports\\.${name}$`)) ?? (given && memberOf(code, given, name))
}

const localOf = (code: Code, name: string): Node | undefined => {
  const node = findNodes(
    code,
    one => /^(?:FunctionDeclaration|ClassDeclaration|VariableDeclarator)$/.test(one.type) && nameOf(one.id) === name,
  )[0]
  return node?.type === 'VariableDeclarator' ? ((node.init as Node | null) ?? undefined) : node
}

/** A function of a whole file, an object, a class or a constructor, by name. */
function memberOf(code: Code, object: Node, name: string): Node | undefined {
  if (object.type === 'Program') return exportOf(code, name)
  if (object.type === 'ObjectExpression') {
    const property = (object.properties as Node[]).find(one => one.type === 'Property' && nameOf(one) === name)
    const value = property?.value as Node | undefined
    return value?.type === 'Identifier' ? localOf(code, value.name as string) : value
  }
  if (object.type === 'ClassDeclaration' || object.type === 'ClassExpression') {
    const member = ((object.body as Node).body as Node[]).find(one => nameOf(one.key) === name)
    return (member?.value as Node | null | undefined) ?? undefined
  }
  return isFunction(object) ? assigned(code, new RegExp(`^this\\.${name}$`), object) : undefined
}

/** The value assigned to what reads so. */
function assigned(code: Code, left: RegExp, within: Node = code.tree): Node | undefined {
  const node = findNodes(
    code,
    one => one.type === 'AssignmentExpression' && left.test(code.text.slice((one.left as Node).start, (one.left as Node).end)),
    within,
  )[0]
  return node?.right as Node | undefined
}
