import type { Source, SourceFile } from '#source/source'
import { type Node, lineAt, treeOf, walkTree } from '#source/tree'
import { type Style, styleOf } from './style.js'

/** A code file opened for a repair: its text, its tree with the way up, and how its author writes. */
export interface Code {
  readonly path: string
  readonly text: string
  readonly tree: Node
  readonly parents: ReadonlyMap<Node, Node>
  readonly style: Style
}

const opened = new WeakMap<SourceFile, Code>()

export function openCode(source: Source, path: string): Code | undefined {
  const file = source.file(path)
  if (file?.kind !== 'code') return undefined
  let code = opened.get(file)
  if (!code) {
    const text = file.text()
    const tree = treeOf(file)
    const parents = new Map<Node, Node>()
    walkTree(tree, (node, above) => {
      const parent = above.at(-1)
      if (parent) parents.set(node, parent)
    })
    opened.set(file, (code = { path, text, tree, parents, style: styleOf(text) }))
  }
  return code
}

export const textOf = (code: Code, node: Node): string => code.text.slice(node.start, node.end)

export const lineOf = (code: Code, offset: number): number => lineAt(code.text, offset)

/** Nodes above, nearest first. */
export function* above(code: Code, node: Node): Generator<Node> {
  for (let next = code.parents.get(node); next; next = code.parents.get(next)) yield next
}

/** Every node that fits, outermost first. */
export function findNodes(code: Code, fits: (node: Node) => boolean, within: Node = code.tree): Node[] {
  const found: Node[] = []
  walkTree(within, node => {
    if (fits(node)) found.push(node)
  })
  return found
}

export const isFunction = (node: Node): boolean =>
  node.type === 'FunctionDeclaration' || node.type === 'FunctionExpression' || node.type === 'ArrowFunctionExpression'

/** The function around a node, with the innermost first. */
export const functionAround = (code: Code, node: Node): Node | undefined => [...above(code, node)].find(isFunction)

/** The statement that holds a node, and the block that holds the statement. */
export function statementAround(code: Code, node: Node): Node | undefined {
  for (const each of [node, ...above(code, node)]) {
    const parent = code.parents.get(each)
    if (parent && (parent.type === 'BlockStatement' || parent.type === 'Program') && Array.isArray(parent.body)) return each
  }
  return undefined
}

/** The statement of the file, not of a block in it, that holds a node. */
export function topStatement(code: Code, node: Node): Node {
  let top = node
  for (const each of above(code, node)) if (each.type !== 'Program') top = each
  return top
}

/** Calls that a place of the model means: it names the line of the call, or in a chain that of the method. */
export function callsAt(code: Code, line: number): Node[] {
  return findNodes(code, node => {
    if (node.type !== 'CallExpression' && node.type !== 'NewExpression') return false
    const callee = node.callee as Node
    return lineOf(code, node.start) <= line && line <= lineOf(code, callee.end)
  })
}

/** Spaces or tabs before the line on which an offset stands. */
export function indentAt(code: Pick<Code, 'text'>, offset: number): string {
  const start = code.text.lastIndexOf('\n', offset - 1) + 1
  return /^[ \t]*/.exec(code.text.slice(start))![0]
}

/** Takes the indentation of its first line from a text, and gives it another. */
export function reindent(text: string, from: string, to: string): string {
  return text
    .split('\n')
    .map((line, index) =>
      index === 0 || line.trim() === '' ? line : to + (line.startsWith(from) ? line.slice(from.length) : line.trimStart()),
    )
    .join('\n')
}

/** The range of a value with the line breaks that only its length called for, where the new text fits on one line. */
export function tightRange(code: Code, node: Node, text: string): { readonly start: number; readonly end: number; readonly lead: string } {
  const plain = { start: node.start, end: node.end, lead: '' }
  const parent = code.parents.get(node)
  const before = /\s*$/.exec(code.text.slice(0, node.start))![0]
  if (!parent || !before.includes('\n')) return plain
  const start = node.start - before.length
  const line = code.text.slice(code.text.lastIndexOf('\n', start - 1) + 1, start)
  if (line.length + text.length > 94) return plain
  if (parent.type === 'Property' || parent.type === 'VariableDeclarator') return { start, end: node.end, lead: ' ' }
  if (/^(?:Call|New)Expression$/.test(parent.type) && (parent.arguments as Node[]).length === 1)
    return { start, end: node.end + /^\s*,?\s*/.exec(code.text.slice(node.end))![0].length, lead: '' }
  return plain
}

/** Comments right above belong to what they stand above: what is inserted goes before them. */
export function aboveComments(code: Code, start: number): number {
  const line = code.text.lastIndexOf('\n', start - 1) + 1
  const match = /(?:[ \t]*(?:\/\/[^\n]*|\/\*(?:[^*]|\*(?!\/))*\*\/)[ \t]*\r?\n)+$/.exec(code.text.slice(0, line))
  return match ? line - match[0].length + /^[ \t]*/.exec(match[0])![0].length : start
}
