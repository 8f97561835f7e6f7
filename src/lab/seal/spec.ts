/** What a sealed command sees and may do. */
export interface SealSpec {
  /** This run's folder: appears as `/lab`, the only place that can be written. */
  readonly run: string
  /** Host folders that appear inside; read-only unless `write`. */
  readonly binds: readonly { readonly from: string; readonly to: string; readonly write?: boolean }[]
  /** Layers joined to one folder: `upper` takes all writes. Topmost layer first. */
  readonly overlay: { readonly lower: readonly string[]; readonly upper: string; readonly work: string; readonly to: string } | undefined
  /** Only installing has the network. */
  readonly network: boolean
  readonly limits: SealLimits
}

export interface SealLimits {
  readonly processes: number
  /** Bytes of one file. */
  readonly file: number
}
