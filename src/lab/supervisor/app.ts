import type { ChildProcess } from 'node:child_process'
import { request } from 'node:http'
import { end, launch } from './execute.js'
import { keepOutput } from './output.js'
import { listeningPorts } from './ports.js'
import type { AppState, StartSettings, Started } from './settings.js'

const OFTEN = 60
const ANSWERS_WITHIN = 20_000
/** An app that dies this often in one lab is not started again. */
const MOST_DEATHS = 200

/** The app's process: started, watched, started again when it dies. */
export interface App {
  start(settings: StartSettings): Promise<Started>
  stop(): Promise<void>
  state(): AppState
  readonly log: () => string
  /** Resolves when it listens (again). */
  ready(limit: number): Promise<boolean>
  /** Ended for good, because it broke a limit. */
  contain(why: string): void
}

export function createApp(): App {
  const output = keepOutput()
  const contained: string[] = []
  let child: ChildProcess | undefined
  let settings: StartSettings | undefined
  let before: ReadonlySet<number> = new Set()
  let port: number | undefined
  let deaths = 0
  let wanted = false

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

  /** The expected port, else the first that is new since the start and answers HTTP. */
  const find = async (): Promise<number | undefined> => {
    const now = listeningPorts()
    const candidates = port !== undefined ? [port] : [...new Set([settings?.port ?? 0, ...now])].filter(one => !before.has(one))
    for (const one of candidates) if (now.has(one) && (await answers(one))) return one
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
  }

  return {
    start: async next => {
      await stop()
      const start = performance.now()
      before = listeningPorts()
      settings = next
      wanted = true
      deaths = 0
      open()
      if (!(await ready(next.limit)) || port === undefined) {
        const ended = child?.exitCode != null || child?.signalCode != null
        await stop()
        throw new Error(ended ? 'it ended before it listened' : `it did not answer within ${Math.round(next.limit / 1000)} s`)
      }
      return { port, milliseconds: Math.round(performance.now() - start) }
    },
    stop,
    state: () => ({ running: wanted && child !== undefined && child.exitCode === null, port, deaths, contained }),
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
function answers(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const probe = request({ host: 'localhost', port, path: '/', method: 'GET', timeout: ANSWERS_WITHIN, headers: { 'x-seaworthy-lab': 'health', accept: 'text/html' } }, response => {
      response.resume()
      resolve(true)
      response.destroy()
    })
    // A first page may be slow, and one request that hangs says nothing of the others: listening is enough then.
    probe.on('timeout', () => {
      resolve(true)
      probe.destroy()
    })
    probe.on('error', () => resolve(false))
    probe.end()
  })
}
