import { withoutPrefix } from '#model/env/public-names'
import type { Source } from '#source/source'
import { dotted, literalOf, nameOf, type Node } from '#source/tree'
import { bindingsOf } from '../code/bindings.js'
import { above, type Code, findNodes, functionAround, openCode, textOf } from '../code/code.js'
import { freeNames, isGlobal } from '../code/names.js'
import { knownType } from '../idiom/known-type.js'

/** A request that browser code makes with a secret of a variable, and that a server could make as it stands. */
export interface SecretCall {
  readonly code: Code
  readonly call: Node
  /** Where the secret stands in it. */
  readonly secret: Node
  /** The function around it. */
  readonly fn: Node
  /** As the server's variable is called, without the public prefix. */
  readonly variable: string
  /** What it is made of besides, with zod schemas. */
  readonly takes: ReadonlyMap<string, string>
  /** `translate`: what the function around it is called, else the file. */
  readonly name: string
  /** The call with the secret read as the server reads it. */
  said(read: string): string
  /** The constant that holds the secret, where nothing else uses it. */
  readonly constant: Node | undefined
}

/** Only where the secret goes into one call, and into nothing else in browsers. */
export function secretCall(variable: string, path: string, source: Source): SecretCall | undefined {
  const code = openCode(source, path)
  const isRead = (node: Node): boolean =>
    node.type === 'MemberExpression' && new RegExp(`^(?:import\\.meta|process)\\.env\\.${variable}$`).test(dotted(node) ?? '')
  const reads = code ? findNodes(code, isRead) : []
  const [read, ...others] = reads
  if (!code || !read || others.length > 0 || isReadElsewhere(variable, path, source)) return undefined
  const constant = constantOf(code, read)
  const uses = constant
    ? findNodes(code, node => node.type === 'Identifier' && node.name === nameOf(constant.id) && node !== constant.id)
    : [read]
  const [use, ...more] = uses
  const call = use && [...above(code, use)].find(one => one.type === 'CallExpression' && dotted(one.callee) === 'fetch')
  const fn = call && functionAround(code, call)
  if (!call || !fn || more.length > 0 || isOpen(code, call, use)) return undefined
  const takes = takenBy(code, call, use)
  if (!takes) return undefined
  return {
    code,
    call,
    secret: use,
    fn,
    takes,
    variable: withoutPrefix(variable),
    name: nameFor(code, fn),
    constant: constant && code.parents.get(constant),
    said: text => code.text.slice(call.start, use.start) + text + code.text.slice(use.end, call.end),
  }
}

const isReadElsewhere = (variable: string, path: string, source: Source): boolean =>
  source.files.some(file => file.kind === 'code' && file.path !== path && new RegExp(`\\benv\\.${variable}\\b`).test(file.text()))

/** `const KEY = import.meta.env.VITE_KEY` of the file. */
function constantOf(code: Code, read: Node): Node | undefined {
  const declarator = code.parents.get(read)
  const statement = declarator && code.parents.get(declarator)
  const isWhole = declarator?.type === 'VariableDeclarator' && (declarator.id as Node).type === 'Identifier'
  return isWhole && (statement!.declarations as Node[]).length === 1 && code.parents.get(statement!)?.type === 'Program'
    ? declarator
    : undefined
}

/** The address is not written out, or what people enter could lead the request elsewhere. */
function isOpen(code: Code, call: Node, secret: Node): boolean {
  const [url] = call.arguments as Node[]
  if (typeof literalOf(url) === 'string') return !/^https:\/\//.test(String(literalOf(url)))
  if (url?.type !== 'TemplateLiteral' || !/^`https:\/\/[\w.-]+\//.test(textOf(code, url))) return true
  return (url.expressions as Node[]).some(one => one !== secret && dotted(one.callee) !== 'encodeURIComponent')
}

/** Every name in the call that the server does not have, where its kind is known. */
function takenBy(code: Code, call: Node, secret: Node): ReadonlyMap<string, string> | undefined {
  const takes = new Map<string, string>()
  for (const name of freeNames([call])) {
    if (isGlobal(name) || name === 'import' || name === 'meta' || nameOf(secret) === name) continue
    const type = bindingsOf(code).has(name) ? undefined : knownType(code, call, name)
    if (!type) return undefined
    takes.set(name, type === 'string' ? 'z.string().max(5000)' : `z.${type}()`)
  }
  const isRest = findNodes(code, node => node.type === 'MetaProperty', call).some(one => one.start < secret.start || one.end > secret.end)
  return isRest ? undefined : takes
}

/** Names that say what a button does and not what for. */
const VAGUE = /^(?:handle\w*|on[A-Z]\w*|submit|send|load|fetch(?:Data)?|run|go|call|request|get|post)$/

function nameFor(code: Code, fn: Node): string {
  const holder = code.parents.get(fn)
  const own = nameOf(fn.id) ?? (holder?.type === 'VariableDeclarator' ? nameOf(holder.id) : undefined)
  const file = code.path
    .split('/')
    .at(-1)!
    .replace(/\.\w+$/, '')
  return (own === undefined || VAGUE.test(own) ? file : own)
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .toLowerCase()
}
