import type { QueryEffect, Route } from '#model/app-model'
import { nameOf } from '#model/read/route'
import { type Ground, inconclusive, type Outcome, type Probe, proved, refuted } from '../probe.js'
import { suspects } from '../suspected.js'

/** Sends the same order twice at once, as a nervous thumb or a retrying network does. */
export const doubleSubmit: Probe = {
  id: 'money/double-submit',
  title: 'The same order, twice',
  settles: ['money/order-not-idempotent'],
  *plan(ground) {
    for (const [route, findings] of suspects(ground, ['money/order-not-idempotent']))
      yield { name: nameOf(route), findings, run: () => attempt(ground, route) }
  },
}

async function attempt(ground: Ground, route: Route): Promise<Outcome> {
  const { lab, rows } = ground
  const control = await ground.working(route)
  if (!control.works)
    return inconclusive(`${nameOf(route)} was sent twice`, `the app answers ${control.answer.status} to one request`, [control.answer.step])
  const tables = [
    ...new Set(
      route.effects
        .filter(
          (effect): effect is QueryEffect =>
            effect.kind === 'query' && ['create', 'upsert'].includes(effect.does) && effect.table !== undefined && !effect.loop,
        )
        .map(effect => effect.table!),
    ),
  ]
  const before = new Map<string, number | undefined>()
  for (const table of tables) before.set(table, await rows?.count(table))
  await lab.mark()
  const answers = await Promise.all([lab.send(control.request), lab.send(control.request)])
  const steps = answers.map(answer => answer.step)
  const charges = (await lab.calls()).filter(
    call => call.service === 'stripe' && call.method === 'POST' && /payment_intents|sessions|charges/.test(call.path),
  )
  for (const table of tables) {
    const [from, to] = [before.get(table), await rows?.count(table)]
    if (from !== undefined && to !== undefined && to - from >= 2)
      return proved(`one click, sent twice, made two rows of \`${table}\` by ${nameOf(route)}`, [
        ...steps,
        { kind: 'rows', table, before: `${from} rows`, after: `${to} rows` },
      ])
  }
  const made = new Set(answers.map(answer => answer.text))
  if (charges.length >= 2 && answers.every(answer => answer.status < 300) && made.size === 2)
    return proved(`one click, sent twice, asked for two payments by ${nameOf(route)}`, [
      ...steps,
      ...charges.slice(0, 2).map(call => ({
        kind: 'call' as const,
        service: call.service,
        operation: `${call.method} ${call.path}`,
        says: `answered ${call.status}`,
      })),
    ])
  if (rows === undefined)
    return inconclusive(`${nameOf(route)} was sent twice`, 'the rows of this database cannot be counted from outside', steps)
  return answers.some(answer => answer.status < 300)
    ? refuted(`the second of two equal requests to ${nameOf(route)} made nothing`, 'one row and one payment at most came of both', steps)
    : inconclusive(`${nameOf(route)} was sent twice`, 'neither of the two went through', steps)
}
