import type { Column } from '#database/catalogue'
import type { Source } from '#source/source'
import { literalOf, nameOf, type Node } from '#source/tree'
import { type Code, functionAround, textOf } from '../code/code.js'
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
  if (!fn || /\.save\(|\.populate\(/.test(textOf(code, fn)) || inChain(code, chain, /^(?:select|lean)$/).length > 0) return undefined
  return [chained(code, call, `select(${left})`)]
}

/** `populate('user')`, of rows of `users`. */
function isAbout(call: Node, table: string): boolean {
  const path = literalOf((call.arguments as Node[])[0])
  return typeof path === 'string' && nameOf(call.callee) === 'populate' && table.toLowerCase().startsWith(path.toLowerCase())
}
