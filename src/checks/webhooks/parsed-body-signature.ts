import { defineCheck } from '#checks/check'
import type { Effect } from '#model/app-model'
import { nameOf, trailTo } from '#model/read/route'
import { originsOf, type Term } from '#model/term'

export default defineCheck({
  id: 'webhooks/parsed-body-signature',
  title: 'A signature is checked on a body that was parsed before',
  why: 'The bytes are no longer those that were signed, so true events are refused and payments are never booked.',
  severity: 'high',
  refs: ['CWE-347', 'CWE-345'],
  needs: ['routes'],
  *find({ routes }) {
    for (const route of routes) {
      if (route.unreached) continue
      for (const effect of route.effects) {
        const how = parsedIn(effect)
        if (!how) continue
        const name = nameOf(route)
        yield {
          at: effect.at,
          certainty: how === 'object' ? 'certain' : 'likely',
          severity: how === 'object' ? 'high' : 'medium',
          message: `\`${name}\` checks the signature on the parsed body instead of the bytes that came.`,
          help: 'Read the raw body: `await request.text()`, or `express.raw()` mounted before `express.json()`.',
          key: name,
          route: name,
          trail: trailTo(route, [effect], 'checked here'),
        }
      }
    }
  },
})

/** `object`: a check that throws on anything but bytes. `text`: the body was written anew, which is seldom the same text. */
function parsedIn(effect: Effect): 'object' | 'text' | undefined {
  if (effect.kind === 'send' && /constructEvent|signature\.verifyHeader/.test(effect.operation) && effect.input.kind === 'object') {
    const body = effect.input.entries.find(([key]) => key === 'body')?.[1]
    return body && isParsed(body) ? 'object' : undefined
  }
  if (effect.kind !== 'compare') return undefined
  const digests = [effect.left, effect.right].flatMap(digestsIn)
  const asks = [effect.left, effect.right].some(term => [...originsOf(term)].some(one => one.from === 'headers'))
  return asks && digests.some(isParsed) ? 'text' : undefined
}

/** All of it, and none of it as it came. */
function isParsed(term: Term): boolean {
  const bodies = [...originsOf(term)].filter(one => one.from === 'body')
  return bodies.length > 0 && bodies.every(one => one.name !== 'raw' && one.path.length === 0)
}

function digestsIn(term: Term): Term[] {
  if (term.kind === 'computed') return /createHmac|digest|hmac|sign/i.test(term.how) ? [...term.of] : term.of.flatMap(digestsIn)
  return term.kind === 'either' ? term.of.flatMap(digestsIn) : []
}
