import { DatabaseError, type Session } from '../engine/database.js'

/** Runs a statement inside a savepoint and takes it back; gives what the database refused it with. */
export async function attempt(session: Session, sql: string, parameters?: readonly unknown[]): Promise<DatabaseError | undefined> {
  await session.run('savepoint attempt')
  try {
    await session.query(sql, parameters)
    return undefined
  } catch (error) {
    if (!(error instanceof DatabaseError) || /^57/.test(error.code)) throw error
    return error
  } finally {
    await session.run('rollback to savepoint attempt; release savepoint attempt').catch(() => {})
  }
}
