/** One request, sent again and again at its times, whether or not earlier ones were answered. */
export interface LoadPlan {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  /** Requests a second. */
  readonly rate: number
  /** Milliseconds at the same rate that are not counted. */
  readonly warmUp: number
  /** Milliseconds that are counted. */
  readonly duration: number
  /** Milliseconds after which nobody waits any longer. */
  readonly limit: number
  /** The status of an ordinary answer; any other is a failure. */
  readonly status: number
}

/** Milliseconds from when a request was due, not from when it could be sent: a stall counts for everyone who would have waited. */
export interface Latencies {
  readonly p50: number
  readonly p95: number
  readonly p99: number
  readonly worst: number
}

/** How the app's process took a load. */
export interface Vitals {
  /** Milliseconds for which its event loop was held up: at p99, and at worst. */
  readonly delay: number
  readonly worstDelay: number
  /** Bytes of heap that it holds more than before, after everything was freed that could be. */
  readonly growth: number
}

/** What came of a load. */
export interface LoadFigures extends Latencies {
  readonly rate: number
  readonly sent: number
  /** Not answered in time, or not with the status of an ordinary answer. Those without an answer count with the time waited. */
  readonly failed: number
  /** Another status that came most often, where one did. */
  readonly otherwise?: number
  /** Where the app runs on Node. */
  readonly vitals?: Vitals
}
