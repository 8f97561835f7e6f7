import { dotted, nameOf, type Node } from '#source/tree'
import { above, type Code, isFunction, statementAround, textOf } from '../code/code.js'
import { declaredIn, freeNames } from '../code/names.js'
import { propertyOf } from '../idiom/query.js'

/** A query of Prisma's inside a walk over a list, of rows that one column ties to the item: `where: { orderId: order.id, … }`. */
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
  const isOfItem = (one: Node): boolean => {
    const parts = one.type === 'Property' ? (dotted(one.value)?.split('.') ?? []) : []
    return parts.length === 2 && parts[0] === walk?.item
  }
  const condition = ((where.properties as Node[] | undefined) ?? []).find(isOfItem)
  const value = dotted(condition?.value)
  if (!walk || !condition || value === undefined) return undefined
  const inWalk = new Set([walk.item, ...declaredIn([walk.body])])
  const rest = [options, where].flatMap(one => (one.properties as Node[]).filter(part => part !== condition && part.value !== where))
  const takesMore = [...freeNames([call.callee as Node, ...rest])].some(name => inWalk.has(name))
  const awaited = code.parents.get(call)
  const fn = [...above(code, walk.statement)].find(isFunction)
  const model = dotted((call.callee as Node).object)
    ?.split('.')
    .at(-1)
  if (takesMore || awaited?.type !== 'AwaitExpression' || !model || !fn) return undefined
  return { walk, options, column: nameOf(condition)!, value, valueAt: condition.value as Node, model, awaited, taken: declaredIn([fn]) }
}

/** The call for all items at once; what is selected by name says which item a row belongs to. */
export function forAll(code: Code, call: Node, looped: Looped): string | undefined {
  const { options, column, value, valueAt } = looped
  const select = propertyOf(options, 'select')?.value as Node | undefined
  const first = (select?.properties as Node[] | undefined)?.[0]
  if (select && !first) return undefined
  const [before, after] = [code.text.slice(call.start, valueAt.start), code.text.slice(valueAt.start + value.length, call.end)]
  const every = everyOf(code, looped)
  if (!first || propertyOf(select, column)) return before + every + after
  const line = code.text.slice(code.text.lastIndexOf('\n', first.start) + 1, first.start)
  const key = `${column}: true,${line.trim() === '' ? `\n${line}` : ' '}`
  const at = first.start - call.start
  if (at < before.length) return before.slice(0, at) + key + before.slice(at) + every + after
  const inAfter = first.start - valueAt.start - value.length
  return before + every + after.slice(0, inAfter) + key + after.slice(inAfter)
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
export function walkAround(code: Code, node: Node): Walk | undefined {
  for (const one of above(code, node)) {
    if (one.type === 'ForOfStatement') {
      const declared = (one.left as Node).declarations as Node[] | undefined
      const item = nameOf(declared?.[0]?.id)
      const list = listIn(code, one.right as Node)
      return item && list ? { item, list, statement: one, body: one.body as Node } : undefined
    }
    if (!isFunction(one)) continue
    const call = code.parents.get(one)
    const [param] = one.params as Node[]
    const member = call?.type === 'CallExpression' ? (call.callee as Node) : undefined
    const list = member?.type === 'MemberExpression' && nameOf(member) === 'map' ? listIn(code, member.object as Node) : undefined
    const statement = call && statementAround(code, call)
    const item = param && nameOf(param)
    return item && list && statement ? { item, list, statement, body: one } : undefined
  }
  return undefined
}

/** `bookings`, `order.items` and `(bookings || [])`, each of which may be read twice. */
function listIn(code: Code, node: Node): string | undefined {
  if (/^(?:TSAsExpression|TSNonNullExpression|ParenthesizedExpression)$/.test(node.type)) return listIn(code, node.expression as Node)
  const isOr = node.type === 'LogicalExpression' && dotted(node.left) !== undefined && textOf(code, node.right as Node) === '[]'
  return isOr ? `(${textOf(code, node)})` : dotted(node)
}
