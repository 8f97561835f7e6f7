import type { Table } from '#database/catalogue'
import { nameOf as routeName, routeNamed } from '#model/read/route'
import type { Source } from '#source/source'
import { nameOf, type Node } from '#source/tree'
import { bindingsOf } from '../code/bindings.js'
import { aboveComments, type Code, findNodes, indentAt, statementAround } from '../code/code.js'
import type { Handler } from '../code/handler.js'
import { declaredIn, singular } from '../code/names.js'
import { defineFix, type Edit } from '../fix.js'
import { refusalIn } from '../idiom/edge-refusal.js'
import { openBody } from '../idiom/query.js'
import { refusal } from '../idiom/refusal.js'
import { destructured, replaced } from './sent-figure.js'

export default defineFix({
  id: 'money/price-of-order',
  for: ['money/client-price'],
  // A figure that is not read any more is nothing to ask for.
  covers: ['input/unvalidated-body'],
  title: 'Charges what the order that is named costs',
  *patches({ finding, model, source }) {
    const handler = openBody(routeNamed(model.routes, finding.route), source)
    const sent = /`body\.(\w+)`/.exec(finding.message)?.[1]
    if (!handler?.fn || handler.code.path !== finding.at.file || !sent) return
    const order = namedOrder(handler.code, handler.fn, sent, model.tables)
    const edits = order && readFirst(handler, handler.fn, order, source)
    if (!edits) return
    yield {
      title: `Charge in ${routeName(handler.route)} what the ${order.what} costs`,
      says: `The amount is the one that stands in \`${order.table.name}\`; what the browser sends as \`${sent}\` is not looked at.`,
      edits,
      files: [],
    }
  },
})

interface NamedOrder {
  /** `booking` of `bookingId`. */
  readonly what: string
  readonly id: string
  readonly table: Table
  readonly field: string
  readonly sent: string
  /** Where the request's figure is taken out. */
  readonly given: Node
}

const ID = /^(order|booking|reservation|appointment|invoice)_?[iI]d$/
const TOTAL =
  /^(?:total|amount|price|(?:total|grand|final)_?(?:price|amount|cents|total|cost)|(?:price|amount|cost)_?(?:total|due|cents)|total_?(?:price|amount)_?cents)$/i

/** `const { bookingId, amount } = req.body`, where bookings have a price of their own. */
function namedOrder(code: Code, fn: Node, sent: string, tables: readonly Table[]): NamedOrder | undefined {
  const given = destructured(code, fn, sent)
  const names = given
    ? (code.parents.get(given)!.properties as Node[]).flatMap(one => (one.shorthand === true ? (nameOf(one) ?? []) : []))
    : []
  const id = names.find(name => ID.test(name))
  const what = id && ID.exec(id)![1]!
  const table = what && tables.find(one => [one.name, ...one.aliases].some(name => singular(name).toLowerCase() === what))
  const isCents = (name: string): boolean => /cents?$/i.test(name)
  const prices = table ? table.columns.filter(({ field }) => TOTAL.test(field) && isCents(field) === isCents(sent)) : []
  const [price, ...others] = prices
  if (!given || !id || !table || !price || others.length > 0 || declaredIn([fn]).has(what)) return undefined
  return { what, id, table, field: price.field, sent, given }
}

/** Reads the row before the figure is first used, and takes its price everywhere. */
function readFirst({ code, route }: Handler, fn: Node, order: NamedOrder, source: Source): readonly Edit[] | undefined {
  const { what, field, sent, given } = order
  const edits = replaced(code, fn, given, sent, `${what}.${field}`)
  const used = edits.map(edit => edit.start).filter(start => start > given.end)
  const first = findNodes(code, node => node.start === Math.min(...used), fn).at(-1)
  const statement = first && statementAround(code, first)
  const read = readOf(code, order, source)
  const [, response] = (fn.params as Node[]).map(one => nameOf(one))
  const says = `${what[0]!.toUpperCase()}${what.slice(1)} not found`
  const refused =
    statement &&
    (refusalIn(code, fn, statement, { status: 404, says }) ??
      (route.framework === 'express' && response
        ? `return ${refusal(code, fn, response, 404, says, source)}${code.style.semi}`
        : undefined))
  if (!statement || !read || !refused) return undefined
  const margin = indentAt(code, statement.start)
  const start = aboveComments(code, statement.start)
  const lines = [`const ${what} = await ${read}${code.style.semi}`, `if (!${what}) ${refused}`]
  return [...edits, { file: code.path, start, end: start, text: lines.map(line => `${line}\n${margin}`).join('') }]
}

/** One row by its id, as this file reads rows. */
function readOf(code: Code, { table, id, field }: NamedOrder, source: Source): string | undefined {
  const uses = (name: string): boolean => source.packages.some(one => name in one.dependencies)
  const names = [...bindingsOf(code).keys()]
  const document = names.find(name => table.aliases.includes(name) || table.name === name)
  // An object in its place would be a question of its own.
  if (document && uses('mongoose')) return `${document}.findById(String(${id}))`
  const prisma = names.find(name => new RegExp(`\\b${name}\\.\\w+\\.(?:find|create|update)`).test(code.text))
  const model = [table.name, ...table.aliases].find(name => /^[A-Z]/.test(name))
  if (prisma && model && uses('@prisma/client'))
    return `${prisma}.${model[0]!.toLowerCase()}${model.slice(1)}.findUnique({ where: { id: ${id} }, select: { ${field}: true } })`
  return undefined
}
