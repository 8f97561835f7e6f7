import { type ParseResult, parseSync } from 'oxc-parser'
import type { SourceFile } from './source.js'

/** A node of the syntax tree, for readers that look at few kinds of node: https://github.com/estree/estree */
export interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [key: string]: unknown
}

/** The syntax tree of a code file. A file that does not parse gives what could be read of it. */
export const treeOf = (file: SourceFile): Node => parsedOf(file).program as unknown as Node

let latest: { readonly file: SourceFile; readonly parsed: ParseResult } | undefined

/** A code file, parsed. Readers take turns at one file, so the latest is kept; all of them would fill the memory. */
export function parsedOf(file: SourceFile): ParseResult {
  if (latest?.file !== file) latest = { file, parsed: parse(file.path, file.text()) }
  return latest.parsed
}

export const parse = (path: string, text: string): ParseResult =>
  parseSync(path, text, { lang: languageOf(path), sourceType: /\.c[jt]s$/.test(path) ? 'commonjs' : 'unambiguous' })

/** JSX is allowed wherever TypeScript's casts do not forbid it. */
export function languageOf(path: string): 'ts' | 'tsx' | 'jsx' {
  return /\.[cm]?ts$/.test(path) ? 'ts' : path.endsWith('.tsx') ? 'tsx' : 'jsx'
}

/** Visits every node with its parents, nearest last. */
export function walkTree(node: Node, visit: (node: Node, parents: readonly Node[]) => void, parents: Node[] = []): void {
  visit(node, parents)
  parents.push(node)
  for (const key in node) {
    const value = node[key]
    if (typeof value !== 'object' || value === null) continue
    if (Array.isArray(value)) {
      for (const item of value) if (isNode(item)) walkTree(item, visit, parents)
    } else if (isNode(value)) walkTree(value, visit, parents)
  }
  parents.pop()
}

export const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string'

/** Line of an offset, from 1. */
export function lineAt(text: string, offset: number): number {
  let line = 1
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line++
  return line
}

/** A text or number written out, also behind parentheses, casts and `!`; `undefined` for anything computed. */
export function literalOf(node: unknown): string | number | boolean | undefined {
  const value = bare(node)
  if (!value) return undefined
  if (value.type === 'Literal' && /^(?:string|number|boolean)$/.test(typeof value.value)) return value.value as string | number | boolean
  const quasis = value.type === 'TemplateLiteral' && (value.quasis as { value: { cooked: string } }[])
  return quasis && quasis.length === 1 ? quasis[0]!.value.cooked : undefined
}

const AROUND = new Set([
  'ParenthesizedExpression',
  'TSAsExpression',
  'TSNonNullExpression',
  'TSSatisfiesExpression',
  'ChainExpression',
  'AwaitExpression',
])

/** The node below parentheses, casts and `!`. */
export function bare(node: unknown): Node | undefined {
  let inner = isNode(node) ? node : undefined
  while (inner && AROUND.has(inner.type)) {
    const next = inner.expression ?? inner.argument
    inner = isNode(next) ? next : undefined
  }
  return inner
}

/** The name that a member, property or identifier goes by; `undefined` where it is computed. */
export function nameOf(node: unknown): string | undefined {
  const value = bare(node)
  if (!value) return undefined
  if (value.type === 'Identifier' || value.type === 'JSXIdentifier' || value.type === 'PrivateIdentifier') return value.name as string
  if (value.type === 'MemberExpression') return value.computed === true ? literalName(value.property) : nameOf(value.property)
  if (value.type === 'Property' || value.type === 'PropertyDefinition')
    return value.computed === true ? literalName(value.key) : nameOf(value.key)
  return literalName(value)
}

function literalName(node: unknown): string | undefined {
  const value = literalOf(node)
  return typeof value === 'string' ? value : undefined
}

/** `process.env` for the node of that expression; `undefined` for anything but names joined by dots. */
export function dotted(node: unknown): string | undefined {
  const value = bare(node)
  if (!value) return undefined
  if (value.type === 'Identifier') return value.name as string
  if (value.type === 'ThisExpression') return 'this'
  if (value.type === 'MetaProperty') return 'import.meta'
  if (value.type !== 'MemberExpression') return undefined
  const left = dotted(value.object)
  const right = nameOf(value)
  return left !== undefined && right !== undefined ? `${left}.${right}` : undefined
}
