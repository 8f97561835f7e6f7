import { type Database, DatabaseError } from '#database/engine/database'
import { literal, quoted } from '#database/rows/shape'
import type { Candidate } from './candidates.js'

/** Builds a candidate, or brings back one that was hidden. Throws `DatabaseError` where the database refuses it. */
export async function showIndex(database: Database, candidate: Candidate): Promise<void> {
  const { name, definition, trigrams } = candidate
  if (await mark(database, candidate, true)) return
  if (trigrams) await database.run('create extension if not exists pg_trgm')
  await database.run(`create index ${quoted(name)} on ${definition}`)
}

/** Out of the planner's sight and out of every write's way, without building it again later; dropped where the server's catalogue is not ours to write. */
export async function hideIndex(database: Database, candidate: Candidate): Promise<void> {
  const hidden = await mark(database, candidate, false).catch((error: unknown) => {
    if (error instanceof DatabaseError) return false
    throw error
  })
  if (!hidden) await dropIndex(database, candidate)
}

export const dropIndex = (database: Database, candidate: Candidate): Promise<void> =>
  database.run(`drop index if exists ${indexSql(candidate)}`)

/** An index stands in its table's schema. */
export const indexSql = ({ table, name }: Candidate): string => `${quoted(schemaOf(table))}.${quoted(name)}`

const schemaOf = (table: string): string => (table.includes('.') ? table.split('.')[0]! : 'public')

/** `false` where there is no such index. */
async function mark(database: Database, candidate: Candidate, inUse: boolean): Promise<boolean> {
  const { rows } = await database.query<{ valid: boolean }>('select indisvalid as valid from pg_index where indexrelid = to_regclass($1)', [
    indexSql(candidate),
  ])
  if (rows[0] && rows[0].valid !== inUse)
    await database.run(
      `update pg_index set indisvalid = ${inUse}, indisready = ${inUse} where indexrelid = ${literal(indexSql(candidate))}::regclass`,
    )
  return rows.length > 0
}
