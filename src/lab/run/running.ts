import { existsSync, readFileSync } from 'node:fs'
import type { Database } from '#database/engine/database'
import type { Actor } from '#base/evidence'
import type { Boot, Credentials, LabAction, LabRequest, LabStatement } from '../lab.js'
import type { LoadFigures, LoadPlan } from '../load/load.js'
import { connectDatabase, recreate, sessionOn } from '../postgres/connect.js'
import { readStatements } from '../postgres/statements.js'
import { reachedBy } from '../coverage/reached.js'
import { redact } from '../redact.js'
import type { OutsideCall } from '../stand-in.js'
import type { AppState } from '../supervisor/settings.js'
import { projectDoor } from '../functions/door.js'
import { copyOf, headersOf, takeCookies } from './credentials.js'
import type { OpenLab } from './open-lab.js'
import type { LabPlan } from './plan.js'
import type { PreparedNotes } from './prepared.js'
import { ordinary, sendBy } from './send.js'
import { resetsByRestart } from './spec.js'
import { storeOf } from './store.js'
import type { World } from './world.js'

const COMES_BACK_WITHIN = 30_000
const LOG_SHOWN = 20_000
const RESTARTS_WITHIN = 120_000

/** The lab as probes use it. */
export async function runningLab(
  world: World,
  plan: LabPlan,
  notes: PreparedNotes,
  boot: Boot,
  leave: () => Promise<void>,
  copy: string,
  actions: readonly LabAction[],
): Promise<OpenLab> {
  const { control } = world
  const sockets = world.path('run')
  const host = new URL(plan.surroundings.appUrl).host
  const credentials = new Map<Actor, Credentials>()
  let settled = copyOf(credentials)
  const log = readStatements(world.path('run/statements/log.json'))
  const database: Database | undefined = plan.postgres && (await connectDatabase(sockets, plan.postgres.database))
  let state = await control<AppState>('state')

  let planted = notes.planted
  let known = state.deaths
  let ours = 0
  let renew = async (): Promise<void> => undefined
  let renewing = false
  const restarts = resetsByRestart(plan)

  const begunAnew = async (): Promise<void> => {
    if (renewing) return
    renewing = true
    try {
      await renew()
      settled = copyOf(credentials)
    } finally {
      renewing = false
    }
  }

  const counted = notes.counted ?? []
  const lines = new Set<string>()
  /** What a process counted goes with it. */
  const gather = async (): Promise<ReadonlySet<string>> => {
    if (counted.length > 0) for (const line of await reachedBy(world.path, host)) lines.add(line)
    return lines
  }

  const door = plan.app.database.supabase ? projectDoor(plan.surroundings.seed) : undefined
  let marks = 0
  const inStandIn: OpenLab['control'] = (service, command, input) =>
    service === 'functions' ? control('function-settings', input) : control('control', { service, command, input })
  const barrier = sessionOn(sockets, 'postgres')

  /** The server writes its log a moment late: a statement of ours, once it shows, proves that all before it are written. */
  const written = async (): Promise<void> => {
    if (!database) return
    const mark = `seaworthy mark ${++marks}`
    await barrier.query(`select '${mark}'`).catch(() => undefined)
    for (let tries = 0; tries < 100 && !log.holds(mark); tries++) await new Promise(resolve => setTimeout(resolve, 2))
  }

  /** Nothing came: it hangs, or it died. Dead is started again by the supervisor; wait for that. */
  const comesBack = async (): Promise<void> => {
    await control<boolean>('ready', { limit: COMES_BACK_WITHIN }, COMES_BACK_WITHIN + 5_000)
    state = await control<AppState>('state')
    if (state.deaths === known) return
    known = state.deaths
    await begunAnew()
  }

  const send = async (ask: LabRequest): ReturnType<OpenLab['send']> => {
    const own = headersOf(credentials.get(ask.actor))
    const { ask: addressed, headers } = door ? door(ask, own) : { ask, headers: own }
    const reply = await sendBy(world.path, host, addressed, headers, plan.app.formsOnly)
    const answer = { ...reply, step: { ...reply.step, path: ask.path === addressed.path ? reply.step.path : redact(ask.path) } }
    takeCookies(credentials, ask.actor, answer.headers['set-cookie'])
    if (answer.status === 0 && !ask.once) await comesBack()
    return answer
  }

  return {
    boot,
    send,
    database,
    store: storeOf(world, plan, inStandIn),
    get planted() {
      return planted
    },
    plant: more => {
      planted = more
    },
    actions,
    credentials,
    appUrl: plan.surroundings.appUrl,
    copy,
    environment: plan.env,
    counted,
    reached: gather,
    reset: async () => {
      if (restarts) await gather()
      if (plan.postgres) await recreate(sockets, plan.postgres.database, 'snap')
      await control('reset', undefined, RESTARTS_WITHIN)
      credentials.clear()
      for (const [actor, own] of copyOf(settled)) credentials.set(actor, own)
      if (restarts) await begunAnew()
      log.mark()
      if (!database) return
      // Pools whose connections were cut may fail once, and an app that does not expect it ends: that one is ours.
      const first = await sendBy(world.path, host, { actor: 'nobody', method: 'GET', path: '/', limit: 5_000 }, {})
      const before = state.deaths
      if (first.status === 0) await comesBack()
      ours += state.deaths - before
    },
    settle: async () => {
      if (restarts) await gather()
      settled = copyOf(credentials)
      await control('settle', undefined, RESTARTS_WITHIN)
      if (restarts) await begunAnew()
      if (!database) return
      // A template must have nobody connected: the app's pool is cut off and comes back by itself.
      await recreate(sockets, 'snap', plan.postgres!.database)
    },
    calls: () => control<readonly OutsideCall[]>('calls'),
    statements: async () => {
      await written()
      return [...log.since(), ...(await control<readonly LabStatement[]>('statements'))]
    },
    mark: async () => {
      await written()
      log.mark()
      await control('mark')
    },
    load: ({ actor, method, path, headers }, pace) =>
      control<LoadFigures>(
        'load',
        { method, path, headers: ordinary(host, headersOf(credentials.get(actor)), headers ?? {}), ...pace } satisfies LoadPlan,
        pace.warmUp + pace.duration + pace.limit + 30_000,
      ),
    restart: async () => {
      await gather()
      await control('restart', undefined, RESTARTS_WITHIN)
      await begunAnew()
    },
    comeBack: begunAnew,
    onRestart: work => {
      renew = work
    },
    mischief: (service, kind) => control('mischief', { service, kind }),
    control: inStandIn,
    env: name => plan.env[name],
    state: async () => (state = await control<AppState>('state')),
    log: () => redact(lastPart(world.path('run/app.log')) + lastPart(world.path('run/functions.log'))),
    deaths: () => state.deaths,
    faults: () => state.deaths - ours,
    close: async () => {
      await barrier.close()
      await database?.close()
      await leave()
    },
  }
}

function lastPart(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8').slice(-LOG_SHOWN) : ''
}
