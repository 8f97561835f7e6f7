import type { Route } from '#model/app-model'
import { nameOf } from '#model/read/route'
import type { LabRequest } from '#lab/lab'
import { type Ground, inconclusive, type Outcome, type Probe, proved, refuted } from '../probe.js'
import { suspects } from '../suspected.js'

/** Sends what no form sends: other types, nothing, a novel, a negative number. */
export const junk: Probe = {
  id: 'input/junk',
  title: 'Bodies that no form sends',
  settles: ['input/unvalidated-body'],
  *plan(ground) {
    for (const [route, findings] of suspects(ground, ['input/unvalidated-body']))
      yield { name: nameOf(route), findings, run: () => attempt(ground, route) }
  },
}

async function attempt(ground: Ground, route: Route): Promise<Outcome> {
  const { lab, rows } = ground
  const name = nameOf(route)
  const control = await ground.working(route)
  const deaths = lab.deaths()
  const refusals: number[] = []
  for (const { says, request } of variants(control.request)) {
    const before = new Map<string, number | undefined>()
    for (const table of route.tables) before.set(table, await rows?.count(table))
    const answer = await lab.send(request)
    if (lab.deaths() > deaths) return proved(`${says} sent to ${name} ends the whole app`, [answer.step])
    if (answer.status >= 500)
      return proved(`${says} sent to ${name} makes it fail with ${answer.status}`, [control.answer.step, answer.step])
    if (answer.status >= 200 && answer.status < 300) {
      for (const table of route.tables) {
        const count = await rows?.count(table)
        if (count !== undefined && count !== before.get(table))
          return proved(`${says} sent to ${name} is stored in \`${table}\``, [
            answer.step,
            { kind: 'rows', table, before: `${before.get(table)} rows`, after: `${count} rows` },
          ])
      }
      if (rows === undefined) return proved(`${says} sent to ${name} is accepted`, [answer.step])
    }
    refusals.push(answer.status)
    if (answer.status < 400) await lab.reset()
  }
  return refusals.length > 0 && refusals.every(status => status === 400 || status === 422 || status === 413)
    ? refuted(`${name} refuses what it does not understand`, `it answered ${[...new Set(refusals)].join(' and ')}`, [control.answer.step])
    : inconclusive(`${name} was sent junk`, `it answered ${[...new Set(refusals)].join(', ') || 'nothing'}`, [control.answer.step])
}

function* variants(request: LabRequest): Generator<{ readonly says: string; readonly request: LabRequest }> {
  const body = request.body
  if (typeof body !== 'object' || body === null) return
  const keys = Object.keys(body)
  const each = (value: (key: string) => unknown): LabRequest => ({
    ...request,
    body: Object.fromEntries(keys.map(key => [key, /email/i.test(key) ? (body as Record<string, unknown>)[key] : value(key)])),
  })
  yield { says: 'a body of nested objects', request: each(() => ({ lab: [1, null] })) }
  yield { says: 'an empty body', request: { ...request, body: {} } }
  yield {
    says: 'a body of 50,000 letters a field',
    request: {
      ...request,
      body: Object.fromEntries(
        keys.map(key => [
          key,
          typeof (body as Record<string, unknown>)[key] === 'string' ? 'x'.repeat(50_000) : (body as Record<string, unknown>)[key],
        ]),
      ),
    },
  }
  yield {
    says: 'a body of negative numbers',
    request: {
      ...request,
      body: Object.fromEntries(
        keys.map(key => [key, typeof (body as Record<string, unknown>)[key] === 'number' ? -5 : (body as Record<string, unknown>)[key]]),
      ),
    },
  }
}
