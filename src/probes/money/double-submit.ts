import type { LabAnswer, LabRequest } from '#lab/lab'
import type { OutsideCall } from '#lab/stand-in'
import type { Route } from '#model/app-model'
import { nameOf } from '#model/read/route'
import { answered, receptionOf } from '../answer.js'
import { type Ground, inconclusive, type Outcome, type Probe, proved, refuted } from '../probe.js'
import { forEachSuspect } from '../suspected.js'
import { tablesWritten } from '../written.js'

/** Sends the same order twice at once, as a nervous thumb or a retrying network does. */
export const doubleSubmit: Probe = {
  id: 'money/double-submit',
  title: 'The same order, twice',
  settles: ['money/order-not-idempotent'],
  plan: forEachSuspect(['money/order-not-idempotent'], attempt),
}

async function attempt(ground: Ground, route: Route): Promise<Outcome> {
  const { lab } = ground
  const control = await ground.working(route)
  if (!control.works)
    return inconclusive(`${nameOf(route)} was sent twice`, `the app answers ${control.answer.status} to one request`, [control.answer.step])
  const single = await made(ground, route, control.request, 1)
  await lab.reset()
  const pair = await made(ground, route, control.request, 2)
  const steps = pair.answers.map(answer => answer.step)
  const receptions = pair.answers.map(answer => receptionOf(answer, control.answer))
  const asked = `${nameOf(route)} was sent twice`
  if (receptions.some(reception => ['limited', 'broken', 'silent'].includes(reception)) || !receptions.includes('taken'))
    return inconclusive(asked, pair.answers.map(answered).join(' and '), steps)
  const isTakenTwice = receptions.every(reception => reception === 'taken')
  for (const [table, once] of single.rows) {
    const twice = pair.rows.get(table) ?? 0
    if (isTakenTwice && once >= 1 && twice >= 2 * once)
      return proved(`one click, sent twice, made ${twice === 2 ? 'two' : twice} rows of \`${table}\` by ${nameOf(route)}`, [
        ...steps,
        { kind: 'rows', table, before: `${once} more after one request`, after: `${twice} more after two at once` },
      ])
  }
  if (isTakenTwice && pair.charges.length >= 2 && new Set(pair.answers.map(paymentsIn)).size === 2)
    return proved(`one click, sent twice, asked for two payments by ${nameOf(route)}`, [
      ...steps,
      ...pair.charges.slice(0, 2).map(call => ({
        kind: 'call' as const,
        service: call.service,
        operation: `${call.method} ${call.path}`,
        says: `answered ${call.status}`,
      })),
    ])
  return [...single.rows.values()].some(once => once >= 1)
    ? refuted(`the second of two equal requests to ${nameOf(route)} made nothing`, 'one row and one payment at most came of both', steps)
    : inconclusive(asked, 'one request alone makes no row that can be counted', steps)
}

interface Made {
  readonly answers: readonly LabAnswer[]
  /** Rows more than before. */
  readonly rows: ReadonlyMap<string, number>
  readonly charges: readonly OutsideCall[]
}

/** Sends the request so often at once, and counts what came of it. */
async function made({ lab, rows }: Ground, route: Route, request: LabRequest, times: number): Promise<Made> {
  const tables = tablesWritten(route, ['create', 'upsert'])
  const before = new Map<string, number>()
  for (const table of tables) before.set(table, (await rows?.count(table)) ?? 0)
  await lab.mark()
  const answers = await Promise.all(Array.from({ length: times }, () => lab.send(request)))
  const more = new Map<string, number>()
  for (const table of tables) more.set(table, ((await rows?.count(table)) ?? 0) - before.get(table)!)
  const charges = (await lab.calls()).filter(
    call => call.service === 'stripe' && call.method === 'POST' && call.status < 400 && /payment_intents|sessions|charges/.test(call.path),
  )
  return { answers, rows: more, charges }
}

/** Ids of payments that an answer names: a service that is asked twice with one idempotency key makes one. */
const paymentsIn = ({ text }: LabAnswer): string => [...text.matchAll(/\b(?:pi|cs|ch)_\w+/g)].map(([id]) => id).join()
