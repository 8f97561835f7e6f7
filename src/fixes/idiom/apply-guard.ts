import { dotted, nameOf, type Node } from '#source/tree'
import { bindingsOf, specifierFrom } from '../code/bindings.js'
import { type Code, findNodes, indentAt, reindent, textOf } from '../code/code.js'
import { type Handler, openingOf } from '../code/handler.js'
import { importEdits, replaceImport, type Wanted } from '../code/imports.js'
import { declaredIn, freeNames, isGlobal, patternNames } from '../code/names.js'
import type { Edit } from '../fix.js'
import type { GuardUse } from './guard-use.js'

/** Edits that put the app's guard around another handler; `undefined` where it does not fit there. */
export function applyGuard(use: GuardUse, target: Handler): readonly Edit[] | undefined {
  const [example, wanted] = [use.handler.route, target.route]
  // A wrapper of HTTP handlers gives a server action a request that it does not have.
  if (example.framework !== wanted.framework || (use.form === 'wrapper' && example.kind !== wanted.kind)) return undefined
  switch (use.form) {
    case 'wrapper':
      return wrap(use, target)
    case 'middleware':
      return mount(use, target)
    case 'statement':
      return state(use, target)
  }
}

/** What a name of the example is bound to, as the target file would import it. */
export function wantedFor(names: Iterable<string>, from: Code, to: Code): Wanted[] | undefined {
  const bound = bindingsOf(from)
  const wanted: Wanted[] = []
  for (const name of names) {
    if (isGlobal(name)) continue
    const binding = bound.get(name)
    if (!binding) return undefined
    if (binding.kind === 'local') {
      if (from.path !== to.path) return undefined
      continue
    }
    if (binding.imported !== name && binding.kind === 'named') return undefined
    wanted.push({ name, kind: binding.kind, from: specifierFrom(binding.from, from.path, to.path) })
  }
  return wanted
}

function wrap(use: GuardUse, { code, fn, wrappers }: Handler): readonly Edit[] | undefined {
  const wrapper = use.nodes[0]!
  const callee = wrapper.callee as Node
  const name = dotted(callee)
  if (!fn || !name) return undefined
  const wanted = wantedFor([name.split('.')[0]!], use.handler.code, code)
  const [outer] = wrappers
  const imports = wanted && ((outer && replaceImport(code, dotted(outer.callee) ?? '', wanted[0])) ?? importEdits(code, wanted))
  if (!imports) return undefined
  const edit = (start: number, end: number, text: string): Edit => ({ file: code.path, start, end, text })
  if (outer) {
    // A weaker guard of the same make stands there already.
    const known = outer.callee as Node
    return dotted(known) === name ? undefined : [...imports, edit(known.start, known.end, textOf(use.handler.code, callee))]
  }
  if (fn.type !== 'FunctionDeclaration' || code.parents.get(fn)?.type !== 'ExportNamedDeclaration' || !fn.id) return undefined
  const id = fn.id as Node
  const body = fn.body as Node
  const parameters = id.end + code.text.slice(id.end).indexOf('(')
  const extra = (wrapper.arguments as Node[]).filter(one => !/Function/.test(one.type))
  if (extra.length > 0) return undefined
  return [
    ...imports,
    edit(fn.start, parameters, `const ${textOf(code, id)} = ${name}(${fn.async === true ? 'async ' : ''}`),
    edit(body.start, body.start, '=> '),
    edit(body.end, body.end, `)${code.style.semi}`),
  ]
}

function mount(use: GuardUse, { code, call, middleware }: Handler): readonly Edit[] | undefined {
  const given = (call?.arguments as Node[] | undefined) ?? []
  const present = middleware.map(one => textOf(code, one))
  const missing = use.nodes.filter(one => !present.includes(textOf(use.handler.code, one)))
  const known = middleware.findLast(one => use.nodes.some(node => textOf(use.handler.code, node) === textOf(code, one)))
  // Before anything is taken in: a file is stored by what stands before the handler.
  const before = given[known ? given.indexOf(known) + 1 : given.length - 1 - middleware.length]
  if (!before || missing.length === 0 || !missing.includes(use.nodes.at(-1)!)) return undefined
  const wanted = wantedFor(freeNames(missing), use.handler.code, code)
  const imports = wanted && importEdits(code, wanted)
  if (!imports) return undefined
  const previous = given[given.indexOf(before) - 1]
  const between = previous ? code.text.slice(previous.end, before.start) : ''
  const separator = /^,[ \t]*(?:\r?\n[ \t]*)?$/.test(between) ? between : ', '
  const text = missing.map(one => textOf(use.handler.code, one) + separator).join('')
  return [...imports, { file: code.path, start: before.start, end: before.start, text }]
}

