import type { AppModel, Route } from '#model/app-model'
import { nameOf as routeName } from '#model/read/route'
import { fieldsOf } from '#model/read/terms'
import type { Source } from '#source/source'
import { dotted, nameOf, type Node } from '#source/tree'
import type { Finding } from '#triage/finding'
import { aboveComments, type Code, findNodes, indentAt, textOf } from '../code/code.js'
import { type Handler, openingOf } from '../code/handler.js'
import type { Patch } from '../fix.js'
import { refusal } from '../idiom/refusal.js'
import { withSchema } from '../idiom/schema.js'
import { isWholeBody, shapeOf } from '../idiom/shape.js'

/** Express: `req.body` is parsed at the top of the handler, and everything below reads what the schema let through. */
export function inPlace(handler: Handler, finding: Finding, model: AppModel, source: Source): Patch | undefined {
  const { code, fn, route } = handler
  const request = fn && nameOf((fn.params as Node[])[0])
  const opening = fn && openingOf(code, fn)
  const [first] = opening?.statements ?? []
  if (!fn || !request || !first || route.framework !== 'express') return undefined
  const uses = findNodes(code, node => dotted(node) === `${request}.body` && code.text.slice(node.start, node.end) !== '', fn)
  // A body that is written to, or read before the handler, is not this one.
  if (uses.length === 0 || uses.some(use => isWritten(code, use))) return undefined
  const named = uses.map(use => pathOf(code, use))
  const tree = grown([...bodyPaths(route), ...named.filter(path => path !== undefined)])
  const isWhole = named.includes(undefined)
  for (const column of isWhole ? columnsWritten(route, model) : []) if (!tree.has(column)) tree.set(column, new Map())
  if (tree.size === 0 || (isWhole && tree.size > 30)) return undefined
  const response = nameOf((fn.params as Node[])[1]) ?? 'res'
  const shapes = [...tree].map(([name, inner]) => `${keyOf(name)}: ${shapeFor([name], inner, { code, fn, route, model })}`)
  if (shapes.every(shape => shape.endsWith('z.any()'))) return undefined
  const made = withSchema(code, handler.call ?? fn, route, shapes, [], source)
  if (!made || new RegExp('\\bparsed\\b').test(textOf(code, fn))) return undefined
  const margin = indentAt(code, first.start)
  const { semi } = code.style
  const answer = refusal(code, fn, response, 400, 'Invalid input', source)
  // A handler that says that it returns nothing returns nothing.
  const isVoid = fn.returnType ? /\bvoid\b/.test(textOf(code, fn.returnType as Node)) : false
  const lines = [
    `const parsed = ${made.name}.safeParse(${request}.body)${semi}`,
    ...(isVoid
      ? ['if (!parsed.success) {', `${code.style.indent}${answer}${semi}`, `${code.style.indent}return${semi}`, '}']
      : [`if (!parsed.success) return ${answer}${semi}`]),
    `${request}.body = parsed.data${semi}`,
  ]
  const start = aboveComments(code, first.start)
  return {
    title: `Look at what ${routeName(route)} is sent`,
    says: `\`${finding.route}\` answers 400 where ${[...tree.keys()].map(one => `\`${one}\``).join(', ')} ${tree.size === 1 ? 'is' : 'are'} not of the kind that it stores.`,
    edits: [...made.edits, { file: code.path, start, end: start, text: lines.map(one => `${one}\n${margin}`).join('') }],
    files: [],
    ...(made.dependencies && { dependencies: made.dependencies }),
  }
}

/** The whole body is written: its fields are those of the row, but for what the database fills in. */
function columnsWritten(route: Route, model: AppModel): readonly string[] {
  const written = route.effects.find(effect => effect.kind === 'query' && isWholeBody(effect.data))
  const table = written?.kind === 'query' ? model.tables.find(one => one.name === written.table) : undefined
  // `{ ...req.body, owner: req.user.id }` says that itself.
  const said = new Set(written?.kind === 'query' ? [...fieldsOf(written.data)].map(([name]) => name) : [])
  const columns = (table?.columns ?? []).filter(column => !FILLED.test(column.field) && !said.has(column.field))
  return [...new Set(columns.map(column => column.field.split('.')[0]!))]
}

const FILLED = /^(?:_?id|created_?at|updated_?at|roles?|permissions?|is_?(?:admin|staff|super_?user|verified))$/i

/** Fields by name, with the fields in them. */
export type Fields = Map<string, Fields>

function grown(paths: readonly (readonly string[])[]): Fields {
  const tree: Fields = new Map()
  for (const path of paths) {
    let level = tree
    for (const part of path) {
      const name = /^(?:\*|\d+)$/.test(part) ? '*' : part
      let next = level.get(name)
      if (!next) level.set(name, (next = new Map()))
      level = next
    }
  }
  return tree
}

/** What the route is known to look at in the body, by name. */
export const bodyFields = (route: Route): Fields => grown(bodyPaths(route))

/** Every value of the body that the route is known to look at. */
function bodyPaths(route: Route): string[][] {
  const paths: string[][] = []
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    const one = value as { kind?: unknown; from?: unknown; path?: unknown }
    if (one.kind === 'origin' && one.from === 'body' && Array.isArray(one.path) && one.path.length > 0) paths.push(one.path as string[])
    for (const part of Object.values(value)) visit(part)
  }
  visit(route.effects)
  // How long a text or a list is says nothing of what is in it.
  const asked = paths.map(path => (path.includes('length') ? path.slice(0, path.indexOf('length')) : path))
  return asked.filter(path => path.length > 0 && path.every(part => /^(?:[\w-]+|\*)$/.test(part)))
}

/** `req.body.user.name`; `undefined` where the whole of it is handed on. */
function pathOf(code: Code, use: Node): string[] | undefined {
  const path: string[] = []
  let node = use
  for (;;) {
    const parent = code.parents.get(node)
    if (parent?.type === 'ChainExpression') node = parent
    else if (parent?.type === 'MemberExpression' && parent.object === node && parent.computed !== true) {
      const name = nameOf(parent)
      const call = code.parents.get(parent)
      // `req.body.name.trim()` asks the value something.
      if (call?.type === 'CallExpression' && call.callee === parent) break
      if (!name || name === 'length') break
      path.push(name)
      node = parent
    } else break
  }
  return path.length > 0 ? path : undefined
}

/** `req.body = …`: something has looked at it already. */
function isWritten(code: Code, use: Node): boolean {
  const parent = code.parents.get(use)
  return parent?.type === 'AssignmentExpression' && parent.left === use
}

interface Around {
  readonly code: Code
  readonly fn: Node
  readonly route: Route
  readonly model: AppModel
}

/** A schema of a field and what is in it. */
export function shapeFor(path: readonly string[], fields: Fields, around: Around): string {
  const { code, fn, route, model } = around
  const name = path.at(-1)!
  const items = fields.get('*')
  if (items) {
    const item =
      items.size > 0
        ? objectOf([...path, '*'], items, around)
        : /ids?$/i.test(name)
          ? 'z.union([z.string().max(100), z.number()])'
          : 'z.any()'
    const list = `z.array(${item}).max(500)`
    return /Array\.isArray\(|\[\]\.concat\(/.test(textOf(code, fn)) && items.size === 0
      ? `z.union([${item}, ${list}]).nullish()`
      : `${list}.nullish()`
  }
  if (fields.size > 0) return objectOf(path, fields, around)
  const shape = shapeOf(path, route, model, false, 'value')
  // `body.isInternal === 'on'`: a checkbox.
  return shape === 'z.any()' && name !== '*' && new RegExp(`\\b${name}\\s*[!=]==?\\s*["']`).test(textOf(code, fn))
    ? 'z.string().max(100).nullish()'
    : shape
}

function objectOf(path: readonly string[], fields: Fields, around: Around): string {
  const { indent } = around.code.style
  const margin = indent.repeat(path.filter(part => part !== '*').length)
  const lines = [...fields].map(([name, inner]) => `${margin}${indent}${keyOf(name)}: ${shapeFor([...path, name], inner, around)},\n`)
  return `z.object({\n${lines.join('')}${margin}})`
}

const keyOf = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : `'${name}'`)
