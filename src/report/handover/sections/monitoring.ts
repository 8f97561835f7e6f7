import type { RouteRow } from '#triage/finding'
import { absent, type HandoverSection, text } from '../block.js'
import { code, plural, some } from '../count.js'
import { hostOf } from '../hosts.js'
import type { HandoverInput } from '../input.js'

/** One thing to watch. */
interface Watch {
  readonly what: string
  readonly threshold: string
  readonly who: string
  readonly because: string
}

/** What to watch in this app, from when on, and who is woken. */
export function monitoringSection(input: HandoverInput): HandoverSection {
  const watches = [...money(input), ...doors(input), ...spend(input), ...jobs(input), ...database(input)]
  const { takesMoney } = input.after.app
  return {
    id: 'monitoring',
    title: 'What to watch',
    note: String(watches.length),
    ...(watches.length > 0 && {
      intro: `Made from this app’s own routes${takesMoney ? ', the money first' : ''}. Thresholds are where to start; after two weeks set them by what is usual for you.`,
    }),
    blocks:
      watches.length === 0
        ? [
            absent(
              `Nothing in the code takes money, signs people in, runs by the clock or calls a paid service: a check every minute that the ${plural(input.after.routes.length, 'route')} answer is enough.`,
            ),
          ]
        : [
            {
              kind: 'table',
              label: 'Monitoring',
              head: ['Watch', 'Alarm when', 'Who', 'Why here'],
              rows: watches.map(({ what, threshold, who, because }) => [what, threshold, who, because]),
            },
            text(`Where to look first when it rings: ${hostOf(input.after.app).logs}.`),
          ],
  }
}

const nameOf = ({ method, path }: RouteRow): string => `${method} ${path}`

function money({ after, facts }: HandoverInput): readonly Watch[] {
  const hooks = after.routes.filter(route => route.kind === 'webhook' || /webhook/i.test(route.path))
  const pays = [
    ...new Set(
      facts.calls.filter(call => /stripe|paypal|mollie|paddle|square|braintree|lemon/i.test(call.service)).map(call => call.route),
    ),
  ].filter(name => !hooks.some(hook => nameOf(hook) === name))
  const sells = /^(?:POST|ACTION) .*(?:checkout|order|book|purchase|pay)/i
  const paths = pays.filter(name => sells.test(name))
  return [
    ...(pays.length > 0
      ? [
          {
            what: some((paths.length > 0 ? paths : pays).map(code), 3),
            threshold: '2 answers of 500 or more within 5 minutes; or no payment for three times the usual gap',
            who: 'a developer, at once; you are told',
            because: `${plural(pays.length, 'route')} of this app call the payment service`,
          },
        ]
      : []),
    ...hooks.map(hook => ({
      what: code(nameOf(hook)),
      threshold: hook.auth === 'signature' ? '1 answer that is not 2xx; or 5 refused signatures in an hour' : '1 answer that is not 2xx',
      who: 'a developer, within the hour',
      because: `its sender repeats what fails, for days${hook.tables.length > 0 ? `, and it writes ${some(hook.tables.map(code), 2)}` : ''}`,
    })),
  ]
}

function doors({ after, facts }: HandoverInput): readonly Watch[] {
  const login = after.routes.filter(
    route => /login|sign-?in|session|forgot|reset|otp|magic/i.test(route.path) && /POST|ACTION|ALL/.test(route.method),
  )
  const admin = after.routes.filter(route => route.auth === 'role' || /\/admin\//.test(route.path))
  const limited = login.filter(route => facts.limited.includes(nameOf(route))).length
  return [
    ...(login.length > 0
      ? [
          {
            what: some(
              login.map(route => code(nameOf(route))),
              3,
            ),
            threshold: '10 failures a minute from one address, or 100 from all',
            who: 'a developer, next morning; at once above 1,000',
            because:
              limited > 0
                ? `${limited} of them limited attempts when the audit began`
                : 'none of them limited attempts when the audit began',
          },
        ]
      : []),
    ...(admin.length > 0
      ? [
          {
            what: `${plural(admin.length, 'admin route')}, such as ${code(nameOf(admin[0]!))}`,
            threshold: 'any 401 or 403 followed by a 200 from the same address',
            who: 'you, weekly; a developer if it happens',
            because: 'whoever gets in there gets everything',
          },
        ]
      : []),
  ]
}

function spend({ after, facts }: HandoverInput): readonly Watch[] {
  const of = (pattern: RegExp): string[] => [...new Set(facts.calls.filter(call => pattern.test(call.service)).map(call => call.route))]
  const ai = of(/^(?:ai|openai|anthropic|google-ai)$/i)
  const mail = of(/^(?:mail|resend|sendgrid|postmark|ses|sms|twilio)$/i)
  const provider = after.app.services.filter(service => /openai|anthropic|gemini|mistral/i.test(service)).join(', ')
  return [
    ...(ai.length > 0
      ? [
          {
            what: some(ai.map(code), 3),
            threshold: 'twice yesterday’s spend by noon; hard limit at the provider',
            who: 'you',
            because: `each call costs money${provider ? ` at ${provider}` : ''}`,
          },
        ]
      : []),
    ...(mail.length > 0
      ? [
          {
            what: `${plural(mail.length, 'route')} that send messages`,
            threshold: '5 % refused or marked as spam in a day',
            who: 'you',
            because: `orders and resets depend on it: ${some(mail.map(code), 2)}`,
          },
        ]
      : []),
  ]
}

const jobs = ({ after }: HandoverInput): readonly Watch[] =>
  after.routes
    .filter(route => route.kind === 'cron' || /\/cron\//.test(route.path))
    .map(route => ({
      what: code(nameOf(route)),
      threshold: 'no run within twice its interval (a dead man’s switch that it calls at its end)',
      who: 'a developer, next morning',
      because: 'nobody notices a job that stops',
    }))

function database({ after, facts }: HandoverInput): readonly Watch[] {
  if (after.tables.length === 0) return []
  const slow = facts.queries.toSorted((a, b) => (b.after ?? b.before).ms - (a.after ?? a.before).ms)[0]
  const measured = slow ? (slow.after ?? slow.before).ms : undefined
  return [
    {
      what: `${after.app.databases.join(', ') || 'The database'}: time of answers, connections, disk`,
      threshold:
        measured !== undefined && slow
          ? `${code(slow.route ?? slow.table)} slower than ${Math.max(100, Math.ceil((measured * 3) / 50) * 50)} ms at p95; connections above 80 %; disk above 75 %`
          : 'p95 of any route above 500 ms for 10 minutes; connections above 80 %; disk above 75 %',
      who: 'a developer, next morning',
      because:
        measured === undefined
          ? `${plural(after.tables.length, 'table')}; no query was timed in this run`
          : `its slowest query took ${measured.toFixed(0)} ms when measured`,
    },
  ]
}
