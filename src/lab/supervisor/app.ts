import type { ChildProcess } from 'node:child_process'
import { request } from 'node:http'
import { end, launch } from './execute.js'
import { keepOutput } from './output.js'
import { listeningPorts } from './ports.js'
import type { AppState, StartSettings, Started } from './settings.js'

const OFTEN = 60
/** Milliseconds that an unexpected port must stand before it is taken for the app's. */
const PATIENCE = 1_500
const DEBUGGERS = new Set([9229, 9230])
const ANSWERS_WITHIN = 20_000
/** An app that dies this often in one lab is not started again. */
const MOST_DEATHS = 200

/** The app's process: started, watched, started again when it dies. */
export interface App {
  start(settings: StartSettings): Promise<Started>
  stop(): Promise<void>
  /** Stops, does the work, and starts the same again; no death of the app's own. */
  around(work: () => void | Promise<void>): Promise<void>
  state(): AppState
  /** Where it listens. */
  place(): { readonly host: string; readonly port: number } | undefined
  readonly log: () => string
  /** Resolves when it listens (again). */
  ready(limit: number): Promise<boolean>
  /** Ended for good, because it broke a limit. */
  contain(why: string): void
}

/** `sweep` ends whatever else the app has started. */
export function createApp(sweep: () => Promise<void>): App {
  const output = keepOutput(undefined, '/lab/run/app.log')
  const contained: string[] = []
  let child: ChildProcess | undefined
  let settings: StartSettings | undefined
  let before: ReadonlyMap<number, string> = new Map()
  let host = 'localhost'
  let port: number | undefined
  let deaths = 0
  let wanted = false
  let firstSeen = new Map<number, number>()

  const open = (): void => {
    if (!settings) return
    const own = launch(settings.command, settings.folder, settings.env)
    child = own
    output.take(own.stdout)
    output.take(own.stderr)
    own.once('exit', (code, signal) => {
      if (child !== own || !wanted) return
      output.say(`[the app ended: ${signal ?? `code ${code}`}]`)
      deaths++
      void end(own)
      if (port !== undefined && deaths < MOST_DEATHS) open()
    })
  }

  const answersAt = async (one: number, now: ReadonlyMap<number, string>): Promise<boolean> => {
    const at = now.get(one) ?? 'localhost'
    const speaks = await answers(at, one)
    if (speaks) host = at
    return speaks
  }

  /** The expected port, else the first that is new since the start and answers HTTP. */
  const find = async (): Promise<number | undefined> => {
    const now = listeningPorts()
    const expected = port ?? settings?.port
    if (expected !== undefined && now.has(expected) && (await answersAt(expected, now))) return expected
    if (port !== undefined) return undefined
    // Another one only when the expected one stays silent for a while: dev servers open several.
    const others = [...now.keys()].filter(one => !before.has(one) && !DEBUGGERS.has(one) && one !== expected)
    for (const one of others.sort((a, b) => a - b)) {
      const seen = firstSeen.get(one) ?? Date.now()
      firstSeen.set(one, seen)
      if (Date.now() - seen > PATIENCE && (await answersAt(one, now))) return one
    }
    return undefined
  }

  const ready = async (limit: number): Promise<boolean> => {
    const until = Date.now() + limit
    while (Date.now() < until && wanted) {
      const found = await find()
      if (found !== undefined) {
        port = found
        return true
      }
      if (port === undefined && child?.exitCode != null) return false
      await new Promise(resolve => setTimeout(resolve, OFTEN))
    }
    return false
  }

  const stop = async (): Promise<void> => {
    wanted = false
    if (child) await end(child)
    child = undefined
    port = undefined
    await sweep()
  }

  const start: App['start'] = async next => {
    await stop()
    const start = performance.now()
    before = listeningPorts()
    settings = next
    firstSeen = new Map()
    wanted = true
    open()
    if (!(await ready(next.limit)) || port === undefined) {
      const ended = child?.exitCode != null || child?.signalCode != null
      await stop()
      throw new Error(ended ? 'it ended before it listened' : `it did not answer within ${Math.round(next.limit / 1000)} s`)
    }
    return { port, milliseconds: Math.round(performance.now() - start) }
  }

  return {
    start: next => {
      deaths = 0
      return start(next)
    },
    stop,
    around: async work => {
      const again = settings
      const was = wanted
      await stop()
      await work()
      if (again && was) await start(again)
    },
    state: () => ({ running: wanted && child !== undefined && child.exitCode === null, port, deaths, contained }),
    place: () => (port === undefined ? undefined : { host, port }),
    log: output.text,
    ready,
    contain: why => {
      contained.push(why)
      output.say(`[the lab ended the app: ${why}]`)
      void stop()
    },
  }
}

/** Whether HTTP is spoken there: any answer counts. */
function answers(host: string, port: number): Promise<boolean> {
  return new Promise(resolve => {
    const probe = request(
      {
        host,
        port,
        // What browsers ask of every app costs it no rows: a home page over a full database may take longer than anybody waits.
        path: '/favicon.ico',
        method: 'GET',
        timeout: ANSWERS_WITHIN,
        headers: { 'x-seaworthy-lab': 'health' },
      },
      response => {
        response.resume()
        resolve(true)
        response.destroy()
      },
    )
    // A first page may be slow, and one request that hangs says nothing of the others: listening is enough then.
    probe.on('timeout', () => {
      resolve(true)
      probe.destroy()
    })
    probe.on('error', () => resolve(false))
    probe.end()
  })
}
