import { posix } from 'node:path'
import { type Node, literalOf, nameOf } from '#source/tree'
import type { Code } from './code.js'

/** How a name comes into a file. `local`: declared at the top of the file itself. */
export interface Binding {
  readonly name: string
  readonly kind: 'named' | 'default' | 'namespace' | 'local'
  /** Its name where it comes from. */
  readonly imported: string
  readonly from: string
  readonly node: Node
}

/** Names bound at the top of a file. */
export function bindingsOf(code: Code): ReadonlyMap<string, Binding> {
  const found = new Map<string, Binding>()
  const add = (name: string | undefined, kind: Binding['kind'], imported: string, from: string, node: Node) => {
    if (name) found.set(name, { name, kind, imported, from, node })
  }
  for (const statement of code.tree.body as Node[]) {
    const inner = (statement.type === 'ExportNamedDeclaration' ? (statement.declaration as Node | null) : statement) ?? statement
    if (inner.type === 'ImportDeclaration') {
      if (inner.importKind === 'type') continue
      const from = literalOf(inner.source) as string
      for (const one of inner.specifiers as Node[]) {
        const local = nameOf(one.local)
        if (one.type === 'ImportSpecifier') add(local, 'named', nameOf(one.imported) ?? local!, from, inner)
        else add(local, one.type === 'ImportDefaultSpecifier' ? 'default' : 'namespace', local!, from, inner)
      }
    } else if (inner.type === 'VariableDeclaration') {
      for (const one of inner.declarations as Node[]) {
        const from = required(one.init as Node | null)
        const id = one.id as Node
        if (id.type === 'Identifier') add(nameOf(id), from === undefined ? 'local' : 'default', nameOf(id)!, from ?? '', inner)
        const parts = id.type === 'ObjectPattern' ? (id.properties as Node[]).filter(part => part.type === 'Property') : []
        for (const part of parts) add(nameOf(part.value), from === undefined ? 'local' : 'named', nameOf(part) ?? '', from ?? '', inner)
      }
    } else if (inner.type === 'FunctionDeclaration' || inner.type === 'ClassDeclaration') {
      add(nameOf(inner.id), 'local', nameOf(inner.id) ?? '', '', inner)
    }
  }
  return found
}

function required(init: Node | null): string | undefined {
  if (init?.type !== 'CallExpression' || nameOf(init.callee) !== 'require') return undefined
  const from = literalOf((init.arguments as Node[])[0])
  return typeof from === 'string' ? from : undefined
}

/** The specifier by which another file names the same module. */
export function specifierFrom(from: string, in_: string, to: string): string {
  if (!from.startsWith('.')) return from
  const target = posix.join(posix.dirname(in_), from)
  const path = posix.relative(posix.dirname(to), target)
  return path.startsWith('.') ? path : `./${path}`
}

/** Whether the file is CommonJS: what it takes and gives goes by `require` and `module.exports`. */
export const usesRequire = (code: Code): boolean =>
  /\.c[jt]s$/.test(code.path) ||
  (!/^\s*(?:import|export)\b/m.test(code.text) && /\brequire\(|\bmodule\.exports\b|^\s*exports\.\w/m.test(code.text))
