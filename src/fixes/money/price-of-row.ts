import type { Table } from '#database/catalogue'
import type { AppModel } from '#model/app-model'
import { isPriceField } from '#model/read/money'
import { nameOf as routeName, routeNamed } from '#model/read/route'
import { literalOf, nameOf, type Node } from '#source/tree'
import { above, type Code, findNodes, functionAround, indentAt, isFunction, statementAround, textOf } from '../code/code.js'
import { declaredIn } from '../code/names.js'
import { defineFix, type Edit } from '../fix.js'
import { edgeFunction } from '../idiom/edge-function.js'
import { chainOf, inChain, openHandler } from '../idiom/query.js'
import { takenAs } from '../idiom/supabase-data.js'

export default defineFix({
  id: 'money/price-of-row',
  for: ['money/client-price'],
  // A figure that is not read any more is nothing to ask for.
  covers: ['input/unvalidated-body'],
  title: 'Takes the prices of a cart from the rows of what is bought',
  *patches({ finding, model, source }) {
    const route = routeNamed(model.routes, finding.route)
    const edge = edgeFunction(openHandler(route, source), source)
    const [, list, price] = /`body\.(\w+)\.(\w+)`/.exec(finding.message) ?? []
    if (!route || !edge || !list || !price) return
    const { code } = edge.handler
    const uses = usesOf(code, edge.fn, list, price)
    const rows = uses.length > 0 ? rowsOf(code, edge.fn, list, price, model) : undefined
    if (!rows || declaredIn([edge.fn]).has('prices') || uses.some(one => one.use.start < rows.below.end)) return
    const sure = /\.[cm]?tsx?$/.test(code.path) ? '!' : ''
    const margin = indentAt(code, rows.below.start)
    const made = `const prices = new Map(${rows.name}.map((one) => [one.${rows.key}, one.${rows.column}]))${code.style.semi}`
    yield {
      title: `Charge in ${routeName(route)} what \`${rows.table}\` says that it costs`,
      says: `\`${routeName(route)}\` reads \`${rows.column}\` of \`${rows.table}\`; the price that the browser sends is not looked at.`,
      edits: [
        ...rows.edits,
        { file: code.path, start: rows.below.end, end: rows.below.end, text: `\n${margin}${made}` },
        ...uses.map(({ use, item }) => ({
          file: code.path,
          start: use.start,
          end: use.end,
          text: `prices.get(${item}.${rows.field})${sure}`,
        })),
      ],
      files: [],
    }
  },
})

/** `item.priceCents` in what is done with each of `items`. */
function usesOf(code: Code, fn: Node, list: string, price: string): readonly { readonly use: Node; readonly item: string }[] {
  return findNodes(code, node => node.type === 'MemberExpression' && node.computed !== true && nameOf(node) === price, fn).flatMap(use => {
    const item = nameOf(use.object)
    return item && isOf(code, use, item, list) ? [{ use, item }] : []
  })
}

/** Whether a name is one of the list, in the function that is called for each. */
function isOf(code: Code, node: Node, name: string, list: string): boolean {
  const fn = [...above(code, node)].filter(isFunction).find(one => (one.params as Node[]).some(param => nameOf(param) === name))
  const call = fn && code.parents.get(fn)
  const of = call?.type === 'CallExpression' ? ((call.callee as Node).object as Node | undefined) : undefined
  return of !== undefined && new RegExp(`(?:^|\\.)${list}$`).test(textOf(code, of))
}

interface Rows {
  readonly table: string
  readonly name: string
  readonly key: string
  readonly column: string
  /** The field of an item that names its row. */
  readonly field: string
  /** The statement below which the rows are there, and those that are missing were refused. */
  readonly below: Node
  readonly edits: readonly Edit[]
}

/** `from('listings').select('id, status').in('id', listingIds)`: the rows that the handler reads already. */
function rowsOf(code: Code, fn: Node, list: string, price: string, model: AppModel): Rows | undefined {
  for (const filter of findNodes(code, node => node.type === 'CallExpression' && nameOf(node.callee) === 'in', fn)) {
    const chain = chainOf(code, filter)
    const [from, select] = [inChain(code, chain, /^from$/)[0], inChain(code, chain, /^select$/)[0]]
    const [key, ids] = filter.arguments as Node[]
    const table = model.tables.find(one => one.name === literalOf((from?.arguments as Node[] | undefined)?.[0]))
    const column = table && priceOf(table, price)
    const field = ids && idField(code, fn, ids, list)
    const statement = statementAround(code, filter)
    const name = statement && functionAround(code, statement) === fn ? takenAs(statement, 'data') : undefined
    const read = (select?.arguments as Node[] | undefined)?.[0]
    const text = literalOf(read)
    if (!table || !column || !field || !statement || !name || !read || typeof text !== 'string' || typeof literalOf(key) !== 'string')
      continue
    const isRead = text === '*' || text.split(/,\s*/).includes(column)
    const below = refusalsBelow(code, statement, name)
    if (!below) continue
    return {
      table: table.name,
      name,
      key: String(literalOf(key)),
      column,
      field,
      below,
      edits: isRead ? [] : [{ file: code.path, start: read.end - 1, end: read.end - 1, text: `, ${column}` }],
    }
  }
  return undefined
}

/** The column of what one of them costs, in the same coins. */
function priceOf(table: Table, price: string): string | undefined {
  const isCents = (name: string): boolean => /cents?|minor/i.test(name)
  const columns = table.columns.filter(
    one => isPriceField(one.name) && isCents(one.name) === isCents(price) && !/compare|old|cost|original|ship|min|max/i.test(one.name),
  )
  return columns.length === 1 ? columns[0]!.name : undefined
}

/** `listingId` in `items.map(item => item.listingId)`, also under a name. */
function idField(code: Code, fn: Node, ids: Node, list: string): string | undefined {
  const made =
    ids.type === 'Identifier'
      ? findNodes(code, node => node.type === 'VariableDeclarator' && nameOf(node.id) === ids.name, fn)[0]?.init
      : ids
  return made
    ? new RegExp(`\\b${list}\\.map\\(\\(?\\s*(\\w+)[^)=]*\\)?\\s*=>\\s*\\1\\.(\\w+)\\s*\\)$`).exec(textOf(code, made as Node))?.[2]
    : undefined
}

/** Whoever asks for what is not there is refused: else nothing would say what it costs. */
function refusalsBelow(code: Code, statement: Node, name: string): Node | undefined {
  const statements = code.parents.get(statement)!.body as Node[]
  let isCounted = false
  let last: Node | undefined
  for (const next of statements.slice(statements.indexOf(statement) + 1)) {
    if (next.type !== 'IfStatement') break
    last = next
    const test = textOf(code, next.test as Node)
    if (new RegExp(`\\b${name}\\??\\.length\\s*(?:!==?|<)`).test(test)) isCounted = true
  }
  return isCounted ? last : undefined
}
