import type { Route } from '#model/app-model'
import { nameOf } from '#model/read/route'
import type { Finding } from '#triage/finding'
import { type Ground, inconclusive, type Outcome, type Probe, proved, refuted } from '../probe.js'
import { forEachSuspect } from '../suspected.js'

/** Counts the statements that one request costs. */
export const counted: Probe = {
  id: 'performance/counted',
  title: 'Statements of one request',
  settles: ['performance/query-in-loop'],
  plan: forEachSuspect(['performance/query-in-loop'], attempt),
}

async function attempt(ground: Ground, route: Route, { table }: Finding): Promise<Outcome> {
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
  // What else the request asks for says nothing of the loop that is meant: it may stand on a way that was not taken.
  const meant = table === undefined ? statements : statements.filter(({ sql }) => speaksOf(sql, table))
  if (meant.length === 0)
    return inconclusive(`the statements of ${name} were counted`, `none of them speaks of \`${table}\`: the loop was not reached`, [
      answer.step,
    ])
  const shapes = new Map<string, Set<string>>()
  for (const { sql, parameters } of meant) {
    const shape = sql
      .replaceAll(/'[^']*'|\b\d+\b/g, '?')
      .replaceAll(/\s+/g, ' ')
      .trim()
    shapes.set(shape, (shapes.get(shape) ?? new Set()).add(`${sql} ${parameters ?? ''}`))
  }
  // A statement that runs again for the same values is no loop over rows.
  const [sql, { size: times }] = [...shapes].toSorted((a, b) => b[1].size - a[1].size)[0]!
  const steps = [
    answer.step,
    { kind: 'measure' as const, what: `statements of one ${name}`, unit: 'statements', before: statements.length },
    { kind: 'statement' as const, actor: control.actor, sql: sql.slice(0, 300), rows: times },
  ]
  if (times >= 3) return proved(`one ${name} runs the same statement for ${times} values, one after another`, steps)
  // With nothing to loop over, no loop shows.
  return times === 1 && longest(answer.json) >= 3
    ? refuted(
        `one ${name} answers with ${longest(answer.json)} rows and runs no statement for each`,
        `${statements.length} statements in all`,
        steps,
      )
    : inconclusive(
        `the statements of ${name} were counted`,
        times === 2 ? 'one statement ran twice, which may be chance' : 'there were too few rows to loop over',
        steps,
      )
}

const speaksOf = (sql: string, table: string): boolean =>
  sql
    .toLowerCase()
    .split(/[^\w$]+/)
    .includes(table.split('.').at(-1)!.toLowerCase())

/** Length of the longest list in an answer. */
function longest(json: unknown): number {
  if (typeof json !== 'object' || json === null) return 0
  return Math.max(Array.isArray(json) ? json.length : 0, ...Object.values(json).slice(0, 50).map(longest))
}
