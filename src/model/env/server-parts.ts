import { remembered } from '#facts/remembered'
import type { SourceFile } from '#source/source'
import { isNode, nameOf, parsedOf, walkTree, type Node } from '#source/tree'

/** Functions that a page exports for the server alone. */
const EXPORTS = /^(?:getServerSideProps|getStaticProps|getStaticPaths|loader|action|headers|middleware)$/
const EXPORTED = /export\s+(?:async\s+)?(?:const|function)\s+(?:getServerSideProps|getStaticProps|getStaticPaths|loader|action)\b/
const FUNCTIONS =
  /\bcreateServerFn\b|\bcreateMiddleware\b|\bcreateServerOnlyFn\b|\bserverOnly\b|\bcreate(?:Server|API)FileRoute\b|\bcreate(?:File|Root)Route\w*\b[\s\S]*\bserver\s*:/
/** What is handed to these never leaves the server. */
const TAKES = /^(?:handler|server|inputValidator|validator|methods|createServerOnlyFn|serverOnly)$/

/** Whether a file of a page also holds code that bundlers leave out of the browser's. */
export const hasServerParts = (file: SourceFile): boolean => EXPORTED.test(file.text()) || FUNCTIONS.test(file.text())

/** Lines that reach the browser, from 1, where a file has server parts; else nothing. */
export const browserLines = (file: SourceFile): ReadonlySet<number> | undefined =>
  hasServerParts(file) ? new Set(remembered(file, 'browser-parts@1', () => readParts(file)).lines) : undefined

/** Names that what reaches the browser uses of the file's imports and declarations, where a file has server parts. */
export const browserNames = (file: SourceFile): ReadonlySet<string> | undefined =>
  hasServerParts(file) ? new Set(remembered(file, 'browser-parts@1', () => readParts(file)).names) : undefined

interface Span {
  readonly start: number
  readonly end: number
}

function readParts(file: SourceFile): { readonly lines: readonly number[]; readonly names: readonly string[] } {
  const parsed = parsedOf(file)
  const tree = parsed.program as unknown as Node
  const text = file.text()
  const statements = (tree.body as readonly Node[]) ?? []
  const gone: Span[] = [...parsed.comments, ...statements.filter(one => one.type === 'ImportDeclaration')]
  if (EXPORTED.test(text)) gone.push(...statements.filter(one => declaredBy(one, true).some(name => EXPORTS.test(name))))
  if (FUNCTIONS.test(text))
    walkTree(tree, node => {
      if (node.type === 'CallExpression' && TAKES.test(calledName(node))) gone.push(...(node.arguments as Node[]))
      if (node.type === 'Property' && nameIn(node.key) === 'server' && isNode(node.value)) gone.push(node.value)
    })
  const uses = usesIn(tree).filter(use => !isWithin(use, gone))
  // What only the server used is used no more.
  for (let count = -1; count !== gone.length;) {
    count = gone.length
    for (const statement of statements) {
      const names = declaredBy(statement, false)
      if (!names.length || isWithin(statement, gone)) continue
      const isUsed = uses.some(use => names.includes(use.name) && !isWithin(use, [statement]) && !isWithin(use, gone))
      if (!isUsed) gone.push(statement)
    }
  }
  return { lines: linesOf(text, gone), names: [...new Set(uses.filter(use => !isWithin(use, gone)).map(use => use.name))] }
}

const isWithin = ({ start, end }: Span, spans: readonly Span[]): boolean => spans.some(span => span.start <= start && end <= span.end)

function linesOf(text: string, gone: readonly Span[]): number[] {
  let left = text
  for (const { start, end } of gone) left = left.slice(0, start) + left.slice(start, end).replaceAll(/[^\n]/g, ' ') + left.slice(end)
  return left.split('\n').flatMap((line, index) => (line.trim() ? [index + 1] : []))
}

interface Use extends Span {
  readonly name: string
}

/** Names that are used as values, but for those that a function around them declares itself. */
function usesIn(tree: Node): Use[] {
  const found: Use[] = []
  const own = new Map<Node, Set<string>>()
  walkTree(tree, (node, parents) => {
    if (node.type !== 'Identifier' && node.type !== 'JSXIdentifier') return
    const parent = parents.at(-1)
    const name = node.name as string
    if (!parent || (parent.type === 'MemberExpression' && parent.property === node && parent.computed !== true)) return
    if (parent.type === 'Property' && parent.key === node && parent.shorthand !== true && parent.computed !== true) return
    if (parent.type === 'JSXAttribute' || /^TS/.test(parent.type)) return
    for (const around of parents) {
      if (!isNode(around.body) || !Array.isArray(around.params)) continue
      let names = own.get(around)
      if (!names) own.set(around, (names = declaredInside(around)))
      if (names.has(name)) return
    }
    found.push({ name, start: node.start, end: node.end })
  })
  return found
}

function declaredInside(around: Node): Set<string> {
  const names = new Set<string>()
  const take = (pattern: unknown): void => {
    if (isNode(pattern))
      walkTree(pattern, (node, parents) => {
        const parent = parents.at(-1)
        if (node.type === 'Identifier' && !(parent?.type === 'Property' && parent.key === node && parent.shorthand !== true))
          names.add(node.name as string)
      })
  }
  for (const param of around.params as unknown[]) take(param)
  walkTree(around.body as Node, node => {
    if (node.type === 'VariableDeclarator') take(node.id)
  })
  return names
}

/** Names that a statement declares, exported or not. */
function declaredBy(statement: Node, exported: boolean): string[] {
  if (exported)
    return statement.type === 'ExportNamedDeclaration' && isNode(statement.declaration) ? declaredBy(statement.declaration, false) : []
  if (statement.type === 'FunctionDeclaration' || statement.type === 'ClassDeclaration') return [nameIn(statement.id) ?? ''].filter(Boolean)
  if (statement.type !== 'VariableDeclaration') return []
  return (statement.declarations as Node[]).flatMap(one => nameIn(one.id) ?? [])
}

const nameIn = (node: unknown): string | undefined => (isNode(node) && node.type === 'Identifier' ? (node.name as string) : undefined)

const calledName = (call: Node): string => nameIn(call.callee) ?? (isNode(call.callee) ? (nameOf(call.callee) ?? '') : '')
