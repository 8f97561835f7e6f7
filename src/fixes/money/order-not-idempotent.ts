import { routeNamed } from '#model/read/route'
import { dotted, nameOf, type Node } from '#source/tree'
import { callsAt, type Code, findNodes, lineOf, openCode, textOf } from '../code/code.js'
import { quoted } from '../code/style.js'
import { defineFix, type Edit } from '../fix.js'
import { openBody } from '../idiom/query.js'
import { oneTransaction } from './one-transaction.js'

export default defineFix({
  id: 'money/order-not-idempotent',
  for: ['money/order-not-idempotent'],
  title: 'Lets the same request order, or pay, once',
  // Out of a cart once means in one transaction.
  covers: ['money/missing-transaction'],
  *patches({ finding, model, source }) {
    const code = openCode(source, finding.at.file)
    const keyed = code && withKey(code, finding.at.line)
    if (keyed)
      yield {
        title: `Charge once for the same ${keyed.what} in ${finding.route ?? code.path}`,
        says: `The payment service is told which ${keyed.what} is paid for: a second request for it gives back the first payment.`,
        edits: [keyed.edit],
        files: [],
      }
    const route = routeNamed(model.routes, finding.route)
    const handler = openBody(route, source)
    const emptied = handler?.fn && handler.code === code ? outOfCart(handler.code, handler.fn) : undefined
    if (emptied)
      yield {
        title: `Order out of a cart once in ${finding.route}`,
        says: 'The order is written and the cart is emptied together: a second request finds nothing to order.',
        edits: emptied,
        files: [],
      }
  },
})

/** What is paid for once; a subscription or a cart is paid for again. */
const PAID = /^(?:order|booking|invoice|payment|reservation|purchase)_?id$/i

/** Stripe: `{ idempotencyKey }`, made of the row that is paid for. https://docs.stripe.com/api/idempotent_requests */
function withKey(code: Code, line: number): { readonly edit: Edit; readonly what: string } | undefined {
  const call = callsAt(code, line).find(node =>
    /stripe[\w.()]*\.create$|^(?:\w+\.)*(?:paymentIntents|charges|transfers|payouts)\.create$/i.test(dotted(node.callee) ?? ''),
  )
  const [given, options] = (call?.arguments as Node[] | undefined) ?? []
  // Of one order, parts may be paid back several times.
  if (!call || given?.type !== 'ObjectExpression' || options || /\.refunds\.create$/i.test(dotted(call.callee)!)) return undefined
  const id = findNodes(code, node => node.type === 'Property' && PAID.test(nameOf(node) ?? ''), given)[0]
  const value = id && idIn(id.value as Node)
  if (!id || !value) return undefined
  const what = nameOf(id)!.replace(/_?id$/i, '').toLowerCase()
  const kind = (dotted(call.callee) ?? '').split('.').at(-2) ?? 'payment'
  const key = `\`${what}-${kind}-\${${textOf(code, value)}}\``
  return { edit: { file: code.path, start: given.end, end: given.end, text: `, { idempotencyKey: ${key} }` }, what }
}

/** `order.id` of itself, of `String(order.id)` and of `order.id.toString()`. */
function idIn(node: Node): Node | undefined {
  const given = node.type === 'CallExpression' ? (node.arguments as Node[]) : undefined
  if (!given) return dotted(node) === undefined || node.type === 'ChainExpression' ? undefined : node
  const callee = node.callee as Node
  if (dotted(callee) === 'String' && given.length === 1) return idIn(given[0]!)
  return callee.type === 'MemberExpression' && nameOf(callee) === 'toString' && given.length === 0 ? idIn(callee.object as Node) : undefined
}

/** From the first write to the one that empties the cart, in one transaction. */
function outOfCart(code: Code, fn: Node): readonly Edit[] | undefined {
  const writes = findNodes(
    code,
    node =>
      node.type === 'CallExpression' &&
      /^(?:create|createMany|update|updateMany|deleteMany|delete|upsert)$/.test(nameOf(node.callee) ?? ''),
    fn,
  ).filter(node => /^(?:prisma|db)\./.test(dotted(node.callee) ?? ''))
  const first = writes.toSorted((a, b) => a.start - b.start)[0]
  const empties = writes.some(node => /\.(?:cart|basket)\w*\.delete/i.test(dotted(node.callee) ?? ''))
  const edits = first && empties ? oneTransaction(code, lineOf(code, first.start)) : undefined
  const [edit, ...others] = edits ?? []
  if (!edit || others.length > 0 || !EMPTIED.test(edit.text)) return undefined
  const { semi } = code.style
  // The second of two at once waits for the first, and finds nothing left to take out.
  const refusal = emptyRefusal(code, fn) ?? `throw new Error(${quoted(code.style, 'This cart has been ordered already')})${semi}`
  const text = edit.text.replace(EMPTIED, (_, margin: string, call: string) =>
    [`\n${margin}const { count } = await ${call}${semi}`, `${margin}if (count === 0) ${refusal}\n`].join('\n'),
  )
  return [{ ...edit, text }]
}

const EMPTIED = /\n([ \t]*)await (tx\.\w*(?:cart|basket)\w*\.deleteMany\([^\n]*\));?\n/i

/** `if (items.length === 0) throw new ApiError(400, 'Your cart is empty')`: what the handler says already. */
function emptyRefusal(code: Code, fn: Node): string | undefined {
  const asked = findNodes(
    code,
    node => node.type === 'IfStatement' && /\.length === 0|!\w+\.length/.test(textOf(code, node.test as Node)),
    fn,
  )
  const refused = asked.flatMap(node => findNodes(code, one => one.type === 'ThrowStatement', node.consequent as Node))[0]
  return refused && textOf(code, refused)
}
