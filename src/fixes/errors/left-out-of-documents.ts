import type { Column } from '#database/catalogue'
import type { Source } from '#source/source'
import { dotted, literalOf, nameOf, type Node } from '#source/tree'
import { above, type Code, findNodes, functionAround, textOf } from '../code/code.js'
import { quoted } from '../code/style.js'
import type { Edit } from '../fix.js'
import { callNamed, chained, chainOf, inChain } from '../idiom/query.js'

/** `User.find({}).select('-password')`, and of a populated path `.populate('user', '-password')`. */
export function inMongoose(
  code: Code,
  line: number,
  table: string,
  secret: readonly Column[],
  source: Source,
): readonly Edit[] | undefined {
  if (!source.packages.some(one => 'mongoose' in one.dependencies) || secret.length === 0) return undefined
  const call = callNamed(code, line, /^find\w*$/)
  const chain = call && chainOf(code, call)
  if (!call || !chain) return undefined
  const left = quoted(code.style, secret.map(column => `-${column.field}`).join(' '))
  const populated = inChain(code, chain, /^populate$/).filter(one => isAbout(one, table))
  if (populated.length > 0) {
    const [only, ...others] = populated
    const [path, fields] = only!.arguments as Node[]
    if (others.length > 0 || fields || typeof literalOf(path) !== 'string') return undefined
    return [{ file: code.path, start: path!.end, end: path!.end, text: `, ${left}` }]
  }
  const fn = functionAround(code, call)
  // What is stored again, or compared, needs all of it.
  if (!fn || /\.save\(|\.populate\(/.test(textOf(code, fn)) || isCompared(code, fn, chain, secret)) return undefined
  if (inChain(code, chain, /^(?:select|lean)$/).length > 0) return undefined
  return [chained(code, call, `select(${left})`)]
}

/** `compare(password, user.password)`, `user.matchPassword(password)`, `verify(user, password)`. */
function isCompared(code: Code, fn: Node, chain: Node, secret: readonly Column[]): boolean {
  const holder = [...above(code, chain)].find(one => one.type !== 'AwaitExpression')
  const row = holder?.type === 'VariableDeclarator' ? dotted(holder.id) : undefined
  const isSecret = (name: string | undefined): boolean => secret.some(column => column.field === name)
  const isAsked = (node: unknown): boolean => /(?:^|\.)body$/.test(dotted(node) ?? '')
  const isRow = (node: unknown): boolean => row === undefined || dotted(node)?.split('.')[0] === row
  return (
    findNodes(
      code,
      node => {
        if (node.type === 'MemberExpression') return isSecret(nameOf(node)) && !isAsked(node.object)
        if (node.type === 'VariableDeclarator' && (node.id as Node).type === 'ObjectPattern')
          return ((node.id as Node).properties as Node[]).some(one => isSecret(nameOf(one))) && !isAsked(node.init)
        if (node.type !== 'CallExpression' || !/compare|match|verify|check|valid/i.test(nameOf(node.callee) ?? '')) return false
        const callee = node.callee as Node
        return (callee.type === 'MemberExpression' && isRow(callee.object)) || (node.arguments as Node[]).some(one => dotted(one) === row)
      },
      fn,
    ).length > 0
  )
}

/** `populate('user')`, of rows of `users`. */
function isAbout(call: Node, table: string): boolean {
  const path = literalOf((call.arguments as Node[])[0])
  return typeof path === 'string' && nameOf(call.callee) === 'populate' && table.toLowerCase().startsWith(path.toLowerCase())
}
