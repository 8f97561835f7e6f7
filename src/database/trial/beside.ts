import { type Database, DatabaseError } from '#database/engine/database'
import type { Candidate } from './candidates.js'
import { dropIndex, showIndex } from './hidden.js'
import { helps, type Subject, type Tried } from './judge.js'
import type { Measurer } from './measurer.js'

/** Milliseconds: what a statement that an index serves should take. */
const QUICK = 5

/**
 * Indexes that are worth it only beside one that was chosen: a search for a rare word goes by its trigrams, one for a common word
 * by the order asked for. Those that help are left standing.
 */
export async function chooseBeside(
  database: Database,
  subjects: readonly Subject[],
  chosen: readonly Tried[],
  candidates: readonly Candidate[],
  measureOnce: Measurer,
): Promise<Tried[]> {
  const standing = new Set(chosen.map(({ candidate }) => candidate.name))
  const added: Tried[] = []
  for (const { query, statements } of subjects) {
    const now = await measureOnce(query, statements)
    if (now.ms < QUICK || !now.indexes.some(name => standing.has(name))) continue
    let best: { readonly candidate: Candidate; readonly ms: number } | undefined
    for (const candidate of candidates) {
      if (!candidate.meant.includes(query.id) || standing.has(candidate.name)) continue
      try {
        await showIndex(database, candidate)
      } catch (error) {
        if (!(error instanceof DatabaseError)) throw error
        continue
      }
      const after = await measureOnce(query, statements)
      if (after.indexes.includes(candidate.name) && helps(now, after) && after.ms < (best?.ms ?? Infinity)) {
        if (best) await dropIndex(database, best.candidate)
        best = { candidate, ms: after.ms }
      } else await dropIndex(database, candidate)
      if (best && best.ms < QUICK) break
    }
    if (!best) continue
    standing.add(best.candidate.name)
    added.push({ candidate: best.candidate, ms: new Map([[query.id, best.ms]]) })
  }
  return added
}
