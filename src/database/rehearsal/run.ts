import { type Database, DatabaseError, type Session } from '../engine/database.js'
import { loadGrammar } from '../grammar.js'
import type { Declared } from './declared.js'
import { full, type Known, readKnown } from './known.js'
import { type Outcome, tryCall, tryColumns, tryConflict, tryFilters, tryTable } from './refer.js'
import type { CodeStatement, Rejection, StatementTrials } from './statement.js'
import { tryText } from './text.js'
import { sampleOf, tryWrite, type Sample } from './write.js'

const LIMIT = 20_000

/** Tries every statement of the code on the schema, inside one transaction that is taken back. */
export async function tryStatements(
  database: Database,
  statements: readonly CodeStatement[],
  declared: Declared,
): Promise<StatementTrials> {
  await loadGrammar()
  database.limit(LIMIT)
  const rejections: Rejection[] = []
  const unknown: { at: CodeStatement['at']; why: string }[] = []
  let tried = 0
  try {
    await database.rehearse(async session => {
      const known = await readKnown(session)
      const samples = new Map<string, Sample | undefined>()
      for (const statement of statements) {
        const outcome = await tryOne(session, statement, known, declared, samples)
        tried++
        for (const rejection of outcome.rejections) {
          const doubt = declared.doubt(rejection, known.relations.get(full(rejection.on)))
          if (doubt === undefined) rejections.push(rejection)
          else unknown.push({ at: statement.at, why: doubt })
        }
        if (outcome.unknown !== undefined) unknown.push({ at: statement.at, why: outcome.unknown })
      }
    })
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error
    for (const statement of statements.slice(tried)) unknown.push({ at: statement.at, why: `the database ended before: ${error.message}` })
  }
  return { tried, rejections, unknown }
}

async function tryOne(
  session: Session,
  statement: CodeStatement,
  known: Known,
  declared: Declared,
  samples: Map<string, Sample | undefined>,
): Promise<Outcome> {
  if (statement.does === 'call') return tryCall(session, statement, known, declared)
  if (statement.does === 'text') return tryText(session, statement, known, declared)
  const there = await tryTable(session, statement, known, declared)
  if (!known.relations.has(full(statement.table!))) return there
  const shape = known.shapes.get(full(statement.table!))
  const outcomes = [
    await tryColumns(session, statement, known, declared),
    await tryFilters(session, statement, known, shape),
    await tryConflict(session, statement, known),
  ]
  const rejections = outcomes.flatMap(outcome => outcome.rejections)
  if (!shape || statement.does === 'select' || statement.does === 'delete') return { rejections }
  if (!samples.has(shape.sql)) samples.set(shape.sql, await sampleOf(session, shape))
  const sample = samples.get(shape.sql)
  if (!sample) return { rejections, unknown: `\`${statement.table}\` took no row to try it with` }
  return { rejections: [...rejections, ...(await tryWrite(session, statement, shape, sample))] }
}
