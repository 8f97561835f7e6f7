import { ACTORS, type Actor } from '#base/evidence'
import type { QueryEffect, Route } from '#model/app-model'
import { isMachine, nameOf } from '#model/read/route'
import { carried, type Mark } from '../belongings.js'
import { type Discovery, type Experiment, type Ground, inconclusive, type Outcome, type Probe, proved, refuted } from '../probe.js'
import { reachable, suspectedOf } from '../suspected.js'

const BY_NOBODY = ['access/open-endpoint']
const BY_OTHERS = ['access/unscoped-query', 'access/admin-without-role', 'access/browser-only-admin']

/** Nobody, and customer B, ask for what is A's: to read it, to change it, to delete it. */
export const foreignObject: Probe = {
  id: 'access/foreign-object',
  title: 'Reads and writes of what belongs to somebody else',
  settles: [...BY_NOBODY, ...BY_OTHERS],
  *plan(ground) {
    for (const route of reachable(ground)) {
      if (isMachine(route) && suspectedOf(ground, route, BY_NOBODY).length === 0) continue
      yield* experiments(ground, route)
    }
  },
}

function* experiments(ground: Ground, route: Route): Generator<Experiment> {
  for (const actor of ['nobody', 'b'] as const) {
    if (actor === 'b' && !ground.present.has('b')) continue
    const findings = suspectedOf(ground, route, actor === 'nobody' ? BY_NOBODY : BY_OTHERS)
    // What is meant for everyone is no fault to read.
    if (findings.length === 0 && (route.auth === 'public' || route.kind === 'page')) continue
    const discovers = findings.length === 0 ? discovery(route, actor) : undefined
    yield {
      name: `${nameOf(route)} as ${ACTORS[actor]}`,
      findings,
      ...(discovers && { discovers }),
      run: () => attempt(ground, route, actor, findings.length > 0),
    }
  }
}

async function attempt(ground: Ground, route: Route, actor: Actor, suspected: boolean): Promise<Outcome> {
  const { lab, rows } = ground
  const control = await ground.working(route)
  const who = ACTORS[actor]
  if (!control.works)
    return inconclusive(
      `${who} asked for ${nameOf(route)}`,
      `${ACTORS[control.actor]} gets ${control.answer.status || 'no answer'} too, so the refusal says nothing`,
      [control.answer.step],
    )
  const forStaff = control.actor === 'admin'
  const before = control.object && (await rows?.again(control.object.table, control.object.row))
  const counts = await countsOf(ground, route)
  const answer = await lab.send({ ...control.request, actor })
  if (answer.status === 0) return inconclusive(`${who} asked for ${nameOf(route)}`, 'the app did not answer', [answer.step])
  if (answer.status === 401 || answer.status === 403 || (answer.status >= 300 && answer.status < 400))
    return refuted(
      `${who} was refused at ${nameOf(route)}`,
      `the app answered ${answer.status}, while ${ACTORS[control.actor]} got ${control.answer.status}`,
      [control.answer.step, answer.step],
    )
  const steps = [control.answer.step, answer.step]
  if (writes(route)) {
    const after = control.object && (await rows?.again(control.object.table, control.object.row))
    const changed = await changedCounts(ground, counts)
    if (control.object && before && JSON.stringify(after) !== JSON.stringify(before)) {
      const { table } = control.object
      const kept = { kind: 'rows' as const, table, before: brief(before, after), after: after ? brief(after, before) : 'the row is gone' }
      return proved(`${who} ${after ? 'changed' : 'deleted'} a row of ${table} that belongs to customer A`, [...steps, kept])
    }
    if (answer.status < 300 && changed.length > 0 && (actor === 'nobody' || forStaff))
      return proved(`${who} wrote ${changed.map(one => one.table).join(' and ')} by ${nameOf(route)}`, [
        ...steps,
        ...changed.map(({ table, from, to }) => ({ kind: 'rows' as const, table, before: `${from} rows`, after: `${to} rows` })),
      ])
    if (answer.status < 300 && rows === undefined && (actor === 'nobody' || forStaff))
      return proved(`${who} was let do what ${nameOf(route)} does`, steps)
    if (answer.status >= 400)
      return refuted(`${who} could not change it by ${nameOf(route)}`, `the app answered ${answer.status} and nothing changed`, steps)
    return inconclusive(`${who} asked for ${nameOf(route)}`, `the app answered ${answer.status}, and no row of A's changed`, steps)
  }
  const marks = carried(answer.text, ground.belongings.of('a', route.tables))
  // What nobody suspected has to be beyond doubt: a name under a review is meant to be read.
  const telling = marks.filter(mark => (suspected ? mark.personal : mark.intimate))
  if (answer.status < 300 && (telling.length > 0 || (suspected && marks.length > 0 && (control.object !== undefined || forStaff))))
    return proved(`${who} reads ${what(telling.length > 0 ? telling : marks)} of customer A by ${nameOf(route)}`, steps)
  if (answer.status < 300 && forStaff && suspected && answer.text.length > 2 && sameShape(answer.text, control.answer.text))
    return proved(`${who} gets from ${nameOf(route)} what only an admin should`, steps)
  if (answer.status >= 400)
    return refuted(
      `${who} could not read it by ${nameOf(route)}`,
      `the app answered ${answer.status}, while ${ACTORS[control.actor]} got ${control.answer.status}`,
      steps,
    )
  const own = carried(control.answer.text, ground.belongings.of('a', route.tables))
  return own.length > 0 || forStaff
    ? refuted(
        `${who} got an answer from ${nameOf(route)} without anything of A's`,
        'the answer holds no value of A’s rows, while the answer to A does',
        steps,
      )
    : inconclusive(`${who} asked for ${nameOf(route)}`, 'neither answer holds a value that tells whose it is', steps)
}

