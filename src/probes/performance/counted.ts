import type { Route } from '#model/app-model'
import { nameOf } from '#model/read/route'
import { type Ground, inconclusive, type Outcome, type Probe, proved, refuted } from '../probe.js'
import { suspects } from '../suspected.js'

/** Counts the statements that one request costs. */
export const counted: Probe = {
  id: 'performance/counted',
  title: 'Statements of one request',
  settles: ['performance/query-in-loop'],
  *plan(ground) {
    for (const [route, findings] of suspects(ground, ['performance/query-in-loop']))
      yield { name: nameOf(route), findings, run: () => attempt(ground, route) }
  },
}

async function attempt(ground: Ground, route: Route): Promise<Outcome> {
  const { lab } = ground
  const name = nameOf(route)
  const control = await ground.working(route)
  if (!control.works)
    return inconclusive(`the statements of ${name} were counted`, `the app answers ${control.answer.status || 'nothing'}`, [
      control.answer.step,
    ])
  await lab.mark()
  const answer = await lab.send(control.request)
  const statements = (await lab.statements()).filter(statement => /^\s*(?:select|insert|update|delete|with)\b/i.test(statement.sql))
  if (statements.length === 0) return inconclusive(`the statements of ${name} were counted`, 'none was seen', [answer.step])
  const shapes = new Map<string, number>()
  for (const { sql } of statements) {
    const shape = sql
      .replaceAll(/'[^']*'|\b\d+\b/g, '?')
      .replaceAll(/\s+/g, ' ')
      .trim()
    shapes.set(shape, (shapes.get(shape) ?? 0) + 1)
  }
  const [sql, times] = [...shapes].toSorted((a, b) => b[1] - a[1])[0]!
  const steps = [
    answer.step,
    { kind: 'measure' as const, what: `statements of one ${name}`, unit: 'statements', before: statements.length },
    { kind: 'statement' as const, actor: control.actor, sql: sql.slice(0, 300), rows: times },
  ]
  return times >= 3
    ? proved(`one ${name} runs the same statement ${times} times`, steps)
    : times === 2
      ? inconclusive(`the statements of ${name} were counted`, 'one statement ran twice, which may be chance', steps)
      : refuted(`one ${name} runs no statement more than ${times} times`, `${statements.length} statements in all`, steps)
}
