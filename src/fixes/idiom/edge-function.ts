import type { Source } from '#source/source'
import { dotted, nameOf, type Node } from '#source/tree'
import { bindingsOf } from '../code/bindings.js'
import { type Code, findNodes, textOf } from '../code/code.js'
import { type Handler, type Opening, openingOf } from '../code/handler.js'
import { fileOf } from './function-behind.js'

/** A Supabase edge function as a repair sees it: its request, and the client with the service key that it has. */
export interface EdgeFunction {
  readonly handler: Handler
  readonly fn: Node
  readonly opening: Opening
  readonly name: string
  /** `req` */
  readonly request: string
  readonly client: ServiceClient | undefined
}

/** `const supabase = createClient(url, serviceKey)`, by its name and the statement that makes it. */
export interface ServiceClient {
  readonly name: string
  /** `undefined`: it stands at the top of the file. */
  readonly statement: Node | undefined
}

export function edgeFunction(handler: Handler | undefined, source: Source): EdgeFunction | undefined {
  const name = /(?:^|\/)supabase\/functions\/([\w-]+)\//.exec(handler?.code.path ?? '')?.[1]
  const fn = handler?.fn
  const opening = handler && fn && openingOf(handler.code, fn)
  const request = fn && nameOf((fn.params as Node[])[0])
  if (!handler || !name || !fn || !opening || !request || !opening.statements[0]) return undefined
  return { handler, fn, opening, name, request, client: clientIn(handler.code, fn, source) }
}

/** The client that passes the row rules, where it is made before anything else happens. */
function clientIn(code: Code, fn: Node, source: Source): ServiceClient | undefined {
  const makers = serviceMakers(code, source)
  for (const one of findNodes(code, node => node.type === 'VariableDeclarator' && (node.id as Node).type === 'Identifier')) {
    const init = one.init as Node | null
    if (!init || !isService(code, init, makers)) continue
    const statement = code.parents.get(one)!
    const isTop = code.parents.get(statement)?.type === 'Program'
    const holder = code.parents.get(statement)
    const isOwn =
      statement.start > fn.start && statement.end < fn.end && (holder === fn.body || code.parents.get(holder!)?.type === 'TryStatement')
    if (isTop || isOwn) return { name: nameOf(one.id)!, statement: isTop ? undefined : statement }
  }
  return undefined
}

function isService(code: Code, init: Node, makers: ReadonlySet<string>): boolean {
  if (init.type !== 'CallExpression') return false
  if (makers.has(dotted(init.callee) ?? '')) return true
  if (nameOf(init.callee) !== 'createClient') return false
  const key = (init.arguments as Node[])[1]
  return key !== undefined && /SERVICE_ROLE/.test(textOf(code, key) + declared(code, key))
}

/** What a name of the file was given. */
function declared(code: Code, node: Node): string {
  const name = /^\w+/.exec(textOf(code, node))?.[0]
  const made = findNodes(code, one => one.type === 'VariableDeclarator' && nameOf(one.id) === name)[0]
  return made ? textOf(code, made) : ''
}

/** `serviceClient()` of another file of the functions. */
export function serviceMakers(code: Code, source: Source): ReadonlySet<string> {
  const found = new Set<string>()
  for (const { name, kind, from } of bindingsOf(code).values()) {
    if (kind !== 'named' || !from.startsWith('.')) continue
    const other = fileOf(source, code, from)
    const made =
      other &&
      new RegExp(
        `export (?:async )?(?:function ${name}\\b|const ${name}\\s*=)[\\s\\S]{0,400}?createClient\\([\\s\\S]{0,200}?SERVICE_ROLE`,
      ).test(other.text)
    if (made) found.add(name)
  }
  return found
}
