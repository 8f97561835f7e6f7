import type { Column, Table } from '#database/catalogue'
import type { Source } from '#source/source'
import { dotted, literalOf, nameOf, type Node } from '#source/tree'
import { above, type Code, findNodes, functionAround, textOf } from '../code/code.js'
import { quoted } from '../code/style.js'
import type { Edit } from '../fix.js'
import { callNamed, chained, chainOf, entryInto, inChain, propertyOf } from '../idiom/query.js'

/** `User.find({}).select('-password')`, and of a populated path `.populate('user', '-password')`. */
export function inMongoose(
  code: Code,
  line: number,
  table: Table,
  secret: readonly Column[],
  tables: readonly Table[],
  source: Source,
): readonly Edit[] | undefined {
  if (!source.packages.some(one => 'mongoose' in one.dependencies) || secret.length === 0) return undefined
  const call = callNamed(code, line, /^find\w*$/)
  const chain = call && chainOf(code, call)
  if (!call || !chain) return undefined
  const left = quoted(code.style, secret.map(column => `-${column.field}`).join(' '))
  const model = dotted((call.callee as Node).object) ?? ''
  const from = tables.find(one => one.aliases.includes(model))
  const isAbout = (path: string): boolean =>
    from?.foreignKeys.find(key => key.columns[0] === path)?.table === table.name ||
    (from === undefined && table.name.toLowerCase().startsWith(path.toLowerCase()))
  const populated = inChain(code, chain, /^populate$/).flatMap(one => leftOut(code, one, isAbout, left) ?? [])
  if (populated.length > 0) return populated
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

/** `populate('car user')` becomes `populate('car').populate('user', '-password')`; one that names its columns stays. */
function leftOut(code: Code, call: Node, isAbout: (path: string) => boolean, left: string): readonly Edit[] | undefined {
  const [given, columns] = call.arguments as Node[]
  if (given?.type === 'ObjectExpression') {
    const path = literalOf(propertyOf(given, 'path')?.value)
    const isWhole = typeof path === 'string' && isAbout(path) && !propertyOf(given, 'select')
    return isWhole ? [entryInto(code, given, `select: ${left}`)] : undefined
  }
  const text = literalOf(given)
  if (!given || columns || typeof text !== 'string') return undefined
  const paths = text.split(/\s+/).filter(path => path !== '')
  const [own, others] = [paths.filter(isAbout), paths.filter(path => !isAbout(path))]
  if (own.length === 0) return undefined
  const file = code.path
  if (others.length === 0) return [{ file, start: given.end, end: given.end, text: `, ${left}` }]
  const named = (names: readonly string[]): string => quoted(code.style, names.join(' '))
  // Two calls in the place of one: where their words stood on a line of their own, they do no more.
  return [{ file, start: (call.callee as Node).end, end: call.end, text: `(${named(others)}).populate(${named(own)}, ${left})` }]
}
