import { literalOf, nameOf, type Node } from '#source/tree'
import { bindingsOf } from '../code/bindings.js'
import { type Code, findNodes, functionAround, textOf } from '../code/code.js'
import { importEdits } from '../code/imports.js'
import { quoted } from '../code/style.js'
import type { Edit } from '../fix.js'
import { callNamed, chained, chainOf, entryInto, inChain, propertyOf } from './query.js'

/** The owner of a row: the column that names them, and how the code says who is calling. */
export interface Owner {
  readonly column: string
  readonly field: string
  readonly value: string
  /** Whoever passes this test is not asked for it: staff. */
  readonly exempt?: string
  /** Mongoose: other fields, each of which makes a row the caller's as well. */
  readonly also?: readonly string[]
}

const METHODS = /^(?:find\w*|update\w*|delete\w*|destroy|remove|eq|where|query|execute|single|maybeSingle|select|from|\$queryRaw\w*)$/

export const queryAt = (code: Code, line: number): Node | undefined => callNamed(code, line, METHODS)

/** Edits that ask for the owner as well, in the way of the library. */
export function scoped(code: Code, call: Node, owner: Owner): readonly Edit[] | undefined {
  const [first, second] = call.arguments as Node[]
  const where = propertyOf(first, 'where')
  if (where && (where.value as Node).type === 'ObjectExpression') return [entryInto(code, where.value as Node, entryOf(owner))]
  const method = nameOf(call.callee) ?? ''
  if (/^findById/.test(method) && first) return byId(code, call, method, first, owner)
  const filter = /^(?:findOne\w*|find|updateOne|deleteOne)$/.test(method) ? filterOf(code, call, first) : undefined
  if (filter && (propertyOf(filter, '_id') || propertyOf(filter, 'id')) && !(owner.also?.length && propertyOf(filter, '$or')))
    return [entryInto(code, filter, entryOf(owner))]
  // What follows is no object into which a condition could be spread.
  if (owner.exempt) return undefined
  const text = literalOf(first)
  if (typeof text === 'string' && second?.type === 'ArrayExpression') return inSql(code, first!, text, second, owner)
  const chain = chainOf(code, call)
  const eq = inChain(code, chain, /^eq$/).find(one => /id$/i.test(String(literalOf((one.arguments as Node[])[0]) ?? '')))
  if (eq) return [chained(code, eq, `eq(${quoted(code.style, owner.column)}, ${owner.value})`)]
  const drizzle = inChain(code, chain, /^where$/)[0]
  return drizzle && inDrizzle(code, drizzle, owner)
}

/** What is looked for: `{ _id: id }`, or `query` that is that and goes nowhere else. */
function filterOf(code: Code, call: Node, given: Node | undefined): Node | undefined {
  if (given?.type !== 'Identifier') return given?.type === 'ObjectExpression' ? given : undefined
  const fn = functionAround(code, call)
  const uses = fn ? findNodes(code, node => node.type === 'Identifier' && node.name === given.name, fn) : []
  const made = uses.map(use => code.parents.get(use)!).find(one => one.type === 'VariableDeclarator' && nameOf(one.id) === given.name)
  const init = made?.init as Node | null | undefined
  return uses.length === 2 && init?.type === 'ObjectExpression' ? init : undefined
}

function entryOf({ field, value, exempt, also = [] }: Owner): string {
  const any = [field, ...also].map(one => `{ ${one}: ${value} }`).join(', ')
  const entry = also.length > 0 ? `$or: [${any}]` : value === field ? field : `${field}: ${value}`
  return exempt ? `...(${exempt} ? {} : { ${entry} })` : entry
}

function byId(code: Code, call: Node, method: string, id: Node, owner: Owner): readonly Edit[] {
  const property = (call.callee as Node).property as Node
  return [
    { file: code.path, start: property.start, end: property.end, text: method.replace('ById', 'One') },
    { file: code.path, start: id.start, end: id.end, text: `{ _id: ${textOf(code, id)}, ${entryOf(owner)} }` },
  ]
}

/** `where id = $1` with its values beside it. */
function inSql(code: Code, node: Node, text: string, values: Node, owner: Owner): readonly Edit[] | undefined {
  const count = (values.elements as Node[]).length
  const match = /\bwhere\s+(?:\w+\.)?"?id"?\s*=\s*(\$\d+|\?)/i.exec(text)
  const last = (values.elements as Node[]).at(-1)
  const at = match ? code.text.indexOf(match[0], node.start) : -1
  if (
    !match ||
    !last ||
    at < 0 ||
    at > node.end ||
    (match[1] === '?' && (count > 1 || /\?/.test(text.slice(match.index + match[0].length))))
  )
    return undefined
  const name = /^[a-z_]+$/.test(owner.column) ? owner.column : `"${owner.column}"`
  const end = at + match[0].length
  return [
    {
      file: code.path,
      start: end,
      end,
      text: `${/where/.test(match[0]) ? ' and ' : ' AND '}${name} = ${match[1] === '?' ? '?' : `$${count + 1}`}`,
    },
    { file: code.path, start: last.end, end: last.end, text: `, ${owner.value}` },
  ]
}

function inDrizzle(code: Code, where: Node, owner: Owner): readonly Edit[] | undefined {
  const [condition] = where.arguments as Node[]
  const table =
    condition?.type === 'CallExpression' && nameOf(condition.callee) === 'eq'
      ? ((condition.arguments as Node[])[0]?.object as Node | undefined)
      : undefined
  if (!condition || !table || !bindingsOf(code).has('eq')) return undefined
  const imports = importEdits(code, [{ name: 'and', kind: 'named', from: bindingsOf(code).get('eq')!.from }])
  return (
    imports && [
      ...imports,
      {
        file: code.path,
        start: condition.start,
        end: condition.end,
        text: `and(${textOf(code, condition)}, eq(${textOf(code, table)}.${owner.field}, ${owner.value}))`,
      },
    ]
  )
}
