import { type Database, DatabaseError } from '#database/engine/database'
import { type Candidate, candidatesFor } from './candidates.js'
import type { IndexRow } from './existing.js'
import { dropIndex, hideIndex, showIndex } from './hidden.js'
import { helps, type Rejected, type Subject, type Tried } from './judge.js'
import type { Measurer } from './measurer.js'
import { settle } from './settle.js'

export interface Choice {
  /** Hidden, ready to be shown. */
  readonly chosen: readonly Tried[]
  readonly rejected: readonly Rejected[]
}

/** Which indexes come into question. */
export interface IndexChoice {
  /** Queries quicker than this, in milliseconds, are left alone (0.5). */
  readonly smallest?: number
  /** Only those that every schema language can declare: columns, and trigrams of one. */
  readonly plain?: boolean
}

const SMALLEST = 0.5

/** Why a candidate is rejected that no plan takes up. */
export const NO_USE = 'No query used it.'

export const slowAmong = (subjects: readonly Subject[], { smallest = SMALLEST }: IndexChoice): readonly Subject[] =>
  subjects.filter(subject => subject.before.ms >= smallest)

/** Builds every candidate, measures with it alone, and keeps the smallest set that saves nearly all that can be saved. */
export async function chooseIndexes(
  database: Database,
  slow: readonly Subject[],
  candidates: readonly Candidate[],
  measureOnce: Measurer,
  hopeless: ReadonlySet<string>,
): Promise<Choice> {
  const rejected: Rejected[] = []
  const tried: Tried[] = []
  for (const candidate of candidates) {
    const outcome: Tried | Rejected = hopeless.has(candidate.definition)
      ? { candidate, why: NO_USE }
      : await tryIndex(database, candidate, slow, measureOnce)
    if ('why' in outcome) rejected.push(outcome)
    else tried.push(outcome)
  }
  const { chosen, beaten } = settle(slow, tried)
  for (const { candidate } of beaten) await dropIndex(database, candidate)
  return { chosen, rejected: [...rejected, ...beaten] }
}

/** Those that no index of the app already is. */
export function newCandidates(slow: readonly Subject[], existing: readonly IndexRow[], { plain = false }: IndexChoice): Candidate[] {
  const names = new Set(existing.map(index => index.name))
  return candidatesFor(
    slow.map(subject => subject.query),
    names,
  ).filter(candidate => {
    if (plain && / (?:where|include) |\(lower\(/.test(candidate.definition)) return false
    const wider = existing.find(
      index =>
        index.table === candidate.table &&
        !index.special &&
        candidate.using === 'btree' &&
        !candidate.definition.includes('(lower(') &&
        candidate.columns.every((column, n) => index.columns[n] === column),
    )
    return !wider || / (?:where|include) /.test(candidate.definition)
  })
}

/** One that helps is left hidden, one that does not is dropped. */
async function tryIndex(
  database: Database,
  candidate: Candidate,
  slow: readonly Subject[],
  measureOnce: Measurer,
): Promise<Tried | Rejected> {
  try {
    await showIndex(database, candidate)
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error
    return { candidate, why: `The database refused it: ${error.message}` }
  }
  const ms = new Map<string, number>()
  let used = false
  for (const { query, statements, before } of slow) {
    if (query.table !== candidate.table && query.sql === undefined) continue
    const after = await measureOnce(query, statements)
    if (!after.indexes.includes(candidate.name)) continue
    used = true
    if (helps(before, after)) ms.set(query.id, after.ms)
  }
  if (ms.size > 0) {
    await hideIndex(database, candidate)
    return { candidate, ms }
  }
  await dropIndex(database, candidate)
  return { candidate, why: used ? 'Measured: no query became twice as quick.' : NO_USE }
}