function state(use: GuardUse, { code, fn }: Handler): readonly Edit[] | undefined {
  const opening = fn && openingOf(code, fn)
  if (!fn || !opening) return undefined
  const example = use.handler.code
  // What throws is caught there; here nobody would turn it into an answer.
  if (use.inTry && !opening.inTry && use.handler.route.kind !== 'action') return undefined
  const nodes = use.nodes
  const replaced = strengthen(use, code, opening.statements)
  if (replaced) return replaced
  const present = new Set(opening.statements.map(one => flat(textOf(code, one))))
  const missing = nodes.filter(one => !present.has(flat(textOf(example, one))))
  if (missing.length === 0) return undefined
  const renamed = parameters(use.handler.fn!, fn)
  const local = declaredIn([fn])
  const free = [...freeNames(missing)].filter(name => !renamed.has(name))
  const needed = free.filter(name => local.has(name))
  const wanted = wantedFor(
    free.filter(name => !local.has(name)),
    example,
    code,
  )
  const imports = wanted && importEdits(code, wanted)
  const declared = declaredIn(missing)
  if (!imports || [...declared].some(name => local.has(name))) return undefined
  const after = opening.statements.findLastIndex(one => [...declaredIn([one])].some(name => needed.includes(name)))
  if (after > 6) return undefined
  const anchor = opening.statements[after + 1]
  if (!anchor) return undefined
  const indent = indentAt(code, anchor.start)
  const lines = missing.map(one => reindent(rename(example, one, renamed), indentAt(example, one.start), indent))
  const unused = lines.length === 1 && missing[0]!.type === 'VariableDeclaration' ? bare(example, missing[0]!, lines[0]!) : undefined
  const text = unused ?? lines.join(`\n${indent}`)
  return [...imports, { file: code.path, start: anchor.start, end: anchor.start, text: `${text}\n${indent}` }]
}

/** `const user = await requireUser()` of which nobody reads `user`. */
function bare(code: Code, node: Node, text: string): string | undefined {
  const [one, ...others] = node.declarations as Node[]
  const init = one?.init as Node | undefined
  if (others.length > 0 || init?.type !== 'AwaitExpression') return undefined
  const at = text.indexOf('await ')
  return at < 0 ? undefined : text.slice(at)
}

/** `await requireUser()` stands there: the stronger guard takes its place. */
function strengthen(use: GuardUse, code: Code, statements: readonly Node[]): readonly Edit[] | undefined {
  const [first, ...others] = use.nodes
  const guard = first && others.length === 0 ? findNodes(use.handler.code, one => one.type === 'CallExpression', first)[0] : undefined
  if (!guard || use.level !== 'role') return undefined
  for (const statement of statements.slice(0, 4)) {
    const known = findNodes(code, one => one.type === 'AwaitExpression' && (one.argument as Node).type === 'CallExpression', statement)[0]
      ?.argument as Node | undefined
    if (!known || (known.arguments as Node[]).length > 0) continue
    const name = dotted(known.callee)
    if (!name || !/user|session|auth|login/i.test(name) || name === dotted(guard.callee)) continue
    const wanted = wantedFor(freeNames([guard]), use.handler.code, code)
    const imports = wanted && importEdits(code, wanted)
    if (!imports) return undefined
    return [...imports, { file: code.path, start: known.start, end: known.end, text: textOf(use.handler.code, guard) }]
  }
  return undefined
}

const flat = (text: string): string => text.replace(/\s+/g, ' ').replace(/;$/, '')

/** The example's parameters by what the target calls them. */
function parameters(from: Node, to: Node): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const [index, param] of (from.params as Node[]).entries()) {
    const other = (to.params as Node[])[index]
    const [name, otherName] = [nameOf(param), other && nameOf(other)]
    if (name && otherName) found.set(name, otherName)
    else if (other) for (const each of patternNames(param)) if (patternNames(other).has(each)) found.set(each, each)
  }
  return found
}

function rename(code: Code, node: Node, names: ReadonlyMap<string, string>): string {
  let text = textOf(code, node)
  const places = findNodes(
    code,
    one => one.type === 'Identifier' && names.get(one.name as string) !== one.name && names.has(one.name as string),
    node,
  )
  for (const place of places.toReversed()) {
    const parent = code.parents.get(place)
    if (parent?.type === 'MemberExpression' && parent.property === place && parent.computed !== true) continue
    text = text.slice(0, place.start - node.start) + names.get(place.name as string) + text.slice(place.end - node.start)
  }
  return text
}
