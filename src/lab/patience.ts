import { availableParallelism, loadavg } from 'node:os'

/** How much longer things may take on a machine that is busy with other work: once to three times. */
export function patience(): number {
  return Math.min(3, Math.max(1, loadavg()[0]! / availableParallelism()))
}
