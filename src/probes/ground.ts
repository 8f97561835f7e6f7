import type { Actor } from '#base/evidence'
import { hasProject } from '#lab/actors/project'
import type { SignedIn } from '#lab/actors/sign-in'
import type { Lab } from '#lab/lab'
import type { Rows } from '#lab/request/rows'
import { rowsIn } from '#lab/request/rows-in'
import { readSchemas } from '#lab/request/schemas'
import { shape, type Shaping } from '#lab/request/shape'
import type { AppModel, Route } from '#model/app-model'
import { nameOf } from '#model/read/route'
import type { Source } from '#source/source'
import { isOpen, type Finding } from '#triage/finding'
import { receptionOf } from './answer.js'
import { belongingsOf } from './belongings.js'
import type { Ground } from './probe.js'
import { findWorking, type Working } from './working.js'
import { tablesWritten, writes } from './written.js'

/** Readies the running copy for experiments. */
export async function groundOf(
  lab: Lab,
  model: AppModel,
  source: Source,
  findings: readonly Finding[],
  signedIn: readonly SignedIn[],
  seed: string,
): Promise<Ground> {
  const rows = rowsIn(lab, model)
  const present = new Set<Actor>(signedIn.filter(one => one.outcome === 'signed-in').map(one => one.actor))
  const shaping = { model, rows, seed, actions: lab.actions, setting: lab.env, schemas: { book: readSchemas(source), source } }
  const found = new Map<Route, Promise<Working>>()
  const known = new Map<Actor, Promise<boolean>>()
  const shown = await published(lab, model, findings, shaping)
  const code = source.files.filter(file => file.kind === 'code').map(file => file.text())
  return {
    lab,
    model,
    findings,
    rows,
    shaping,
    present,
    belongings: await belongingsOf(lab.planted, rows, text => shown.includes(text) || code.some(one => one.includes(text))),
    working: route =>
      remembered(found, route, async () => {
        const working = await findWorking(lab, route, present, shaping)
        if (writes(route)) await lab.comeBack()
        // Asked too often by us: later it may be answered.
        if (working.answer.status === 429) queueMicrotask(() => found.delete(route))
        return working
      }),
    counts: route => countsOf(rows, tablesWritten(route)),
    recognised: actor => remembered(known, actor, () => isRecognised(lab, model, actor, shaping)),
  }
}

async function countsOf(rows: Rows | undefined, tables: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>()
  for (const table of tables) {
    const count = await rows?.count(table)
    if (count !== undefined) counts.set(table, count)
  }
  return counts
}

function remembered<Key, Value>(kept: Map<Key, Value>, key: Key, make: () => Value): Value {
  const value = kept.get(key) ?? make()
  kept.set(key, value)
  return value
}

const MOST_PAGES = 12
const MOST_GUARDED = 8

/** What the app shows to everyone by design: answers of public routes that nothing suspects. */
async function published(lab: Lab, model: AppModel, findings: readonly Finding[], shaping: Shaping): Promise<string> {
  const suspected = new Set(findings.filter(isOpen).map(finding => finding.route))
  const open = model.routes.filter(
    route => route.method === 'GET' && route.auth === 'public' && !route.unreached && !suspected.has(nameOf(route)),
  )
  const texts: string[] = []
  for (const route of open.slice(0, MOST_PAGES)) {
    const { request } = await shape(route, 'nobody', 'a', shaping)
    const answer = await lab.send({ ...request, limit: 3000 })
    if (receptionOf(answer) === 'taken') texts.push(answer.text)
  }
  return texts.join('\n')
}

/** Whether the app takes the actor for somebody: answers them where it refuses nobody. */
async function isRecognised(lab: Lab, model: AppModel, actor: Actor, shaping: Shaping): Promise<boolean> {
  const guarded = model.routes.filter(
    route => route.method === 'GET' && ['session', 'owner', 'role'].includes(route.auth) && !route.unreached && route.kind !== 'action',
  )
  // Where no address of the app tells, the project does that people sign in at.
  if (guarded.length === 0 && hasProject(model)) return (await lab.send({ actor, method: 'GET', path: '/auth/v1/user' })).status === 200
  const hardness = ({ auth, path }: Route): number => path.split(':').length + (auth === 'role' ? 10 : 0)
  for (const route of guarded.toSorted((a, b) => hardness(a) - hardness(b)).slice(0, MOST_GUARDED)) {
    const { request } = await shape(route, actor, actor, shaping)
    const [own, bare] = [await lab.send(request), await lab.send({ ...request, actor: 'nobody' })]
    if (receptionOf(own) === 'taken' && ['refused', 'moved'].includes(receptionOf(bare, own))) return true
  }
  return false
}
