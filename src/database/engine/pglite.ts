import { createHash } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { databaseError, databaseOn, type Backend } from './backend.js'
import { DatabaseError, type Answer, type Database } from './database.js'
import { cacheFolder } from './folder.js'
import { STATEMENT_LIMIT, type EngineOptions } from './options.js'
import { extensionModules, PGLITE, type ExtensionModule } from './pglite-extensions.js'
import { THREAD } from './pglite-thread.js'

/** Postgres in a thread of this process. */
export async function openPglite(options: EngineOptions): Promise<Database> {
  const extensions = extensionModules(options.extensions ?? [])
  let limit = options.timeout ?? STATEMENT_LIMIT
  const template = await templateOf(options, extensions)
  const begin = () => startThread(extensions, template, () => limit)
  let thread = await begin()
  const { rows } = await thread.ask<{ version: string }>('query', 'show server_version')
  const backend: Backend = {
    engine: 'pglite',
    version: Object.values(rows[0] ?? {})[0]?.split(' ')[0] ?? '',
    url: undefined,
    connect: undefined,
    session: {
      query: <Row>(sql: string, parameters?: readonly unknown[]) => thread.ask<Row>('query', sql, parameters),
      run: async sql => {
        await thread.ask('run', sql)
      },
    },
    limit: milliseconds => {
      limit = milliseconds
    },
    reset: async () => {
      await thread.end()
      thread = await begin()
    },
    close: () => thread.end(),
  }
  return databaseOn(backend)
}

interface Thread {
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

const START_LIMIT = 120_000

async function startThread(extensions: readonly ExtensionModule[], template: Uint8Array | undefined, limit: () => number): Promise<Thread> {
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

/** A cluster with the prelude's work in it, made once: making one takes five times as long as loading it. */
async function templateOf(options: EngineOptions, extensions: readonly ExtensionModule[]): Promise<Uint8Array | undefined> {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', PGLITE), 'utf8')) as { version: string }
  const mark = options.prelude ? `-${createHash('sha256').update(options.prelude).digest('hex').slice(0, 12)}` : ''
  const path = join(cacheFolder(options.folder), `pglite-${version}${mark}.tar`)
  try {
    if (existsSync(path)) return readFileSync(path)
    const empty = options.prelude ? await templateOf({ ...options, prelude: '' }, []) : undefined
    const thread = await startThread(extensions, empty, () => START_LIMIT)
    if (options.prelude) await thread.ask('run', options.prelude)
    const { bytes } = await thread.ask('dump', '')
    await thread.end()
    if (!bytes) return undefined
    const draft = `${path}.${process.pid}`
    writeFileSync(draft, bytes)
    renameSync(draft, path)
    return bytes
  } catch {
    // Without the cache it only takes longer.
    return undefined
  }
}
