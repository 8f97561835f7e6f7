import { LEAST, type Rejected, type Subject, type Tried } from './judge.js'

/** Greedy: the index that saves most beyond those already kept, until the next would save next to nothing. */
export function settle(
  slow: readonly Subject[],
  tried: readonly Tried[],
): { readonly chosen: readonly Tried[]; readonly beaten: readonly Rejected[] } {
  const now = new Map(slow.map(subject => [subject.query.id, subject.before.ms]))
  const left = new Set(tried)
  const chosen: Tried[] = []
  const saving = (one: Tried) => [...one.ms].reduce((sum, [id, ms]) => sum + Math.max(0, now.get(id)! - ms), 0)
  for (;;) {
    const [best] = [...left].toSorted((a, b) => saving(b) / price(b) - saving(a) / price(a))
    // Worth it only if some query still becomes twice as quick, by more than the clock trembles.
    if (!best || ![...best.ms].some(([id, ms]) => ms < now.get(id)! * 0.5 && now.get(id)! - ms > LEAST)) break
    left.delete(best)
    chosen.push(best)
    for (const [id, ms] of best.ms) now.set(id, Math.min(now.get(id)!, ms))
  }
  return { chosen, beaten: [...left].map(({ candidate }) => ({ candidate, why: 'The indexes kept serve the same queries.' })) }
}

/** A wider index costs every write more, so it must save a tenth more than a narrow one. */
const price = ({ candidate }: Tried): number =>
  1 + 0.1 * (candidate.columns.length - 1) + (candidate.using === 'gin' ? 0.2 : 0) + (candidate.definition.includes(' include ') ? 0.5 : 0)
