import { remembered } from '#facts/remembered'
import type { SourceFile } from '#source/source'
import { bare, dotted, isNode, lineAt, literalOf, nameOf, treeOf, walkTree, type Node } from '#source/tree'

/** A variable read by one expression of a file. */
export interface Read {
  readonly name: string
  readonly line: number
  readonly fallback: string | undefined
  /** Written into the browser's code by a build configuration: Vite's `define`, Next's `env`. */
  readonly inlined: boolean
}

const ENVIRONMENTS = new Set(['process.env', 'import.meta.env', 'Bun.env', 'globalThis.process.env', 'Deno.env'])
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/
/** A function of the app's own that reads a variable by name: `env('X')`, `getEnv('X', 'default')`, `requireEnvVar('X')`. */
const READER = /^(?:get|read|require|must|need|load|optional|required)?_?env(?:Var|Variable|OrThrow|OrDefault|String|Value)?$/i
const BUILD_CONFIG = /(?:^|\/)(?:vite|next|webpack|rsbuild|craco)\.config\.[cm]?[jt]s$/

/** Every variable that a file reads; comments and texts are not code. */
export function readsIn(file: SourceFile): readonly Read[] {
  return /\benv|Env\b/.test(file.text()) ? remembered(file, 'env@1', () => readTree(file)) : []
}

function readTree(file: SourceFile): Read[] {
  const text = file.text()
  const found = new Map<Node, { name: string; fallback: string | undefined; inlined: boolean }>()
  const constants = new Map<string, Node>()
  const sources = new Set(ENVIRONMENTS)
  const isConfig = BUILD_CONFIG.test(file.path)
  const isEnvironment = (node: unknown): boolean => {
    const value = bare(node)
    if (value?.type === 'MemberExpression') return nameOf(value) === 'env' && sources.has(dotted(value) ?? '')
    return value?.type === 'Identifier' && sources.has(value.name as string)
  }
  const add = (node: Node, name: string | undefined, fallback: string | undefined, parents: readonly Node[] = []) => {
    if (name !== undefined && NAME.test(name) && name !== 'env') {
      found.set(node, {
        name,
        fallback,
        inlined: isConfig && parents.some(one => one.type === 'Property' && /^(?:define|env)$/.test(nameOf(one) ?? '')),
      })
    }
  }
  walkTree(treeOf(file), (node, parents) => {
    if (node.type === 'VariableDeclarator') {
      const target = node.id as Node
      if (target.type === 'Identifier') {
        constants.set(target.name as string, node.init as Node)
        const value = bare(node.init)
        const isLoaded = value?.type === 'CallExpression' && nameOf(value.callee) === 'loadEnv'
        if (isEnvironment(node.init) || isLoaded) sources.add(target.name as string)
      } else if (target.type === 'ObjectPattern' && isEnvironment(node.init)) {
        for (const property of target.properties as Node[]) {
          if (property.type !== 'Property') continue
          const value = property.value as Node
          add(property, nameOf(property), value.type === 'AssignmentPattern' ? wordOf(value.right, constants) : undefined)
        }
      }
    } else if (node.type === 'MemberExpression') {
      const parent = parents.at(-1)
      const isWritten = parent?.type === 'AssignmentExpression' && parent.left === node && parent.operator === '='
      if (isEnvironment(node.object) && !isWritten && !(parent?.type === 'CallExpression' && parent.callee === node))
        add(node, nameOf(node), undefined, parents)
    } else if (node.type === 'CallExpression') {
      const [first, second] = node.arguments as Node[]
      const last = nameOf(node.callee) ?? ''
      const value = literalOf(first)
      if (
        typeof value === 'string' &&
        ((last === 'get' && dotted(node.callee) === 'Deno.env.get') || (READER.test(last) && /^[A-Z][A-Z0-9_]+$/.test(value)))
      )
        add(node, value, wordOf(second, constants))
      else if (/^(?:parse|safeParse|validateSync)$/.test(last) && isEnvironment(first)) {
        for (const [at, name, fallback] of schemaKeys((node.callee as Node).object, constants)) add(at, name, fallback)
      }
    } else if (
      node.type === 'Property' &&
      isNode(node.value) &&
      ancestorsName(parents) === 'createEnv' &&
      /^[A-Z][A-Z0-9_]+$/.test(nameOf(node) ?? '')
    ) {
      // @t3-oss/env: the schema of a variable, beside `runtimeEnv`, which reads it.
      const fallback = defaultOf(node.value)
      if (fallback !== undefined) add(node, nameOf(node), fallback)
    }
  })
  if (found.size > 0) walkTree(treeOf(file), node => addFallback(node, found, constants))
  return [...found].map(([node, read]) => ({ ...read, line: lineAt(text, node.start) }))
}

