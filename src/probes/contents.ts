import type { Row, Rows } from '#lab/request/rows'
import { settledRow } from './change.js'

const MOST_ROWS = 3000

/** Rows of tables, by table. */
export type Contents = ReadonlyMap<string, readonly Row[]>

export async function contentsOf(rows: Rows | undefined, tables: Iterable<string>): Promise<Contents> {
  const found = new Map<string, readonly Row[]>()
  for (const table of rows ? new Set(tables) : []) found.set(table, await rows!.some(table, MOST_ROWS))
  return found
}

/** Whether they hold the same, apart from what goes on by itself. */
export const isUnchanged = (before: Contents, after: Contents): boolean => spelled(before) === spelled(after)

const spelled = (contents: Contents): string =>
  JSON.stringify([...contents].map(([table, rows]) => [table, rows.map(settledRow).toSorted()]))
