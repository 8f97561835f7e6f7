/** What the app's routes take on a database filled to scale. */
export interface SpeedAccount {
  /** Rows of the largest table. */
  readonly rows: number
  /** Requests a second of each load, and for how many seconds they were counted. */
  readonly rate: number
  readonly seconds: number
  /** The slowest first. */
  readonly routes: readonly RouteSpeed[]
  /** Tables that the app writes. */
  readonly writes?: readonly WriteSpeed[]
}

/** One route: a request by itself, and under load where it was among the slowest. */
export interface RouteSpeed {
  /** `GET /api/orders` */
  readonly route: string
  /** Who asked. */
  readonly actor: string
  /** Milliseconds of one request while nothing else goes on; those of the wait where no answer came. */
  readonly alone: number
  /** It was answered in time. */
  readonly answers: boolean
  /** Statements that one request sends to the database. */
  readonly statements: number
  readonly load?: RouteLoad
}

/** Milliseconds from when a request was due: the wait that a slow answer causes to those behind it counts. */
export interface RouteLoad {
  readonly p50: number
  readonly p95: number
  readonly p99: number
  readonly worst: number
  readonly sent: number
  /** Not answered in time, or otherwise than an ordinary request is. */
  readonly failed: number
  /** Milliseconds for which the event loop was held up at p99 and at worst, and bytes of heap kept; where the app runs on Node. */
  readonly vitals?: { readonly delay: number; readonly worstDelay: number; readonly growth: number }
}

/** What writing costs a table with all its indexes, on a database filled to scale. */
export interface WriteSpeed {
  readonly table: string
  /** Milliseconds for a thousand rows. */
  readonly thousand: number
}

/** Two measurements of the same thing differ by so much on a machine that does other things too. */
const SHARE = 1.5
const MILLISECONDS = 60

/** Whether so many milliseconds are more than before, beyond what chance does. */
export const isWorse = (before: number, after: number): boolean => after > before * SHARE && after - before > MILLISECONDS
