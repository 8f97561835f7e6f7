import { type Database, DatabaseError } from '../engine/database.js'
import { loadGrammar } from '../grammar.js'
import { forbidden } from '../load/forbidden.js'
import { statementsIn } from '../load/statement.js'
import { filledTables } from './contents.js'

/** A migration run there, back, and there again. `undefined`: it worked; otherwise the database's own words. */
export interface Rehearsal {
  readonly up: string | undefined
  readonly down: string | undefined
  readonly upAgain: string | undefined
  /** Rows, by table, that were there before and are not after the way back. */
  readonly rowsLost: Readonly<Record<string, number>>
}

/** Runs a migration of ours on a filled database before anybody else does. What the last run leaves stays. */
export async function rehearse(database: Database, up: string, down: string): Promise<Rehearsal> {
  await loadGrammar()
  const before = await filledTables(database)
  const first = await runText(database, up)
  const back = first === undefined ? await runText(database, down) : 'Not tried: the way there failed.'
  const after = new Map((await filledTables(database)).map(table => [table.name, table.rows]))
  const again = back === undefined ? await runText(database, up) : 'Not tried: the way back failed.'
  const lost = before.flatMap(({ name, rows }) => ((after.get(name) ?? 0) < rows ? [[name, rows - (after.get(name) ?? 0)] as const] : []))
  return { up: first, down: back, upAgain: again, rowsLost: Object.fromEntries(lost) }
}

/** Each statement by itself: some may not stand inside a transaction. */
async function runText(database: Database, text: string): Promise<string | undefined> {
  for (const statement of statementsIn(text, 'migration.sql')) {
    const refusal = forbidden(statement, database.engine === 'url')
    if (refusal) return `Not run: it ${refusal}.`
    try {
      await database.run(statement.sql)
    } catch (error) {
      if (!(error instanceof DatabaseError)) throw error
      return error.message
    }
  }
  return undefined
}
