import { dotted, nameOf, type Node } from '#source/tree'
import { above, type Code, findNodes, isFunction, statementAround, textOf } from '../code/code.js'
import { declaredIn } from '../code/names.js'
import { propertyOf } from '../idiom/query.js'

/** A query of Prisma's inside a walk over a list, of rows that one column ties to the item: `where: { orderId: order.id }`. */
export interface Looped {
  readonly walk: Walk
  /** The argument of the call. */
  readonly options: Node
  /** `orderId` */
  readonly column: string
  /** `order.id`, and where it stands. */
  readonly value: string
  readonly valueAt: Node
  /** `orderItem` */
  readonly model: string
  /** `await …` around the call. */
  readonly awaited: Node
  /** Names that stand around the walk. */
  readonly taken: ReadonlySet<string>
}

/** `undefined` where the query takes more from the walk than that. */
export function loopedAt(code: Code, call: Node | undefined): Looped | undefined {
  const [options] = (call?.arguments as Node[] | undefined) ?? []
  const where = propertyOf(options, 'where')?.value as Node | undefined
  if (!call || !options || !where || /\bdb\.query\./.test(textOf(code, call))) return undefined
  const walk = walkAround(code, call)
  const [condition, ...more] = (where.properties as Node[] | undefined) ?? []
  if (!walk || !condition || more.length > 0 || condition.type !== 'Property') return undefined
  const value = dotted(condition.value)
  const parts = value?.split('.') ?? []
  if (value === undefined || parts.length !== 2 || parts[0] !== walk.item) return undefined
  const outside = new Set([walk.item, ...declaredIn([walk.body])])
  const others = findNodes(code, node => node.type === 'Identifier' && outside.has(node.name as string), call).filter(
    node => node.start < condition.start || node.end > condition.end,
  )
  const awaited = code.parents.get(call)
  const fn = [...above(code, walk.statement)].find(isFunction)
  const model = dotted((call.callee as Node).object)
    ?.split('.')
    .at(-1)
  if (others.length > 0 || awaited?.type !== 'AwaitExpression' || !model || !fn) return undefined
  return { walk, options, column: nameOf(condition)!, value, valueAt: condition.value as Node, model, awaited, taken: declaredIn([fn]) }
}

/** `in` over the whole list, in the app's own way of writing arrows. */
export const everyOf = (code: Code, { walk, value }: Looped): string => {
  const arrow = /\(\w+\) =>/.test(code.text) ? `(${walk.item})` : walk.item
  return `{ in: ${walk.list}.map(${arrow} => ${value}) }`
}

export const capital = (text: string): string => text.replace(/^./, letter => letter.toUpperCase())

export interface Walk {
  readonly item: string
  readonly list: string
  /** The statement before which the query belongs. */
  readonly statement: Node
  readonly body: Node
}

/** The nearest `for (const x of xs)`, or `xs.map(async x => …)`. */
function walkAround(code: Code, node: Node): Walk | undefined {
  for (const one of above(code, node)) {
    if (one.type === 'ForOfStatement') {
      const declared = (one.left as Node).declarations as Node[] | undefined
      const item = nameOf(declared?.[0]?.id)
      const list = dotted(one.right)
      return item && list ? { item, list, statement: one, body: one.body as Node } : undefined
    }
    if (!isFunction(one)) continue
    const call = code.parents.get(one)
    const [param] = one.params as Node[]
    const member = call?.type === 'CallExpression' ? (call.callee as Node) : undefined
    const list = member?.type === 'MemberExpression' && nameOf(member) === 'map' ? dotted(member.object) : undefined
    const statement = call && statementAround(code, call)
    const item = param && nameOf(param)
    return item && list && statement ? { item, list, statement, body: one } : undefined
  }
  return undefined
}
