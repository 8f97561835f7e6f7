import type { Place } from '#base/place'
import type { Source } from '#source/source'
import { nameOf, type Node } from '#source/tree'
import { above, callsAt, type Code, findNodes, functionAround, isFunction, openCode, statementAround, textOf } from '../code/code.js'
import type { Edit } from '../fix.js'

/** How a value is hashed: `value` as it stands in the code. */
export type Hashing = (value: string) => string

/** A password on its way into the database, with the edit that hashes it. */
export interface PasswordWrite {
  readonly code: Code
  readonly edit: Edit
}

/**
 * The write at a place: `password` in an object that is made there, or whole data that holds it. `undefined` where neither is
 * plain to see, or where the function cannot wait for a hash.
 */
export function passwordWrite(at: Place, field: string, isUpdate: boolean, hashed: Hashing, source: Source): PasswordWrite | undefined {
  const code = openCode(source, at.file)
  const call = code && writing(code, at.line)
  const fn = call && functionAround(code, call)
  if (!code || !fn || fn.async !== true) return undefined
  const named = findNodes(
    code,
    node => node.type === 'Property' && nameOf(node) === field && code.parents.get(node)?.type === 'ObjectExpression',
    fn,
  ).filter(one => !isAsked(code, one, fn))
  const [property, ...others] = named
  if (others.length > 0) return undefined
  if (property) return inProperty(code, fn, property, field, isUpdate, hashed)
  return inSpread(code, fn, call, field, isUpdate, hashed)
}

/** The call that writes: a line may hold others around it. */
const writing = (code: Code, line: number): Node | undefined => callsAt(code, line).find(one => WRITES.test(nameOf(one.callee) ?? ''))

const WRITES = /^(?:create|insert|update|upsert|save|findOneAndUpdate|findByIdAndUpdate|findOrCreate|values|set)/i

/** In a filter, in an answer or in a token it is not what is written. */
const isAsked = (code: Code, node: Node, fn: Node): boolean => {
  for (const one of above(code, node)) {
    if (one === fn) return false
    if (one.type === 'Property' && /^(?:where|filter|select|attributes|projection)$/.test(nameOf(one) ?? '')) return true
    if (one.type === 'CallExpression' && /^(?:json|send|render|sign|find\w*|log|info|error)$/.test(nameOf(one.callee) ?? '')) return true
    if (isFunction(one)) return true
  }
  return false
}

function inProperty(code: Code, fn: Node, property: Node, field: string, isUpdate: boolean, hashed: Hashing): PasswordWrite | undefined {
  const value = property.value as Node
  const text = property.shorthand === true ? field : textOf(code, value)
  if (!/^[\w.]+$/.test(text)) return undefined
  const made = isUpdate && !isAskedFor(code, fn, text, property) ? `${text} && (${hashed(text)})` : hashed(text)
  const [start, end] = property.shorthand === true ? [property.start, property.end] : [value.start, value.end]
  return { code, edit: { file: code.path, start, end, text: property.shorthand === true ? `${field}: ${made}` : made } }
}

/** `if (!newPassword) return …` above: there is one to hash. */
const isAskedFor = (code: Code, fn: Node, text: string, before: Node): boolean =>
  findNodes(code, node => node.type === 'IfStatement' && node.end <= before.start, fn).some(
    one =>
      new RegExp(`!\\s*${text.replaceAll('.', '\\.')}(?![\\w.])`).test(textOf(code, one.test as Node)) &&
      /\b(?:return|throw)\b/.test(textOf(code, one.consequent as Node)),
  )

/** `User.create(req.body)`, `data: dto`, `{ id, ...dto }`. */
function inSpread(code: Code, fn: Node, call: Node, field: string, isUpdate: boolean, hashed: Hashing): PasswordWrite | undefined {
  const whole = wholeOf(code, fn, call)
  if (!whole) return undefined
  const { node, text, object } = whole
  const part = isUpdate ? `...(${text}.${field} && { ${field}: ${hashed(`${text}.${field}`)} })` : `${field}: ${hashed(`${text}.${field}`)}`
  if (!object) return { code, edit: { file: code.path, start: node.start, end: node.end, text: `{ ...${text}, ${part} }` } }
  const margin = /\n[ \t]*$/.exec(code.text.slice(0, node.start))?.[0] ?? ' '
  return { code, edit: { file: code.path, start: node.end, end: node.end, text: `,${margin}${part}` } }
}

interface Whole {
  readonly node: Node
  readonly text: string
  /** It is spread in an object already. */
  readonly object: boolean
}

function wholeOf(code: Code, fn: Node, call: Node): Whole | undefined {
  const isWhole = (node: Node): boolean =>
    (node.type === 'Identifier' && (fn.params as Node[]).some(param => nameOf(paramOf(param)) === node.name)) ||
    /^(?:req|request|ctx)\.body$/.test(textOf(code, node))
  const spreads = findNodes(code, node => node.type === 'SpreadElement' && isWhole(node.argument as Node), fn).filter(
    one => code.parents.get(one)?.type === 'ObjectExpression' && !isAsked(code, one, fn),
  )
  const [spread, ...others] = spreads
  if (others.length > 0) return undefined
  if (spread) {
    const parts = code.parents.get(spread)!.properties as Node[]
    return parts.at(-1) === spread ? { node: spread, text: textOf(code, spread.argument as Node), object: true } : undefined
  }
  const given = (call.arguments as Node[]).flatMap(one =>
    one.type === 'ObjectExpression'
      ? (one.properties as Node[]).filter(each => nameOf(each) === 'data').map(each => each.value as Node)
      : [one],
  )
  const [node, ...more] = given.filter(isWhole)
  return node && more.length === 0 && statementAround(code, node) ? { node, text: textOf(code, node), object: false } : undefined
}

const paramOf = (param: Node): Node => (param.type === 'TSParameterProperty' ? (param.parameter as Node) : param)
