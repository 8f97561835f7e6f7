import type { Argument, CallExpression, Expression, ObjectExpression } from 'oxc-parser'

/** Walks every node of a syntax tree, outermost first. */
export function walkTree(
  tree: unknown,
  visit: (node: SyntaxNode, parents: readonly SyntaxNode[]) => void,
  parents: readonly SyntaxNode[] = [],
): void {
  if (Array.isArray(tree)) {
    for (const item of tree) walkTree(item, visit, parents)
    return
  }
  if (tree === null || typeof tree !== 'object') return
  const isNode = typeof (tree as { type?: unknown }).type === 'string'
  if (isNode) visit(tree as SyntaxNode, parents)
  const below = isNode ? [...parents, tree as SyntaxNode] : parents
  for (const value of Object.values(tree)) if (value !== null && typeof value === 'object') walkTree(value, visit, below)
}

export interface SyntaxNode {
  readonly type: string
  readonly start: number
  readonly end: number
}

/** `varchar('x').notNull().references(f)` taken apart: the first call, then each call on its result. */
export interface Chain {
  readonly links: readonly { readonly name: string; readonly args: readonly Argument[]; readonly start: number }[]
}

/** Names of a dotted callee: `mongoose.Schema.Types.ObjectId` → `['mongoose', 'Schema', 'Types', 'ObjectId']`. */
export function dotted(node: Expression | Argument | undefined | null): string[] {
  if (!node) return []
  if (node.type === 'Identifier') return [node.name]
  if (node.type === 'ThisExpression') return ['this']
  if (node.type === 'MemberExpression') {
    const below = dotted(node.object as Expression)
    if (below.length === 0) return []
    if (node.property.type === 'Identifier' && !node.computed) return [...below, node.property.name]
    const name = text(node.property as Expression)
    return name === undefined ? [] : [...below, name]
  }
  return []
}

export function chainOf(node: Expression | Argument | undefined): Chain | undefined {
  const links: { name: string; args: readonly Argument[]; start: number }[] = []
  let current: Expression | Argument | undefined = bare(node)
  while (current?.type === 'CallExpression') {
    const { callee, arguments: args } = current as CallExpression
    if (callee.type === 'MemberExpression' && callee.property.type === 'Identifier') {
      links.unshift({ name: callee.property.name, args, start: callee.property.start })
      const object = bare(callee.object as Expression)
      if (object?.type !== 'CallExpression') break
      current = object
    } else {
      if (callee.type === 'Identifier') links.unshift({ name: callee.name, args, start: callee.start })
      break
    }
  }
  return links.length > 0 ? { links } : undefined
}

/** Looks through `as const`, `satisfies X`, `x!`, parentheses. */
export function bare<Node extends Expression | Argument | undefined | null>(node: Node): Node {
  let current = node as Expression | undefined
  while (
    current &&
    (current.type === 'TSAsExpression' ||
      current.type === 'TSSatisfiesExpression' ||
      current.type === 'TSNonNullExpression' ||
      current.type === 'ParenthesizedExpression')
  )
    current = current.expression
  return current as Node
}

/** The text of a literal, or of a template without holes. */
export function text(node: Expression | Argument | undefined | null): string | undefined {
  const plain = bare(node)
  if (plain?.type === 'Literal' && typeof plain.value === 'string') return plain.value
  if (plain?.type === 'TemplateLiteral' && plain.expressions.length === 0) return plain.quasis[0]?.value.cooked ?? undefined
  return undefined
}

export interface Entry {
  readonly name: string
  readonly value: Expression
  readonly start: number
}

export function entriesOf(node: ObjectExpression): Entry[] {
  return node.properties.flatMap(property => {
    if (property.type !== 'Property') return []
    const name = property.key.type === 'Identifier' && !property.computed ? property.key.name : text(property.key as Expression)
    return name === undefined ? [] : [{ name, value: bare(property.value as Expression), start: property.start }]
  })
}

export function entry(node: Expression | Argument | undefined, name: string): Expression | undefined {
  const plain = bare(node)
  return plain?.type === 'ObjectExpression' ? entriesOf(plain).find(item => item.name === name)?.value : undefined
}

export const isTrue = (node: Expression | undefined): boolean => node?.type === 'Literal' && node.value === true

/** What a function gives back at once: `() => x`, `() => { return x }`. */
export function returned(node: Expression | Argument | undefined): Expression | undefined {
  const plain = bare(node)
  if (plain?.type !== 'ArrowFunctionExpression' && plain?.type !== 'FunctionExpression') return undefined
  if (plain.body?.type !== 'BlockStatement') return bare(plain.body ?? undefined)
  const last = plain.body.body.findLast(statement => statement.type === 'ReturnStatement')
  return bare(last?.argument ?? undefined)
}

export type { Argument, Expression }
