import { DatabaseError, type Answer, type Database, type EngineName, type Session } from './database.js'
import { newLane } from './lane.js'

/** What an engine must be able to do; the rest of a `Database` is the same for all. */
export interface Backend {
  readonly engine: EngineName
  readonly version: string
  readonly url: string | undefined
  readonly session: Session
  readonly connect: Database['connect']
  limit(milliseconds: number): void
  reset(): Promise<void>
  close(): Promise<void>
}

export function databaseOn(backend: Backend): Database {
  const inLane = newLane()
  const { session } = backend
  return {
    engine: backend.engine,
    version: backend.version,
    url: backend.url,
    connect: backend.connect,
    query: <Row>(sql: string, parameters?: readonly unknown[]): Promise<Answer<Row>> => inLane(() => session.query<Row>(sql, parameters)),
    run: sql => inLane(() => session.run(sql)),
    rehearse: work =>
      inLane(async () => {
        await session.run('begin')
        try {
          return await work(session)
        } finally {
          // The engine may be gone: then nothing is left to take back.
          await session.run('rollback').catch(() => {})
        }
      }),
    limit: milliseconds => backend.limit(milliseconds),
    reset: () => inLane(() => backend.reset()),
    close: () => backend.close(),
  }
}

/** What a driver threw, as ours. */
export function databaseError(thrown: unknown): DatabaseError {
  if (thrown instanceof DatabaseError) return thrown
  const { message, code, detail, hint, position } = thrown as {
    message?: string
    code?: string
    detail?: string
    hint?: string
    position?: string | number
  }
  return new DatabaseError(message ?? String(thrown), {
    code: code ?? 'XX000',
    detail,
    hint,
    position: position === undefined ? undefined : Number(position),
  })
}
