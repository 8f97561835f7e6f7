import { defineCheck } from '#checks/check'
import { type Unmatched, unmatchedPayment } from '#model/read/paid-by'
import { nameOf, trailTo } from '#model/read/route'
import { spelled } from '#model/read/terms'
import type { Source } from '#source/source'

export default defineCheck({
  id: 'money/unmatched-payment',
  title: 'Any payment pays for any order',
  why: 'Whoever paid a cent once has every other order marked as paid by sending its id beside that payment.',
  severity: 'high',
  refs: ['CWE-840', 'CWE-345', 'OWASP-API6:2023'],
  needs: ['routes', 'source'],
  *find({ routes, source }) {
    for (const route of routes) {
      const found = route.unreached ? undefined : unmatchedPayment(route)
      if (!found || isComparedBetween(found, source)) continue
      const name = nameOf(route)
      yield {
        at: found.marked.at,
        certainty: 'likely',
        message: `\`${name}\` marks the order that \`${spelled(found.order)}\` names as paid after asking about the payment in \`${spelled(found.payment)}\`: nothing says that this one is for that one.`,
        help: 'Look the order up by the payment that was stored with it when it was begun, and compare the amount.',
        key: name,
        route: name,
        trail: [
          { at: found.asked, label: 'the payment that the request names' },
          ...trailTo(route, [found.marked], 'the order that the request names'),
        ],
        ...(found.marked.table ? { table: found.marked.table } : {}),
      }
    }
  },
})

/** What the service says, or what is stored of the order, is compared on the way: how much, or what for. */
function isComparedBetween({ asked, marked }: Unmatched, source: Source): boolean {
  if (asked.file !== marked.at.file) return false
  const lines = source.file(asked.file)?.text().split('\n') ?? []
  const from = Math.min(asked.line, marked.at.line)
  return lines.slice(from, Math.max(asked.line, marked.at.line)).some(line => COMPARES.test(line))
}

const COMPARES =
  /(?:amount|total|price|metadata|reference|receipt|order_?id|notes|user_?id|email)\w*['"\])?!]*\s*(?:[!=]==?|[<>])|(?:[!=]==?|[<>]=?)[^;{)]*(?:amount|total|metadata|reference|receipt|order_?id|notes)/i
