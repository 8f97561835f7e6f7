import { nameOf as routeName } from '#model/read/route'
import type { Table } from '#database/catalogue'
import type { Source } from '#source/source'
import { dotted, nameOf, type Node } from '#source/tree'
import { type Code, findNodes, openCode, textOf } from '../code/code.js'
import { patternNames } from '../code/names.js'
import { defineFix, type Edit } from '../fix.js'
import { openHandler } from '../idiom/query.js'

const PRICE = /^(?:price|price_?cents|unit_?price|unit_?price_?cents|unit_?amount|amount|price_?in_?cents)$/i

export default defineFix({
  id: 'money/client-price',
  for: ['money/client-price'],
  title: 'Takes the price from the database',
  *patches({ finding, model, source }) {
    const handler = openHandler(
      model.routes.find(one => routeName(one) === finding.route),
      source,
    )
    const sent = /`body\.([\w.]+)`/.exec(finding.message)?.[1]
    if (!handler?.fn || handler.code.path !== finding.at.file || !sent || sent.includes('.')) return
    const { code, fn } = handler
    const given = destructured(code, fn, sent)
    if (!given) return
    for (const way of [fromRow(code, fn, model.tables), fromCart(code, fn, source)]) {
      if (!way) continue
      yield {
        title: `Charge the price of the database in ${routeName(handler.route)}`,
        says: `What the request says about \`${sent}\` is not asked any more: the price is the one of the database.`,
        edits: [...way.edits, ...replaced(code, fn, given, sent, way.text)],
        files: [],
      }
    }
  },
})

/** `const { priceCents, … } = await parseBody(req, schema)`: where the request's figure is taken out. */
function destructured(code: Code, fn: Node, name: string): Node | undefined {
  return findNodes(
    code,
    node =>
      node.type === 'Property' && node.shorthand === true && nameOf(node) === name && code.parents.get(node)?.type === 'ObjectPattern',
    fn,
  )[0]
}

/** `product.priceCents` of the row that the handler has read. */
function fromRow(code: Code, fn: Node, tables: readonly Table[]): { readonly text: string; readonly edits: readonly Edit[] } | undefined {
  const rows = findNodes(
    code,
    node =>
      node.type === 'VariableDeclarator' &&
      (node.id as Node).type === 'Identifier' &&
      /product|item|listing|variant|plan|course|ticket/i.test(nameOf(node.id)!) &&
      READ.test(textOf(code, node)),
    fn,
  )
  const [row, ...others] = rows
  // Two rows, or a query that names its columns: which price is meant is not known.
  if (!row || others.length > 0 || /\bselect\s*:/.test(textOf(code, row))) return undefined
  const model = READ.exec(textOf(code, row))![1]!
  const prices =
    tables.find(table => table.name === model || table.aliases.includes(model))?.columns.filter(column => PRICE.test(column.field)) ?? []
  return prices.length === 1 ? { text: `${nameOf(row.id)!}.${prices[0]!.field}`, edits: [] } : undefined
}

const READ = /\b(\w+)\.find(?:Unique|First|One|ById|ByPk)\w*\(/

/** The total that the app's own cart adds up, as another handler takes it. */
function fromCart(code: Code, fn: Node, source: Source): { readonly text: string; readonly edits: readonly Edit[] } | undefined {
  const cart = findNodes(
    code,
    node => node.type === 'VariableDeclarator' && (node.id as Node).type === 'ObjectPattern' && /cart|basket/i.test(callee(node)),
    fn,
  )[0]
  if (!cart) return undefined
  const taken = patternNames(cart.id as Node)
  for (const file of source.files) {
    if (file.kind !== 'code' || !file.text().includes(callee(cart))) continue
    const other = openCode(source, file.path)
    for (const node of other
      ? findNodes(
          other,
          one => one.type === 'VariableDeclarator' && (one.id as Node).type === 'ObjectPattern' && callee(one) === callee(cart),
        )
      : []) {
      const total = [...patternNames(node.id as Node)].find(name => /^total\w*$/i.test(name))
      const last = (cart.id as Node).properties as Node[]
      if (total && last.length > 0)
        return {
          text: total,
          edits: taken.has(total) ? [] : [{ file: code.path, start: last.at(-1)!.end, end: last.at(-1)!.end, text: `, ${total}` }],
        }
    }
  }
  return undefined
}

function callee(node: Node): string {
  const init = node.init as Node | null
  const call = init?.type === 'AwaitExpression' ? (init.argument as Node) : init
  return call?.type === 'CallExpression' ? (dotted(call.callee) ?? '') : ''
}

function replaced(code: Code, fn: Node, given: Node, name: string, text: string): readonly Edit[] {
  const edits: Edit[] = []
  for (const use of findNodes(code, node => node.type === 'Identifier' && node.name === name, fn)) {
    if (use.start >= given.start && use.end <= given.end) continue
    const parent = code.parents.get(use)
    if (parent?.type === 'MemberExpression' && parent.property === use && parent.computed !== true) continue
    if (parent?.type === 'Property' && parent.key === use && parent.shorthand !== true) continue
    if (parent?.type === 'Property' && parent.value === use && nameOf(parent) === text)
      edits.push({ file: code.path, start: parent.start, end: parent.end, text })
    else if (parent?.type === 'Property' && parent.shorthand === true) {
      if (!edits.some(edit => edit.start === parent.start))
        edits.push({ file: code.path, start: parent.start, end: parent.end, text: text === name ? name : `${name}: ${text}` })
    } else edits.push({ file: code.path, start: use.start, end: use.end, text })
  }
  const parts = code.parents.get(given)!.properties as Node[]
  const index = parts.indexOf(given)
  const [start, end] = index > 0 ? [parts[index - 1]!.end, given.end] : [given.start, parts[1]?.start ?? given.end]
  return [...edits, { file: code.path, start, end, text: '' }]
}