const writes = (route: Route): boolean =>
  !['GET', 'HEAD'].includes(route.method) ||
  route.effects.some(effect => effect.kind === 'query' && ['update', 'delete', 'create', 'upsert'].includes(effect.does))

const written = (route: Route): readonly string[] => [
  ...new Set(
    route.effects
      .filter((effect): effect is QueryEffect => effect.kind === 'query' && effect.does !== 'read' && effect.table !== undefined)
      .map(effect => effect.table!),
  ),
]

async function countsOf({ rows }: Ground, route: Route): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>()
  for (const table of written(route)) {
    const count = await rows?.count(table)
    if (count !== undefined) counts.set(table, count)
  }
  return counts
}

async function changedCounts(
  { rows }: Ground,
  before: ReadonlyMap<string, number>,
): Promise<{ table: string; from: number; to: number }[]> {
  const changed: { table: string; from: number; to: number }[] = []
  for (const [table, from] of before) {
    const to = await rows?.count(table)
    if (to !== undefined && to !== from) changed.push({ table, from, to })
  }
  return changed
}

/** The same keys, as JSON: an error that says "fine" is no proof. */
function sameShape(a: string, b: string): boolean {
  try {
    return JSON.stringify(shapeOf(JSON.parse(a), 0)) === JSON.stringify(shapeOf(JSON.parse(b), 0))
  } catch {
    return a === b
  }
}

const shapeOf = (value: unknown, depth: number): unknown =>
  depth > 2 || typeof value !== 'object' || value === null
    ? typeof value
    : Array.isArray(value)
      ? value.length > 0
        ? [shapeOf(value[0], depth + 1)]
        : []
      : Object.keys(value).toSorted()

const what = (marks: readonly Mark[]): string =>
  [
    ...new Set(
      marks.map(mark =>
        mark.table === 'people' ? `the ${mark.column === 'email' ? 'e-mail address' : 'id'}` : `\`${mark.column}\` of \`${mark.table}\``,
      ),
    ),
  ]
    .slice(0, 3)
    .join(', ')

/** The columns that differ, short. */
function brief(row: Readonly<Record<string, unknown>>, other: Readonly<Record<string, unknown>> | undefined): string {
  const entries = Object.entries(row).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(other?.[key]))
  return entries
    .slice(0, 6)
    .map(([key, value]) => `${key} = ${/passw|hash|secret|token/i.test(key) ? '…' : String(value).slice(0, 60)}`)
    .join(', ')
}

function discovery(route: Route, actor: Actor): Discovery {
  const name = nameOf(route)
  const told = writes(route) ? 'changes what belongs to another' : 'answers with what belongs to another'
  return {
    check: actor === 'nobody' ? 'access/open-endpoint' : route.auth === 'role' ? 'access/admin-without-role' : 'access/unscoped-query',
    severity: actor === 'nobody' && writes(route) ? 'critical' : 'high',
    at: route.at,
    key: `${name} tried`,
    message: `\`${name}\` ${told} when ${ACTORS[actor]} asks.`,
    help: 'Ask who is calling, and compare the owner of the row with the caller before anything is read or written.',
    route: name,
  }
}
