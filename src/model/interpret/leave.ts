import type { Value } from '#plugins/value'
import { joinWrites } from './join.js'
import type { Machine, WriteLog } from './machine.js'

/** A loop under way: where its writes begin, and what held on the ways out of its middle. */
export interface Leaving {
  readonly depth: number
  readonly kept: WriteLog[]
}

/** `found = item; break`: what a branch wrote before it left the loop is still there after it. */
export function leave(m: Machine): void {
  const loop = m.leaving.at(-1)
  if (!loop) return
  const kept: WriteLog = new Map()
  for (const log of m.logs.slice(loop.depth))
    for (const [into, old] of log) {
      const values = kept.get(into) ?? new Map<string, Value | undefined>()
      for (const key of old.keys()) values.set(key, into.get(key))
      kept.set(into, values)
    }
  if (kept.size) loop.kept.push(kept)
}

/** Runs a loop's body; what was kept on the way out may be so, or not. */
export function leavable(m: Machine, body: () => void): void {
  const loop: Leaving = { depth: m.logs.length, kept: [] }
  m.leaving.push(loop)
  body()
  m.leaving.pop()
  for (const kept of loop.kept) joinWrites(m, kept, [], new Map(), [])
}
