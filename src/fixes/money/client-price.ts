import { nameOf as routeName, routeNamed } from '#model/read/route'
import type { Table } from '#database/catalogue'
import type { Source } from '#source/source'
import { dotted, nameOf, type Node } from '#source/tree'
import { above, type Code, findNodes, isFunction, openCode, textOf } from '../code/code.js'
import { patternNames } from '../code/names.js'
import { defineFix, type Edit } from '../fix.js'
import { openBody } from '../idiom/query.js'
import { destructured, dropped, replaced } from './sent-figure.js'

const PRICE = /^(?:price|price_?cents|unit_?price|unit_?price_?cents|unit_?amount|amount|price_?in_?cents)$/i

export default defineFix({
  id: 'money/client-price',
  for: ['money/client-price'],
  // A figure that is not read any more is nothing to ask for.
  covers: ['input/unvalidated-body'],
  title: 'Takes the price from the database',
  *patches({ finding, model, source }) {
    const handler = openBody(routeNamed(model.routes, finding.route), source)
    const sent = /`body\.([\w.]+)`/.exec(finding.message)?.[1]
    if (!handler?.fn || handler.code.path !== finding.at.file || !sent || sent.includes('.')) return
    const { code, fn } = handler
    const given = destructured(code, fn, sent)
    if (!given) return
    for (const way of [fromSibling(code, fn, sent, given), fromRow(code, fn, sent, model.tables), fromCart(code, fn, source)]) {
      if (!way) continue
      yield {
        title: `Charge the price of the database in ${routeName(handler.route)}`,
        says: `What the request says about \`${sent}\` is not asked any more: the price is the one of the database.`,
        edits: [...way.edits, ...(way.whole ?? replaced(code, fn, given, sent, way.text))],
        files: [],
      }
    }
  },
})

/** `amount: booking.total` in another handler of the file, of a row that this one has read the same way. */
function fromSibling(code: Code, fn: Node, sent: string, given: Node): Way | undefined {
  // The figure is worked on, from whole coins into cents say: the sibling's is what is charged as it stands.
  const charged = findNodes(code, node => node.type === 'Property' && AMOUNT.test(nameOf(node) ?? ''), fn).filter(
    node => node !== given && findNodes(code, one => one.type === 'Identifier' && one.name === sent, node.value as Node).length > 0,
  )
  const [property, ...others] = charged
  if (!property || others.length > 0) return undefined
  const value = property.value as Node
  const uses = findNodes(code, node => node.type === 'Identifier' && node.name === sent, fn).filter(
    use => (use.start < given.start || use.end > given.end) && (use.start < property.start || use.end > property.end),
  )
  const text = uses.length === 0 ? siblingAmount(code, fn, sent) : undefined
  if (!text) return undefined
  const at = property.shorthand === true ? property : value
  return {
    text,
    edits: [],
    whole: [
      { file: code.path, start: at.start, end: at.end, text: property.shorthand === true ? `${nameOf(property)}: ${text}` : text },
      dropped(code, given),
    ],
  }
}

interface Way {
  readonly text: string
  readonly edits: readonly Edit[]
  /** All there is to do, where it is more than another word for the same value. */
  readonly whole?: readonly Edit[]
}

function siblingAmount(code: Code, fn: Node, sent: string): string | undefined {
  const rows = findNodes(
    code,
    node =>
      node.type === 'VariableDeclarator' &&
      (node.id as Node).type === 'Identifier' &&
      /^await\b/.test(node.init ? textOf(code, node.init as Node) : ''),
    fn,
  ).map(node => ({
    name: nameOf(node.id)!,
    read: dotted((((node.init as Node).argument as Node | undefined)?.callee as Node | undefined) ?? node),
  }))
  for (const property of findNodes(code, node => node.type === 'Property' && AMOUNT.test(nameOf(node) ?? ''))) {
    if (property.start >= fn.start && property.end <= fn.end) continue
    const text = dotted(property.value)
    const row = rows.find(one => text?.startsWith(`${one.name}.`) && text.split('.').length === 2)
    const around = row && [...above(code, property)].find(isFunction)
    const isSame =
      around &&
      findNodes(code, node => node.type === 'VariableDeclarator' && nameOf(node.id) === row.name, around).some(
        node => dotted((((node.init as Node | null)?.argument as Node | undefined)?.callee as Node | undefined) ?? node) === row.read,
      )
    if (text && isSame && !text.endsWith(`.${sent}`)) return text
  }
  return undefined
}

const AMOUNT = /^(?:amount|unit_amount|total|amount_total|unitAmount)$/

/** What is sold, one of it; and what somebody owes as a whole. */
const SOLD = /product|item|listing|variant|plan|course|ticket/i
const OWED = /^(?:booking|reservation|appointment|order|invoice)$/i
const TOTAL = /^(?:total|price|amount|(?:total|grand)_?(?:price|amount|cents|total)|(?:price|amount)_?cents)$/i

/** `product.priceCents` of the row that the handler has read. */
function fromRow(code: Code, fn: Node, sent: string, tables: readonly Table[]): Way | undefined {
  const rows = findNodes(
    code,
    node =>
      node.type === 'VariableDeclarator' &&
      (node.id as Node).type === 'Identifier' &&
      (SOLD.test(nameOf(node.id)!) || OWED.test(nameOf(node.id)!)) &&
      READ.test(textOf(code, node)),
    fn,
  )
  const [row, ...others] = rows
  // Two rows, or a query that names its columns: which price is meant is not known.
  if (!row || others.length > 0 || /\bselect\s*:/.test(textOf(code, row))) return undefined
  const model = READ.exec(textOf(code, row))![1]!
  const price = SOLD.test(nameOf(row.id)!) ? PRICE : TOTAL
  const isCents = (name: string): boolean => /cents?$/i.test(name)
  const prices =
    tables
      .find(table => table.name === model || table.aliases.includes(model))
      ?.columns.filter(column => price.test(column.field) && (price === PRICE || isCents(column.field) === isCents(sent))) ?? []
  return prices.length === 1 ? { text: `${nameOf(row.id)!}.${prices[0]!.field}`, edits: [] } : undefined
}

const READ = /\b(\w+)\.find(?:Unique|First|One|ById|ByPk)\w*\(/

/** The total that the app's own cart adds up, as another handler takes it. */
function fromCart(code: Code, fn: Node, source: Source): Way | undefined {
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
