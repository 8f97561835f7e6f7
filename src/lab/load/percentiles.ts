import type { Latencies } from './load.js'

/** By nearest rank: each figure is a latency that somebody had. */
export function latenciesOf(milliseconds: readonly number[]): Latencies {
  const sorted = Float64Array.from(milliseconds).sort()
  const at = (share: number): number => round(sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0)
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), worst: at(1) }
}

/** Tenths of a millisecond; more is noise. */
const round = (milliseconds: number): number => Math.round(milliseconds * 10) / 10
