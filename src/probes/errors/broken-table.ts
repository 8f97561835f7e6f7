import type { Route } from '#model/app-model'
import { nameOf } from '#model/read/route'
import type { LabAnswer } from '#lab/lab'
import { type Ground, inconclusive, type Outcome, type Probe, proved, refuted } from '../probe.js'
import { suspects } from '../suspected.js'

/** What only somebody who sees the server should read. */
const INSIDE =
  /relation "[^"]+" does not exist|column "[^"]+" |prisma\.\w+|Invalid `|at (?:async )?[\w.<>]+ \([^)]*:\d+:\d+\)|node_modules|\/(?:app|src|home|usr|srv|lab)\/[\w./-]+\.[cm]?[jt]sx?|syntax error at or near|PrismaClient\w+|SequelizeDatabaseError|DrizzleQueryError|Failed query:|ECONNREFUSED|SQLITE_|duplicate key value|violates \w+ constraint/

/** Makes the app fail, by a table that is gone and by a body that is no JSON, and reads what it tells the caller. */
export const brokenTable: Probe = {
  id: 'errors/broken-table',
  title: 'What the caller reads when something fails',
  settles: ['errors/error-detail-exposed'],
  *plan(ground) {
    for (const [route, findings] of suspects(ground, ['errors/error-detail-exposed']))
      yield { name: nameOf(route), findings, run: () => attempt(ground, route) }
  },
}

async function attempt(ground: Ground, route: Route): Promise<Outcome> {
  const { lab } = ground
  const control = await ground.working(route)
  const name = nameOf(route)
  const tried: LabAnswer[] = []
  const told = (answer: LabAnswer): string | undefined => {
    tried.push(answer)
    return answer.status >= 400 ? INSIDE.exec(answer.text)?.[0] : undefined
  }
  for (const request of variants(control.request)) {
    const inside = told(await lab.send(request))
    if (inside) return proved(`${name} tells whoever makes it fail: ${inside.slice(0, 100)}`, [tried.at(-1)!.step])
  }
  for (const table of route.tables.toReversed()) {
    if (!(await hide(ground, table))) continue
    const inside = told(await lab.send(control.request))
    await lab.reset()
    if (inside)
      return proved(`${name} tells its caller what failed inside: ${inside.slice(0, 100)}`, [
        { kind: 'note', says: `the table \`${table}\` was taken away for one request` },
        tried.at(-1)!.step,
      ])
  }
  const failed = tried.filter(answer => answer.status >= 500)
  return failed.length > 0
    ? refuted(`${name} keeps to itself what failed`, 'the answers to failures hold no text of the database, no path and no stack', [
        failed[0]!.step,
      ])
    : inconclusive(
        `${name} was made to fail`,
        'nothing that was tried made it fail',
        tried.slice(0, 1).map(answer => answer.step),
      )
}

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
