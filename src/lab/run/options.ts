import type { Catalogue } from '#database/catalogue'
import { patience } from '../patience.js'

export interface LabOptions {
  /** Everything made up follows from it. The same seed, the same lab. */
  readonly seed: string
  /** Leave this run's folder behind, to look at. */
  readonly keep?: boolean
  readonly limits?: Partial<LabLimits>
  /** One line per step, for people. */
  readonly log?: (line: string) => void
  /** Where installed packages and built copies are kept. */
  readonly cache?: string
  /** Schema as the files say, where it was read already. */
  readonly catalogue?: Catalogue
  /** A copy that was prepared of the app as it was: what its compilers kept is taken over. */
  readonly earlier?: string | undefined
  /** Files of the app in whose functions it is counted which lines run. */
  readonly counts?: readonly string[]
  /** Stored in planted users' password columns. */
  readonly passwordHash?: string
}

export interface LabLimits {
  /** Milliseconds. */
  readonly build: number
  readonly start: number
  /** Megabytes of heap for one Node process. */
  readonly memory: number
  readonly processes: number
  /** Bytes of what one run writes. */
  readonly disk: number
}

/** Bytes that so many rows may take besides, with their indexes and the database's own log. */
export const diskFor = (rows: number): number => LIMITS.disk + rows * 8_000

export const LIMITS: LabLimits = { build: 300_000, start: 90_000, memory: 3_072, processes: 2_000, disk: 3_000_000_000 }

/** The limits as they hold on this machine now. */
export function patient(asked: Partial<LabLimits> = {}): LabLimits {
  const [limits, times] = [{ ...LIMITS, ...asked }, patience()]
  return { ...limits, build: limits.build * times, start: limits.start * times }
}
