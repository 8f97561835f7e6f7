import { routeNamed } from '#model/read/route'
import { literalOf, nameOf, type Node } from '#source/tree'
import { type Code, findNodes, statementAround } from '../code/code.js'
import { quoted } from '../code/style.js'
import { defineFix, type Edit } from '../fix.js'
import { chained, chainOf, inChain, openHandler, propertyOf } from '../idiom/query.js'
import { takenAs } from '../idiom/supabase-data.js'

/** States that are reached once, and are left no more. */
const FINAL = /^(?:paid|delivered|completed?|succeeded|settled|refunded|fulfilled|captured|approved|redeemed)$/i

export default defineFix({
  id: 'webhooks/state-once',
  for: ['webhooks/webhook-not-idempotent'],
  title: 'Lets a row reach its last state once',
  *patches({ finding, model, source }) {
    const handler = openHandler(routeNamed(model.routes, finding.route), source)
    const found = handler?.fn && handler.code.path === finding.at.file ? onlyOnce(handler.code, handler.fn, finding.at.line) : undefined
    if (!found) return
    yield {
      title: `Handle each event of ${finding.route} once`,
      says: `The row is changed only while its \`${found.column}\` is not \`${found.value}\` yet: the same event again finds no row, and what follows is not done again.`,
      edits: [found.edit],
      files: [],
    }
  },
})

interface Once {
  readonly edit: Edit
  readonly column: string
  readonly value: string
}

/** `.update({ status: 'delivered' }).eq('code', code).select()`, whose row decides whether the rest is done. */
function onlyOnce(code: Code, fn: Node, line: number): Once | undefined {
  for (const update of findNodes(code, node => node.type === 'CallExpression' && nameOf(node.callee) === 'update', fn)) {
    const statement = statementAround(code, update)
    const chain = chainOf(code, update)
    const filters = inChain(code, chain, /^(?:eq|match|in)$/)
    const isRead = inChain(code, chain, /^(?:maybeSingle|single|select)$/).length > 1
    const property = propertyOf((update.arguments as Node[])[0], /^(?:status|state)$/)
    const value = property && finalIn(code, property.value as Node)
    const name = statement && takenAs(statement, 'data')
    if (!property || !value || !isRead || !name || filters.length === 0 || inChain(code, chain, /^(?:neq|not)$/).length > 0) continue
    // Without a row the rest is left out.
    const isAsked = findNodes(
      code,
      node =>
        node.type === 'IfStatement' &&
        node.start > update.end &&
        new RegExp(`^!${name}$`).test(code.text.slice((node.test as Node).start, (node.test as Node).end)),
      fn,
    ).some(node => code.text.slice(0, node.start).split('\n').length <= line)
    if (!isAsked) continue
    const column = nameOf(property)!
    return { column, value, edit: chained(code, filters.at(-1)!, `neq(${quoted(code.style, column)}, ${quoted(code.style, value)})`) }
  }
  return undefined
}

/** The last state among those that may be written. */
function finalIn(code: Code, node: Node): string | undefined {
  const texts = findNodes(code, one => one.type === 'Literal', node).flatMap(one =>
    typeof literalOf(one) === 'string' ? [String(literalOf(one))] : [],
  )
  const written = node.type === 'ConditionalExpression' ? [literalOf(node.consequent), literalOf(node.alternate)] : [literalOf(node)]
  return texts.find(text => FINAL.test(text) && written.includes(text))
}
