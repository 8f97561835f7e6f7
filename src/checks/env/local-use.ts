import type { Place } from '#base/place'
import type { SourceFile } from '#source/source'
import { bare, dotted, isNode, lineAt, literalOf, nameOf, type Node, treeOf, walkTree } from '#source/tree'

/** What an address of the developer's own computer is there for. */
export type LocalUse = 'asked' | 'origins' | 'shown'

export interface LocalAddress {
  readonly at: Place
  readonly use: LocalUse
  /** Its scheme, host and port. */
  readonly address: string
  /** Offset of that in the file. */
  readonly start: number
}

const LOCAL = /^(?:https?|wss?):\/\/(?:localhost|127\.0\.0\.1|0\.0\.0\.0)(?::\d+)?(?=\/|$)/
/** A link in the text of a mail or of a page. */
const LINK = /(?:href|src|action)\s*=\s*["']?(https?:\/\/(?:localhost|127\.0\.0\.1)(?::\d+)?)/
const ASKING =
  /^(?:fetch|\$fetch|axios|ky|got|io|WebSocket|EventSource|useSWR)$|^(?:axios|api|client|http|ky|got|\$http)\.(?:get|post|put|patch|delete|request|create)$/
const BASE = /^(?:base_?url|api_?url|endpoint|uri)$/i
const NAMED_BASE = /(?:url|api|server|backend|host|endpoint|uri)s?$|^base/i
const SHOWN = /^(?:success|cancel|return|refresh|redirect|callback|webhook|notification|failure|back)_?(?:url|uri|to)s?$/i
const ORIGINS = /^(?:origins?|allowed_?origins?|white_?list|cors_?origins?|allowed_?(?:urls|domains))$/i
/** The developer's own way is one of two. */
const CHOICES = new Set(['LogicalExpression', 'ConditionalExpression', 'AssignmentPattern', 'ReturnStatement', 'SwitchCase'])
const MODE = /NODE_ENV|\b(?:is_?)?(?:dev|prod)\w*\b|import\.meta\.env|localhost|\benv\b/i
const OTHER_KEY = /^(?:dev|local|test|prod|stag)/i

/** Addresses of the own computer that a file uses whichever machine it runs on. */
export function localAddresses(file: SourceFile, inBrowser: boolean): LocalAddress[] {
  const text = file.text()
  if (!/\/\/(?:localhost|127\.0\.0\.1|0\.0\.0\.0)/.test(text)) return []
  const found: LocalAddress[] = []
  walkTree(treeOf(file), (node, parents) => {
    const written = textOf(node)
    const address = written && (LOCAL.exec(written)?.[0] ?? LINK.exec(written)?.[1])
    if (!address || isChoice(parents, text)) return
    const use = LOCAL.test(written) ? useOf(node, parents, inBrowser) : 'shown'
    const start = text.indexOf(address, node.start)
    if (use) found.push({ at: { file: file.path, line: lineAt(text, start) }, use, address, start })
  })
  return found
}

/** The text that a literal is, or what a template begins with or holds. */
function textOf(node: Node): string | undefined {
  if (node.type === 'TemplateLiteral') return (node.quasis as { value: { raw: string } }[]).map(one => one.value.raw).join('…')
  return node.type === 'Literal' && typeof node.value === 'string' ? node.value : undefined
}

/** One of two ways, or a setting beside that of another machine. */
function isChoice(parents: readonly Node[], text: string): boolean {
  for (const [index, parent] of parents.entries()) {
    if (CHOICES.has(parent.type) || (parent.type === 'BinaryExpression' && parent.operator !== '+')) return true
    if (parent.type === 'IfStatement' && parents[index + 1] !== parent.test) {
      const { start, end } = parent.test as Node
      if (MODE.test(text.slice(start, end))) return true
    }
    if (parent.type === 'VariableDeclaration' && parent.kind !== 'const') return true
    if (parent.type === 'ObjectExpression') {
      const own = parents[index + 1]
      if (own?.type === 'Property' && (parent.properties as Node[]).some(one => OTHER_KEY.test(nameOf(one) ?? ''))) return true
    }
  }
  return false
}

function useOf(written: Node, around: readonly Node[], inBrowser: boolean): LocalUse | undefined {
  // `'http://localhost:3000/orders/' + id`
  const joined = around.findLastIndex(one => one.type !== 'BinaryExpression') + 1
  const [parents, node] = [around.slice(0, joined), around[joined] ?? written]
  const parent = parents.at(-1)!
  if (parent.type === 'ArrayExpression') {
    if (!(parent.elements as unknown[]).every(one => LOCAL.test(String(literalOf(one) ?? '')))) return undefined
    return ORIGINS.test(holderOf(parents.at(-2)) ?? '') ? 'origins' : undefined
  }
  const holder = holderOf(parent)
  if (holder !== undefined) {
    if (ORIGINS.test(holder)) return 'origins'
    if (SHOWN.test(holder)) return 'shown'
    if (!inBrowser) return undefined
    if (parent.type === 'Property') return BASE.test(holder) ? 'asked' : undefined
    return NAMED_BASE.test(holder) ? 'asked' : undefined
  }
  if (parent.type !== 'CallExpression' && parent.type !== 'NewExpression') return undefined
  const callee = dotted(parent.callee) ?? ''
  if ((parent.arguments as unknown[])[0] !== node) return undefined
  if (/\.redirect$/.test(callee)) return 'shown'
  return inBrowser && ASKING.test(callee) ? 'asked' : undefined
}

/** The name that a value is put under. */
function holderOf(parent: Node | undefined): string | undefined {
  switch (parent?.type) {
    case 'Property':
      return nameOf(parent)
    case 'VariableDeclarator':
      return nameOf(parent.id)
    case 'AssignmentExpression':
      return isNode(parent.left) ? nameOf(bare(parent.left)) : undefined
    default:
      return undefined
  }
}
