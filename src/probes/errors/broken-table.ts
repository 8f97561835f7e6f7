import type { Route } from '#model/app-model'
import { nameOf } from '#model/read/route'
import type { LabAnswer } from '#lab/lab'
import { answered, isWorkshop, receptionOf, saidIn } from '../answer.js'
import { type Ground, inconclusive, type Outcome, type Probe, proved, refuted } from '../probe.js'
import { forEachSuspect } from '../suspected.js'

/** What only somebody who sees the server should read. */
const INSIDE =
  /relation "[^"]+" does not exist|column "[^"]+" (?:does not exist|of relation)|Invalid `[\w.$]*prisma\.|at (?:async )?[\w.<> ]+ \([^)]*:\d+:\d+\)|\/node_modules\/[\w@./-]+:\d+|\/(?:app|src|home|usr|srv|lab)\/[\w./-]+\.[cm]?[jt]sx?:\d+|syntax error at or near|PrismaClient\w+Error|SequelizeDatabaseError|DrizzleQueryError|Failed query:|ECONNREFUSED|SQLITE_[A-Z]+|duplicate key value violates|violates (?:foreign key|not-null|unique|check) constraint|invalid input syntax for type/

/** Makes the app fail, by a table that is gone and by a body that is no JSON, and reads what it tells the caller. */
export const brokenTable: Probe = {
  id: 'errors/broken-table',
  title: 'What the caller reads when something fails',
  settles: ['errors/error-detail-exposed'],
  plan: forEachSuspect(['errors/error-detail-exposed'], attempt),
}

async function attempt(ground: Ground, route: Route): Promise<Outcome> {
  const { lab } = ground
  const control = await ground.working(route)
  const name = nameOf(route)
  const told = (answer: LabAnswer): string | undefined => {
    const found =
      !isWorkshop(answer) && (answer.status >= 400 || receptionOf(answer, control.answer) === 'refused')
        ? INSIDE.exec(unescaped(answer.text))?.[0]
        : undefined
    return found !== undefined && !INSIDE.test(unescaped(control.answer.text)) ? found : undefined
  }
  for (const request of variants(control.request)) {
    const answer = await lab.send(request)
    const inside = told(answer)
    if (inside && !saidIn(request).includes(inside))
      return proved(`${name} tells whoever makes it fail: ${inside.slice(0, 100)}`, [answer.step])
  }
  await lab.reset()
  let failed: LabAnswer | undefined
  for (const table of route.tables.toReversed()) {
    if (!(await hide(ground, table))) continue
    const answer = await lab.send(control.request)
    await lab.reset()
    const inside = told(answer)
    if (inside)
      return proved(`${name} tells its caller what failed inside: ${inside.slice(0, 100)}`, [
        { kind: 'note', says: `the table \`${table}\` was taken away for one request` },
        answer.step,
      ])
    if (answer.status >= 500 && !isWorkshop(answer)) failed ??= answer
  }
  // Only a failure of the database, on the way that works, shows what the app makes of one.
  return failed && control.works
    ? refuted(`${name} keeps to itself what failed`, 'the answer to a failing database holds no text of it, no path and no stack', [
        failed.step,
      ])
    : inconclusive(`${name} was made to fail`, control.works ? 'nothing that was tried made it fail' : answered(control.answer), [
        control.answer.step,
      ])
}

/** Quotes as the database wrote them, inside JSON and inside a page. */
const unescaped = (text: string): string => text.replaceAll('\\"', '"').replaceAll('&quot;', '"')

/** The same request, and ones that code rarely expects. */
function* variants<
  Request extends { readonly method: string; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> },
>(request: Request): Generator<Request> {
  if (['GET', 'HEAD'].includes(request.method)) return
  yield { ...request, body: '{"lab": ', headers: { ...request.headers, 'content-type': 'application/json' } }
  yield { ...request, body: {} }
  if (typeof request.body === 'object' && request.body !== null)
    yield { ...request, body: Object.fromEntries(Object.keys(request.body).map(key => [key, { lab: ['x'.repeat(300)] }])) }
}

async function hide({ lab }: Ground, table: string): Promise<boolean> {
  try {
    await lab.database?.run(`alter table "${table.replaceAll('"', '""')}" rename to "seaworthy_hidden"`)
    return lab.database !== undefined
  } catch {
    return false
  }
}
