import { setFlagsFromString } from 'node:v8'
import { Worker } from 'node:worker_threads'
import { databaseError } from './backend.js'
import { DatabaseError, type Answer } from './database.js'
import { PGLITE, type ExtensionModule } from './pglite-extensions.js'

/** The in-process engine in a thread of its own: WebAssembly that never returns can be ended in no other way. */
export interface Thread {
  ask<Row>(kind: 'query' | 'run' | 'dump', sql: string, parameters?: readonly unknown[]): Promise<Answer<Row> & { bytes?: Uint8Array }>
  end(): Promise<void>
}

interface Reply {
  readonly id: number
  readonly rows?: readonly unknown[]
  readonly count?: number
  readonly bytes?: Uint8Array
  readonly error?: { readonly message: string; readonly code?: string }
}

/** How a thread starts. */
interface Start {
  readonly extensions: readonly ExtensionModule[]
  /** The cluster to begin with, as a file. */
  readonly template: string | undefined
  /** Longest that one question may take, in milliseconds. */
  readonly limit: () => number
}

export const START_LIMIT = 120_000

// As text, since a thread cannot start from a TypeScript file and our tests do.
const THREAD = `
const { readFileSync } = require('node:fs')
const { parentPort, workerData } = require('node:worker_threads')
const fail = error => ({ message: String(error && error.message || error), code: error.code, detail: error.detail, hint: error.hint, position: error.position })
const numbers = { parsers: { 20: text => { const value = Number(text); return Number.isSafeInteger(value) ? value : text } } }
async function start() {
  const { PGlite } = await import(workerData.pglite)
  const extensions = {}
  for (const { name, url, member } of workerData.extensions) extensions[name] = (await import(url))[member]
  const loadDataDir = workerData.template ? new Blob([readFileSync(workerData.template)]) : undefined
  return PGlite.create({ extensions, loadDataDir, ...numbers })
}
start().then(db => {
  parentPort.postMessage({ id: 0 })
  parentPort.on('message', async ({ id, kind, sql, parameters }) => {
    try {
      if (kind === 'dump') {
        const file = await db.dumpDataDir('none')
        parentPort.postMessage({ id, bytes: new Uint8Array(await file.arrayBuffer()) })
      } else if (kind === 'run') {
        await db.exec(sql)
        parentPort.postMessage({ id })
      } else {
        const answer = parameters ? await db.query(sql, parameters) : (await db.exec(sql)).at(-1)
        const rows = answer ? answer.rows : []
        parentPort.postMessage({ id, rows, count: (answer && answer.affectedRows) || rows.length })
      }
    } catch (error) {
      parentPort.postMessage({ id, error: fail(error) })
    }
  })
}, error => parentPort.postMessage({ id: 0, error: fail(error) }))
`

export async function startThread({ extensions, template, limit }: Start): Promise<Thread> {
  // Optimizing what runs for a second takes longer than it runs; what fills tables is optimized all the same.
  setFlagsFromString('--wasm-tiering-budget=200000000')
  const worker = new Worker(THREAD, {
    eval: true,
    workerData: { pglite: PGLITE, extensions, template },
    // Its notices are nobody's business.
    stdout: true,
    stderr: true,
    execArgv: [],
  })
  // A forgotten database must not keep the process alive; each question holds it while it is asked.
  worker.unref()
  const waiting = new Map<number, { resolve: (reply: Reply) => void; reject: (error: Error) => void }>()
  let gone: DatabaseError | undefined
  const lose = (error: DatabaseError) => {
    gone ??= error
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
  }
  worker.on('message', (reply: Reply) => {
    const asked = waiting.get(reply.id)
    waiting.delete(reply.id)
    if (reply.error) asked?.reject(databaseError(reply.error))
    else asked?.resolve(reply)
  })
  worker.on('error', error => lose(new DatabaseError(`The database ended: ${error.message}`, { code: '57P02' })))
  worker.on('exit', () => lose(new DatabaseError('The database has ended.', { code: '57P01' })))
  const await_ = (id: number, longest: number): Promise<Reply> =>
    new Promise<Reply>((resolve, reject) => {
      if (gone) return reject(gone)
      const timer = setTimeout(() => {
        lose(new DatabaseError(`The statement ran longer than ${longest / 1000} s and was ended.`, { code: '57014' }))
        void worker.terminate()
      }, longest)
      const done =
        <Value>(then: (value: Value) => void) =>
        (value: Value) => {
          clearTimeout(timer)
          then(value)
        }
      waiting.set(id, { resolve: done(resolve), reject: done(reject) })
    })
  await await_(0, START_LIMIT)
  let last = 0
  return {
    ask: async <Row>(kind: string, sql: string, parameters?: readonly unknown[]) => {
      const id = ++last
      const reply = await_(id, limit())
      if (!gone) worker.postMessage({ id, kind, sql, parameters })
      const { rows = [], count = 0, bytes } = await reply
      return { rows: rows as readonly Row[], count, ...(bytes && { bytes }) }
    },
    end: async () => {
      gone ??= new DatabaseError('The database is closed.', { code: '57P01' })
      await worker.terminate()
    },
  }
}
