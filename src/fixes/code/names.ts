import { isNode, type Node, walkTree } from '#source/tree'

/** Names that code declares, in patterns and functions too. */
export function declaredIn(nodes: readonly Node[]): ReadonlySet<string> {
  const names = new Set<string>()
  for (const root of nodes)
    walkTree(root, node => {
      if (node.type === 'VariableDeclarator') patternNames(node.id as Node, names)
      else if (node.type === 'FunctionDeclaration' || node.type === 'ClassDeclaration') {
        if (isNode(node.id)) names.add(node.id.name as string)
        for (const param of (node.params as Node[] | undefined) ?? []) patternNames(param, names)
      } else if (node.type === 'ArrowFunctionExpression' || node.type === 'FunctionExpression')
        for (const param of node.params as Node[]) patternNames(param, names)
      else if (node.type === 'CatchClause' && isNode(node.param)) patternNames(node.param, names)
    })
  return names
}

export function patternNames(pattern: Node, into: Set<string> = new Set()): Set<string> {
  walkTree(pattern, (node, parents) => {
    const parent = parents.at(-1)
    if (node.type !== 'Identifier' || parents.some(one => one.type === 'TSTypeAnnotation')) return
    if (parent?.type === 'Property' && parent.key === node && parent.value !== node && parent.shorthand !== true) return
    if (parents.some((one, index) => one.type === 'AssignmentPattern' && (parents[index + 1] ?? node) === one.right)) return
    into.add(node.name as string)
  })
  return into
}

/** Names that code reads and does not declare itself. */
export function freeNames(nodes: readonly Node[]): ReadonlySet<string> {
  const declared = declaredIn(nodes)
  const free = new Set<string>()
  for (const root of nodes)
    walkTree(root, (node, parents) => {
      if (node.type !== 'Identifier' || parents.some(one => /^TSType|^TSInterface/.test(one.type))) return
      const parent = parents.at(-1)
      if (parent?.type === 'MemberExpression' && parent.property === node && parent.computed !== true) return
      if (
        (parent?.type === 'Property' || parent?.type === 'PropertyDefinition') &&
        parent.key === node &&
        parent.computed !== true &&
        parent.shorthand !== true
      )
        return
      if (!declared.has(node.name as string)) free.add(node.name as string)
    })
  return free
}

const GLOBALS =
  /^(?:undefined|NaN|Infinity|console|process|Deno|JSON|Object|Array|String|Number|Boolean|Date|Math|Promise|Error|TypeError|Response|Request|Headers|URL|URLSearchParams|FormData|File|Buffer|fetch|crypto|parseInt|parseFloat|encodeURIComponent|decodeURIComponent|setTimeout|clearTimeout|AbortSignal|AbortController|TextEncoder|TextDecoder|Map|Set|RegExp|globalThis|require|module)$/

export const isGlobal = (name: string): boolean => GLOBALS.test(name)

/** `order_item` of the table `public.order_items`. */
export const singular = (table: string): string =>
  table
    .split('.')
    .at(-1)!
    .replace(/ies$/, 'y')
    .replace(/([^s])s$/, '$1')

/** `orderItem` of `order_item`. */
export const camel = (name: string): string => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
