import { type Database, DatabaseError } from '../engine/database.js'
import { forbidden, idle } from '../load/forbidden.js'
import type { LoadStatement } from '../load/statement.js'
import { contentsOf, type Contents, type Filled, filledTables, lossesSince } from './contents.js'
import { LOCKS, type Loss, type MigrationStep, type MigrationTrial, type TouchedTable } from './migration.js'

const LIMIT = 20_000

/** Runs a migration on a filled database and notes for each statement what it locked, read, wrote anew and lost. */
export async function watchMigration(
  database: Database,
  file: string,
  statements: readonly LoadStatement[],
  limit = LIMIT,
): Promise<MigrationTrial> {
  database.limit(limit)
  const first = await filledTables(database)
  const steps: MigrationStep[] = []
  for (const statement of statements) {
    if (idle(statement) || statement.kind === 'TransactionStmt' || forbidden(statement, database.engine === 'url')) continue
    try {
      steps.push(await step(database, statement))
    } catch (error) {
      if (!(error instanceof DatabaseError)) throw error
      steps.push({ at: statement.at, sql: statement.sql, tables: [], losses: [], milliseconds: 0, error: error.message })
      // In-process the engine went with the statement.
      if (/^57/.test(error.code)) break
      await database.run('rollback').catch(() => {})
    }
  }
  return { file, rows: Math.max(0, ...first.map(table => table.rows)), steps }
}

/** Statements that can take away what is there. */
const TAKES = /^(?:AlterTableStmt|DropStmt|TruncateStmt|DeleteStmt|DoStmt)$/

async function step(database: Database, { at, sql, kind, tree }: LoadStatement): Promise<MigrationStep> {
  const alone = /\bconcurrently\b/i.test(sql)
  const filled = await filledTables(database)
  const named = TAKES.test(kind)
    ? filled.filter(table => new RegExp(`\\b${table.name.split('.').at(-1)}\\b`, 'i').test(sql) || /\bcascade\b/i.test(sql))
    : []
  const before: Contents[] = []
  for (const table of named) before.push(await contentsOf(database, table))
  if (!alone) await database.run('begin')
  const readBefore = await readCounts(database)
  const start = performance.now()
  await database.run(sql)
  const milliseconds = Math.round(performance.now() - start)
  const tables = alone ? [] : await touched(database, filled, readBefore)
  const emptied = (tree && 'DeleteStmt' in tree && tree.DeleteStmt.whereClause === undefined) || kind === 'TruncateStmt'
  const losses: Loss[] = []
  for (const contents of before) losses.push(...(await lossesSince(database, contents, emptied === true)))
  if (!alone) await database.run('commit')
  return { at, sql, tables, losses, milliseconds }
}

/** The transaction's own locks and counters: they tell more surely than a clock, and need no second connection. */
async function touched(database: Database, filled: readonly Filled[], readBefore: ReadonlyMap<number, number>): Promise<TouchedTable[]> {
  const { rows } = await database.query<{ oid: number; mode: string; file: number | null; read: number }>(
    `select l.relation::int as oid, l.mode, pg_relation_filenode(l.relation)::int as file, coalesce(s.seq_tup_read, 0)::int as read
     from pg_locks l left join pg_stat_xact_user_tables s on s.relid = l.relation
     where l.pid = pg_backend_pid() and l.granted and l.locktype = 'relation' and l.mode <> 'AccessShareLock'`,
  )
  return filled.flatMap((table): TouchedTable[] => {
    const own = rows.filter(row => row.oid === table.oid).toSorted((a, b) => LOCKS.indexOf(b.mode) - LOCKS.indexOf(a.mode))
    const [strongest] = own
    if (!strongest) return []
    const rewritten = strongest.file !== null && strongest.file !== table.file
    return [
      { table: table.name, rows: table.rows, lock: strongest.mode, rewritten, read: strongest.read - (readBefore.get(table.oid) ?? 0) },
    ]
  })
}

/** What is not yet handed to the statistics counts on through transactions. */
async function readCounts(database: Database): Promise<ReadonlyMap<number, number>> {
  const { rows } = await database.query<{ oid: number; read: number }>(
    'select relid::int as oid, seq_tup_read::int as read from pg_stat_xact_user_tables where seq_tup_read > 0',
  )
  return new Map(rows.map(({ oid, read }) => [oid, read]))
}
