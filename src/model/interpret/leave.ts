import { either, UNDEFINED, type Value } from '#plugins/value'
import { joinWrites } from './join.js'
import { type Frame, type Machine, NOTHING_WRITTEN, write, type WriteLog } from './machine.js'

/** A loop under way: where its writes begin, and what held on the ways out of its middle. */
export interface Leaving {
  readonly depth: number
  readonly kept: WriteLog[]
}

/** `found = item; break`: what a branch wrote before it left the loop is still there after it. */
export function leave(m: Machine): void {
  const loop = m.leaving.at(-1)
  if (!loop) return
  const kept = writtenSince(m, loop.depth)
  if (kept.size) loop.kept.push(kept)
}

/** What the branches under way have written so far, and will take back. */
function writtenSince(m: Machine, depth: number): WriteLog {
  if (m.logs.length === depth) return NOTHING_WRITTEN
  const kept: WriteLog = new Map()
  for (const log of m.logs.slice(depth))
    for (const [into, old] of log) {
      const values = kept.get(into) ?? new Map<string, Value | undefined>()
      for (const key of old.keys()) values.set(key, into.get(key))
      kept.set(into, values)
    }
  return kept
}

/** Runs a loop's body; what was kept on the way out may be so, or not. */
export function leavable(m: Machine, body: () => void): void {
  const loop: Leaving = { depth: m.logs.length, kept: [] }
  m.leaving.push(loop)
  body()
  m.leaving.pop()
  for (const kept of loop.kept) joinWrites(m, kept, [], new Map(), [])
}

/** `try { req.user = verify(token); return true } catch { throw … }`: what a branch wrote before it returned is there for the caller. */
export function returning(m: Machine, frame: Frame, value: Value): void {
  frame.returns.push({ value, facts: m.facts.slice(frame.entry) })
  frame.written.push(writtenSince(m, frame.depth))
}

/** What was written on the ways on which a function has returned: on every one of them, or on some. */
export function settleReturns(m: Machine, { returns, written }: Frame): void {
  if (!written.some(log => log.size)) return
  for (const into of new Set(written.flatMap(log => [...log.keys()]))) {
    for (const key of new Set(written.flatMap(log => [...(log.get(into)?.keys() ?? [])]))) {
      const now = into.get(key) ?? UNDEFINED
      const facts = (index: number) => (returns.length > 1 ? returns[index]!.facts : [])
      const values = written.map((log, index) => ({ value: log.get(into)?.get(key) ?? now, facts: facts(index) }))
      write(m, into, key, either(values))
    }
  }
}
