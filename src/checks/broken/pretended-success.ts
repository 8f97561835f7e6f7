import type { Place } from '#base/place'
import type { Severity } from '#base/certainty'
import { defineCheck, type Problem } from '#checks/check'
import type { LogEffect, QueryEffect, RespondEffect, Route } from '#model/app-model'
import { handlerText } from '#model/read/comments'
import { isForDevelopers, tellsCode } from '#model/read/logged'
import { isCharge, isOrderTable, isPayment, isWrite } from '#model/read/money'
import { isMachine, isStaffGuard, nameOf, trailTo } from '#model/read/route'
import { fieldsOf, leaves } from '#model/read/terms'
import { originsOf } from '#model/term'
import { pretendedInBrowser } from './pretended-browser.js'

const PROMISES =
  /reset|password|pay|refund|payout|withdraw|charge|checkout|purchase|subscri|send|e?mail|sms|notif|invite|transfer|cancel|upgrade|verify/i
/** What people send there, they think is kept. */
const HEARS = /order|booking|message|contact|enquir|inquir/i
/** The author's own word that the work is missing. */
const MISSING =
  /\b(?:TODO|FIXME|coming soon|simulat\w*|mock(?:ed|ing)?|fake|placeholder|not implemented|stub(?:bed)?|in (?:a )?(?:real|production)(?: app| implementation)?|for now|would (?:send|call|process|integrate|charge|email|be sent)|integrate (?:with )?(?:stripe|paypal|sendgrid|resend|twilio))\b|setTimeout\(\s*\(?(?:resolve|r|res)\b|new Promise\(\s*\(?(?:resolve|r)\)?\s*=>\s*setTimeout|\/\/\s*(?:(?:const|let) \S+ = )?await [^\n]*(?:\b|[a-z]And|bulk)(?:create(?!\w*client)|insert|save|update|upsert|delete|send|charge|refund|transfer)\w*\(/i

export default defineCheck({
  id: 'broken/pretended-success',
  title: 'The app says that it was done, and did nothing',
  why: 'Customers believe that they were paid, refunded or heard, and find out much later that nothing happened.',
  severity: 'high',
  refs: ['CWE-840', 'CWE-703'],
  needs: ['routes', 'tables', 'source', 'app'],
  *find({ routes, tables, source, app }) {
    const billed = new Set(
      tables
        .filter(table => table.columns.some(column => (app.takesMoney ? SUBSCRIPTION : PROVIDERS).test(column.name)))
        .map(table => table.name),
    )
    const subscribes = routes.some(route =>
      route.effects.some(effect => isPayment(effect) && /subscription/i.test(`${effect.operation} ${JSON.stringify(effect.input)}`)),
    )
    const charges = routes.some(route => route.effects.some(isCharge))
    for (const route of routes) {
      if (route.unreached || isMachine(route) || route.kind === 'page') continue
      const lie = kept(route, { subscribes, charges, billed })
      if (lie) {
        yield told(route, lie.effect.at, 'high', lie.says, 'Ask the payment service first, and change the row when it has answered.', [
          lie.effect,
        ])
        continue
      }
      const answer = emptyPromise(route)
      const code = unsentCode(route)
      if (
        !answer ||
        route.method === 'GET' ||
        /valid|check(?!out)|preview|estimate|calculat|quote|test|health|ping|dry-?run/i.test(route.path) ||
        !(code || givesBack(answer) || PROMISES.test(`${route.path} ${JSON.stringify(answer.body)}`) || HEARS.test(route.path))
      )
        continue
      const text = handlerText(
        source,
        answer.at.file,
        answer.at.file === route.at.file ? route.at.line : Math.max(1, answer.at.line - 25),
        answer.at.line,
      )
      if (code)
        yield told(
          route,
          answer.at,
          'high',
          'answers that a one-time code was sent, and only writes it into the log',
          'Send the code, and leave it out of the log.',
          [code, answer],
        )
      else if (MISSING.test(text) || /\bcoming soon\b|\bnot (?:yet )?implemented\b/i.test(JSON.stringify(answer.body)))
        yield told(
          route,
          answer.at,
          /pay|refund|charge|checkout|withdraw|transfer|reset|password|orders?$|bookings?$/i.test(route.path) ? 'high' : 'medium',
          'answers that all went well, and does nothing',
          'Do what the answer says, or answer 501 until it is done.',
          [answer],
        )
    }
    if (app.frameworks.length) yield* pretendedInBrowser(source)
  },
})

const told = (
  route: Route,
  at: Place,
  severity: Severity,
  says: string,
  help: string,
  effects: Parameters<typeof trailTo>[1],
): Problem => ({
  at,
  certainty: 'likely',
  severity,
  message: `\`${nameOf(route)}\` ${says}.`,
  help,
  key: nameOf(route),
  route: nameOf(route),
  trail: trailTo(route, effects, 'said here'),
})

/** The answer of a route that only answers. */
function emptyPromise(route: Route): RespondEffect | undefined {
  if (
    route.gaps.length ||
    route.effects.some(effect => effect.kind !== 'respond' && effect.kind !== 'log' && !(effect.kind === 'query' && effect.does === 'read'))
  )
    return undefined
  return route.effects.find(
    (effect): effect is RespondEffect =>
      effect.kind === 'respond' &&
      (effect.status === undefined || effect.status < 300) &&
      (givesBack(effect) ||
        (effect.body.kind === 'object' &&
          effect.body.entries.some(
            ([key, value]) =>
              value.kind === 'literal' &&
              ((/^(?:success|ok|sent|paid)$/i.test(key) && value.value === true) ||
                (/^(?:status|message)$/i.test(key) && /success|sent|paid|complete|processed|refunded/i.test(String(value.value)))),
          ))),
  )
}

/** A code was made up for whoever asks, and all that is done with it is to write it down. */
const unsentCode = (route: Route): LogEffect | undefined =>
  route.effects.find(
    (effect): effect is LogEffect => effect.kind === 'log' && !isForDevelopers(effect) && tellsCode(effect.values, /^(?:secret-)?random$/),
  )

/** What was sent comes back as if it had been stored: the body itself, or a new thing made of it. */
const givesBack = ({ body, status }: RespondEffect): boolean =>
  (body.kind === 'origin' && body.from === 'body' && !body.path.length) ||
  (status === 201 && [...originsOf(body)].some(one => one.from === 'body'))

/** The id of a subscription that a payment service keeps; without a provider's name it may be a row of the app's own. */
const SUBSCRIPTION = /subscription_?id$/i
const PROVIDERS =
  /^(?:stripe|paypal|paddle|razorpay|lemon_?squeezy|polar|mollie|paystack|braintree|square|provider|external|gateway)_?sub(?:scription)?_?id$/i
const ENDED = /^(?:free|none|basic|cancell?ed|inactive|expired|null)$/i

/** Writes down that a subscription ended, or money went back, and the payment service has never been asked. */
function kept(
  route: Route,
  app: { readonly subscribes: boolean; readonly charges: boolean; readonly billed: ReadonlySet<string> },
): { readonly effect: QueryEffect; readonly says: string } | undefined {
  // A call over plain HTTP, or code that was not read, may be how the service is asked.
  if (
    route.gaps.length ||
    route.effects.some(effect => effect.kind === 'send' && (effect.service === 'http' || isPayment(effect))) ||
    !/cancel|delete|unsubscri|downgrade|refund|plus|premium|membership|plan|subscri/i.test(`${route.method} ${route.path}`)
  )
    return undefined
  for (const effect of route.effects) {
    if (!isWrite(effect) || effect.does !== 'update' || effect.guards.some(isStaffGuard)) continue
    for (const [field, value] of fieldsOf(effect.data)) {
      const texts = [...leaves(value)].flatMap(leaf => (leaf.kind === 'literal' ? [String(leaf.value)] : []))
      const isStanding =
        /^(?:plan|tier|membership|subscription_?(?:status|tier|plan))$/i.test(field) ||
        (/^status$/i.test(field) && /subscri|member/i.test(effect.table ?? '') && app.billed.has(effect.table ?? ''))
      if ((app.subscribes || app.billed.has(effect.table ?? '')) && isStanding && texts.length === 1 && ENDED.test(texts[0]!))
        return { effect, says: 'ends the subscription in the database only: the payment service goes on charging' }
      if (app.charges && isOrderTable(effect.table) && /status/i.test(field) && texts.length === 1 && /^refunded$/i.test(texts[0]!))
        return { effect, says: 'marks an order as refunded, and sends no money back' }
    }
  }
  return undefined
}
