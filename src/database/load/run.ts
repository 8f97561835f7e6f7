import { databaseError } from '../engine/backend.js'
import type { Database, DatabaseError } from '../engine/database.js'
import { installExtension, withStandIns } from './extension.js'
import { forbidden, idle } from './forbidden.js'
import type { FailureReason, OpaqueStatement, RanFile, StatementFailure, Substitution } from './loaded.js'
import { isMissing, reasonOf } from './reason.js'
import type { LoadStatement } from './statement.js'
import { bare, createdBy, hiddenBy } from './subject.js'

/** Statements of one file, in their order. */
export interface LoadFile {
  readonly path: string
  readonly statements: readonly LoadStatement[]
  /** Run beside the app's own account: that it fails says nothing. */
  readonly beside?: true
}

/** What running files came to. */
export interface Run {
  statements: number
  readonly failures: StatementFailure[]
  readonly substitutions: Substitution[]
  readonly opaque: OpaqueStatement[]
  readonly ran: RanFile[]
}

interface Failed {
  readonly statement: LoadStatement
  readonly error: DatabaseError
  readonly beside: boolean
}

/** How many statements may end the database before no more are tried. */
const LOSSES = 3

/** Runs files in order, each statement a transaction of its own, so that one that fails takes nothing with it. */
export async function runFiles(database: Database, files: readonly LoadFile[], prepare: () => Promise<void>): Promise<Run> {
  const deadly = new Map<LoadStatement, DatabaseError>()
  for (;;) {
    const lost = await tryFiles(database, files, prepare, deadly).catch((error: DatabaseError) => ({ ended: undefined, error }))
    if (!('ended' in lost)) return lost
    if (isBroken(lost.error)) {
      const hiding = files.flatMap(file => file.statements).filter(each => !deadly.has(each) && isHiding(each))
      if (hiding.length === 0) throw lost.error
      for (const statement of hiding) deadly.set(statement, lost.error)
      await database.reset()
      continue
    }
    if (!lost.ended) throw lost.error
    // The engine went with the statement: all over again, without it.
    deadly.set(lost.ended, lost.error)
    await database.reset()
    if (deadly.size > LOSSES)
      for (const statement of files.flatMap(file => file.statements))
        if (/^(?:Do|Select|Call|Insert|Update)Stmt$/.test(statement.kind)) deadly.set(statement, lost.error)
  }
}

async function tryFiles(
  database: Database,
  files: readonly LoadFile[],
  prepare: () => Promise<void>,
  deadly: ReadonlyMap<LoadStatement, DatabaseError>,
): Promise<Run | { ended: LoadStatement; error: DatabaseError }> {
  const run: Run = { statements: 0, failures: [], substitutions: [], opaque: [], ran: [] }
  const made = new Set(files.flatMap(file => file.statements.flatMap(createdBy)))
  const failed: Failed[] = []
  for (const file of files) {
    await prepare()
    const from = await transaction(database)
    for (const statement of file.statements) {
      if (idle(statement)) continue
      const refusal = forbidden(statement, database.engine === 'url')
      if (refusal) {
        if (!file.beside) run.failures.push(refused(statement, refusal))
        continue
      }
      const fatal = deadly.get(statement)
      if (fatal) {
        run.failures.push(failureOf({ statement, error: fatal, beside: false }, made, run.failures))
        continue
      }
      const error = await tryStatement(database, statement, run)
      if (!error) continue
      if (isGone(error, database)) return { ended: statement, error }
      failed.push({ statement, error, beside: file.beside ?? false })
    }
    run.ran.push({
      path: file.path,
      from,
      to: await transaction(database),
      statements: file.statements.map(({ at, sql }) => ({ at, sql })),
    })
  }
  await prepare()
  for (const failure of await retried(database, failed, run)) if (!failure.beside) run.failures.push(failureOf(failure, made, run.failures))
  return run
}

/** What was missing may have come later, in a file that sorts after; as long as that helps. */
async function retried(database: Database, failed: readonly Failed[], run: Run): Promise<readonly Failed[]> {
  let left = failed
  for (;;) {
    const still: Failed[] = []
    for (const item of left) {
      const worth = isMissing(item.error.code) && !/^(?:Drop|Delete|Update|Insert|Select)/.test(item.statement.kind)
      if (!worth || (await tryStatement(database, item.statement, run, true))) still.push(item)
    }
    if (still.length === left.length) return still
    left = still
  }
}

async function tryStatement(database: Database, statement: LoadStatement, run: Run, late = false): Promise<DatabaseError | undefined> {
  const opaque = late || /^(?:DoStmt|SelectStmt|CallStmt)$/.test(statement.kind)
  try {
    const from = opaque ? await transaction(database) : 0
    if (statement.tree && 'CreateExtensionStmt' in statement.tree) {
      const substitution = await installExtension(database, statement.tree.CreateExtensionStmt, statement.at)
      if (substitution) run.substitutions.push(substitution)
    } else if (statement.kind === 'DoStmt') {
      const { sql, substitutions } = await withStandIns(database, statement.sql, statement.at)
      await database.run(sql)
      run.substitutions.push(...substitutions)
    } else await database.run(statement.sql)
    run.statements++
    const to = opaque ? await transaction(database) : 0
    if (to > from) run.opaque.push({ at: statement.at, from, to })
    return undefined
  } catch (thrown) {
    return databaseError(thrown)
  }
}

/** The number that the next transaction gets. */
async function transaction(database: Database): Promise<number> {
  const { rows } = await database.query<{ next: string }>('select pg_snapshot_xmax(pg_current_snapshot())::text as next')
  return Number(rows[0]?.next ?? 0)
}

/** The in-process engine has no programs to run; having tried one it no longer tells errors. */
const isBroken = (error: DatabaseError): boolean => /ERRORDATA_STACK_SIZE|memory access out of bounds|unreachable/.test(error.message)

/** Puts statements together as it runs, so that nothing tells what they are. */
const isHiding = ({ kind, sql }: LoadStatement): boolean =>
  /^(?:DoStmt|SelectStmt|CallStmt)$/.test(kind) && (/\bexecute\b/i.test(sql) || kind !== 'DoStmt')

/** A server's statement is cancelled; the in-process engine is ended with it. */
const isGone = (error: DatabaseError, database: Database): boolean =>
  isBroken(error) || /^57P0/.test(error.code) || (error.code === '57014' && database.engine === 'pglite')

const cut = (sql: string): string => (sql.length > 300 ? `${sql.slice(0, 299)}…` : sql)

const refused = (statement: LoadStatement, why: string): StatementFailure => ({
  at: statement.at,
  sql: cut(statement.sql),
  code: '42501',
  message: `Not run: it ${why}.`,
  reason: 'forbidden',
  hides: hiddenBy(statement),
})

/** What needs a table that failed, failed for the same reason. */
function failureOf({ statement, error }: Failed, made: ReadonlySet<string>, before: readonly StatementFailure[]): StatementFailure {
  const failed = new Map(
    before
      .filter(failure => /^create\b/i.test(failure.sql) && !/^create\s+(?:policy|index|trigger|unique)/i.test(failure.sql))
      .flatMap(failure => failure.hides.map((name): [string, FailureReason] => [bare(name), failure.reason])),
  )
  return {
    at: statement.at,
    sql: cut(statement.sql),
    code: error.code,
    message: error.message,
    reason: reasonOf(error, statement.kind, made, failed),
    hides: hiddenBy(statement),
  }
}
