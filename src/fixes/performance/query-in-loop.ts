import { dotted, nameOf, type Node } from '#source/tree'
import { above, type Code, findNodes, indentAt, isFunction, openCode, reindent, statementAround, textOf } from '../code/code.js'
import { declaredIn } from '../code/names.js'
import { defineFix, type Edit } from '../fix.js'
import { callNamed, propertyOf } from '../idiom/query.js'

export default defineFix({
  id: 'performance/query-in-loop',
  for: ['performance/query-in-loop'],
  title: 'Reads the rows of a whole list with one query',
  *patches({ finding, source }) {
    const code = openCode(source, finding.at.file)
    const edits = code && gathered(code, finding.at.line)
    if (!edits) return
    yield {
      title: `Ask for all ${finding.table ?? 'rows'} of the list at once`,
      says: 'One query reads what used to take one for every item of the list; the answer is the same.',
      edits,
      files: [],
    }
  },
})

/** `db.item.findMany({ where: { orderId: order.id } })` inside a walk over `orders`: read before it, by `in`, and picked out of a map. */
function gathered(code: Code, line: number): readonly Edit[] | undefined {
  const call = callNamed(code, line, /^findMany$/)
  const [options] = (call?.arguments as Node[] | undefined) ?? []
  const where = propertyOf(options, 'where')?.value as Node | undefined
  // A limit or a page is one for each item, and no longer after that.
  if (!call || !where || propertyOf(options, /^(?:take|skip|cursor|distinct)$/) || /\bdb\.query\./.test(textOf(code, call)))
    return undefined
  const walk = walkAround(code, call)
  const [condition, ...more] = (where.properties as Node[] | undefined) ?? []
  if (!walk || !condition || more.length > 0 || condition.type !== 'Property') return undefined
  const column = nameOf(condition)!
  const value = dotted(condition.value)
  const parts = value?.split('.') ?? []
  if (parts.length !== 2 || parts[0] !== walk.item) return undefined
  const outside = new Set([walk.item, ...declaredIn([walk.body])])
  const others = findNodes(code, node => node.type === 'Identifier' && outside.has(node.name as string), call).filter(
    node => node.start < condition.start || node.end > condition.end,
  )
  // What is selected has to say which item it belongs to.
  if (others.length > 0 || propertyOf(options, 'select')) return undefined
  const awaited = code.parents.get(call)
  const fn = [...above(code, walk.statement)].find(isFunction)
  const model = dotted((call.callee as Node).object)
    ?.split('.')
    .at(-1)
  if (awaited?.type !== 'AwaitExpression' || !model || !fn) return undefined
  const all = `all${model.replace(/^./, letter => letter.toUpperCase())}s`
  const by = `${model}sBy${walk.item.replace(/^./, letter => letter.toUpperCase())}`
  if ([all, by, 'row'].some(name => declaredIn([fn]).has(name))) return undefined
  const { semi } = code.style
  const margin = indentAt(code, walk.statement.start)
  const key = `row.${column}`
  const asked = textOf(code, call)
  const at = (condition.value as Node).start - call.start
  const query = `${asked.slice(0, at)}{ in: ${walk.list}.map(${arrow(code, walk.item)} => ${value}) }${asked.slice(at + value!.length)}`
  const isTyped = /\.[cm]?tsx?$/.test(code.path)
  const quote = code.style.quote
  const map = `new Map${isTyped ? `<(typeof ${all})[number][${quote}${column}${quote}], typeof ${all}>` : ''}()`
  const lines = [
    `const ${all} = await ${reindent(query, indentAt(code, call.start), margin)}${semi}`,
    `const ${by} = ${map}${semi}`,
    `for (const row of ${all}) ${by}.set(${key}, [...(${by}.get(${key}) ?? []), row])${semi}`,
  ]
  return [
    {
      file: code.path,
      start: walk.statement.start,
      end: walk.statement.start,
      text: lines.map(one => `${one}\n${margin}`).join(''),
    },
    { file: code.path, start: awaited.start, end: awaited.end, text: `${by}.get(${value}) ?? []` },
  ]
}

const arrow = (code: Code, name: string): string => (/\(\w+\) =>/.test(code.text) ? `(${name})` : name)

interface Walk {
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