/** `read || 'x'`, `read ?? 'x'`, `a || b || 'x'`, `read ||= 'x'`, `read ? read : 'x'`. */
function addFallback(node: Node, found: Map<Node, { fallback: string | undefined }>, constants: ReadonlyMap<string, Node>): void {
  const [tested, given] =
    node.type === 'LogicalExpression' && node.operator !== '&&'
      ? [node.left, node.right]
      : node.type === 'AssignmentExpression' && /^(?:\|\||\?\?)=$/.test(node.operator as string)
        ? [node.left, node.right]
        : node.type === 'ConditionalExpression'
          ? [node.test, node.alternate]
          : []
  const fallback = wordOf(given, constants)
  if (fallback === undefined) return
  for (const inner of spine(tested)) {
    const read = found.get(inner)
    if (read) read.fallback ??= fallback
  }
}

function* spine(node: unknown): Generator<Node> {
  const value = bare(node)
  if (!value) return
  yield value
  if (value.type === 'LogicalExpression' && value.operator !== '&&') {
    yield* spine(value.left)
    yield* spine(value.right)
  } else if (value.type === 'CallExpression' && /^(?:String|Number|parseInt|trim|toString)$/.test(nameOf(value.callee) ?? '')) {
    yield* spine((value.arguments as Node[])[0] ?? (value.callee as Node).object)
  }
}

/** Text of a literal, of a constant that holds one, or of both ends of a guess: `'x-' + Date.now()`. */
function wordOf(node: unknown, constants: ReadonlyMap<string, Node>): string | undefined {
  const value = literalOf(node) ?? literalOf(constants.get(nameOf(node) ?? ''))
  if (value !== undefined) return String(value)
  const sum = bare(node)
  if (sum?.type !== 'BinaryExpression' || sum.operator !== '+') return undefined
  const left = wordOf(sum.left, constants)
  const isGuessable = /^(?:Date\.now|Math\.random|Date\.now\.toString|process\.uptime)$/.test(
    dotted((bare(sum.right)?.callee as Node | undefined) ?? sum.right) ?? '',
  )
  return left !== undefined && isGuessable ? left : undefined
}

function* schemaKeys(
  schema: unknown,
  constants: ReadonlyMap<string, Node>,
): Generator<readonly [Node, string | undefined, string | undefined]> {
  const value = bare(schema)
  const call = value?.type === 'Identifier' ? bare(constants.get(value.name as string)) : value
  if (call?.type !== 'CallExpression') return
  const [shape] = call.arguments as Node[]
  if (shape?.type === 'ObjectExpression') {
    for (const property of shape.properties as Node[])
      if (property.type === 'Property') yield [property, nameOf(property), defaultOf(property.value)]
  } else yield* schemaKeys((call.callee as Node).object, constants)
}

/** The argument of `.default('x')` in a chain of schema calls. */
function defaultOf(node: unknown): string | undefined {
  const call = bare(node)
  if (call?.type !== 'CallExpression') return undefined
  const value = /^(?:default|catch)$/.test(nameOf(call.callee) ?? '') ? literalOf((call.arguments as Node[])[0]) : undefined
  return value === undefined ? defaultOf((call.callee as Node).object) : String(value)
}

const ancestorsName = (parents: readonly Node[]): string | undefined =>
  parents
    .filter(one => one.type === 'CallExpression')
    .map(one => nameOf(one.callee))
    .findLast(name => name === 'createEnv')
