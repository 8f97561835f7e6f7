import type { Column, Table } from '#database/catalogue'
import { routeNamed } from '#model/read/route'
import type { Node } from '#source/tree'
import { type Code, indentAt, statementAround, textOf } from '../code/code.js'
import { declaredIn } from '../code/names.js'
import { quoted } from '../code/style.js'
import { defineFix, type Edit } from '../fix.js'
import { callNamed, chainOf, entryInto, holds, inChain, openHandler, propertyOf } from '../idiom/query.js'
import { stripeClient } from '../idiom/stripe-client.js'

/** https://docs.stripe.com/api/subscriptions/cancel */
export default defineFix({
  id: 'broken/subscription-goes-on',
  for: ['broken/pretended-success'],
  title: 'Ends a subscription at the payment service first',
  *patches({ finding, model, source }) {
    const route = routeNamed(model.routes, finding.route)
    const handler = openHandler(route, source)
    if (!handler?.fn || handler.code.path !== finding.at.file || !/goes on charging/.test(finding.message)) return
    const { code, fn } = handler
    const written = route?.effects.find(
      effect => effect.kind === 'query' && effect.at.file === finding.at.file && effect.at.line === finding.at.line,
    )
    const table = written?.kind === 'query' ? model.tables.find(one => one.name === written.table) : undefined
    const kept = table && subscriptionOf(table)
    const call = callNamed(code, finding.at.line, /^update$/)
    const statement = call && statementAround(code, call)
    const client = kept && stripeClient(code, fn, source)
    if (!client || !statement || !holds(handler, call) || declaredIn([fn]).has(kept.field)) return
    const read = prismaRead(code, call, kept) ?? supabaseRead(code, call, kept)
    if (!read) return
    const { semi } = code.style
    const margin = indentAt(code, statement.start)
    const lines = [...read.lines, `if (${read.id}) await stripe.subscriptions.cancel(${read.id})${semi}`]
    yield {
      title: `End the subscription at Stripe in ${finding.route}`,
      says: 'Stripe is told first, and the row changes when it has answered: who has cancelled is not charged again.',
      edits: [
        ...client,
        { file: code.path, start: statement.start, end: statement.start, text: lines.map(line => `${line}\n${margin}`).join('') },
        ...read.edits,
      ],
      files: [],
    }
  },
})

/** The one column in which the app keeps the subscription's name at Stripe. */
function subscriptionOf(table: Table): Column | undefined {
  const columns = table.columns.filter(column => /^(?:stripe_?)?sub(?:scription)?_?id$/i.test(column.name))
  return columns.length === 1 && /stripe/i.test(columns[0]!.name) ? columns[0] : undefined
}

interface Read {
  /** What is read is in this name afterwards. */
  readonly id: string
  readonly lines: readonly string[]
  /** The row forgets a subscription that has ended, so that asking again does no harm. */
  readonly edits: readonly Edit[]
}

/** `prisma.user.update({ where, data })` */
function prismaRead(code: Code, call: Node, column: Column): Read | undefined {
  const [given, ...others] = call.arguments as Node[]
  const where = propertyOf(given, 'where')?.value as Node | undefined
  const data = propertyOf(given, 'data')?.value as Node | undefined
  const rows = (call.callee as Node).object as Node | undefined
  if (!where || data?.type !== 'ObjectExpression' || !rows || others.length > 0) return undefined
  const { indent, semi } = code.style
  const select = `select: { ${column.field}: true }`
  const [before, after] = [`const { ${column.field} } = await ${textOf(code, rows)}.findUniqueOrThrow({`, `})${semi}`]
  const one = `${before} where: ${textOf(code, where)}, ${select} ${after}`
  const isLong = indentAt(code, call.start).length + one.length > 80
  return {
    id: column.field,
    lines: isLong ? [before, `${indent}where: ${textOf(code, where)},`, `${indent}${select},`, after] : [one],
    edits: forgets(code, data, column),
  }
}

/** `supabase.from('profiles').update({ … }).eq('id', user.id)` */
function supabaseRead(code: Code, call: Node, column: Column): Read | undefined {
  const chain = chainOf(code, call)
  const from = inChain(code, chain, /^from$/)[0]
  const data = (call.arguments as Node[])[0]
  const filters = inChain(code, chain, /^eq$/)
  if (!from || data?.type !== 'ObjectExpression' || filters.length === 0 || chain.end !== filters[0]!.end) return undefined
  const q = (text: string): string => quoted(code.style, text)
  const { indent, semi } = code.style
  const equal = filters.toReversed().map(one => `eq${code.text.slice((one.callee as Node).end, one.end)}`)
  const client = textOf(code, (from.callee as Node).object as Node)
  const table = code.text.slice(((from.callee as Node).property as Node).start, from.end)
  const calls = [table, `select(${q(column.name)})`, ...equal, 'single()']
  return {
    id: `subscriber.${column.name}`,
    lines: [
      `const { data: subscriber, error: subscriberError } = await ${client}`,
      ...calls.map((one, index) => `${indent}.${one}${index === calls.length - 1 ? semi : ''}`),
      `if (subscriberError) throw subscriberError${semi}`,
    ],
    edits: forgets(code, data, column),
  }
}

const forgets = (code: Code, data: Node, { name, field, nullable }: Column): readonly Edit[] =>
  nullable && !propertyOf(data, field) && !propertyOf(data, name) ? [entryInto(code, data, `${field}: null`)] : []
