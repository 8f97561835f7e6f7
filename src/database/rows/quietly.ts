import type { Session } from '#database/engine/database'

/** With the app's triggers switched off, where the server lets us. */
export async function quietly<Result>(session: Session, work: () => Promise<Result>): Promise<Result> {
  try {
    await session.run("set session_replication_role = 'replica'")
  } catch {
    return await work()
  }
  try {
    return await work()
  } finally {
    await session.run("set session_replication_role = 'origin'")
  }
}
