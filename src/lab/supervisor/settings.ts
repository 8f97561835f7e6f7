/** What the supervisor is told when it starts, as one line of JSON on its standard input. */
export interface SupervisorSettings {
  /** Whoever does not say it is not served: the app can reach the control door too. */
  readonly token: string
  readonly seed: string
  readonly env: Readonly<Record<string, string>>
  readonly appUrl: string
  readonly databaseUrl: string | undefined
  /** Wires to stand in for beside HTTP. */
  readonly wires: readonly ('mongodb' | 'redis' | 'smtp')[]
  readonly postgres: PostgresSettings | undefined
  /** What the app knows is in its files or its memory alone: resetting means starting it anew. */
  readonly resetsByRestart: boolean
  /** Most processes, and most bytes in memory, of the app together. */
  readonly processes: number
  readonly memory: number
}

export interface PostgresSettings {
  /** Folder with `bin`, `lib` and `share`. */
  readonly native: string
  readonly data: string
  readonly password: string
}

/** How the app is started. */
export interface StartSettings {
  readonly command: string
  readonly folder: string
  readonly env: Readonly<Record<string, string>>
  /** Where it is expected to listen. */
  readonly port: number
  /** Milliseconds until it must answer. */
  readonly limit: number
}

export interface ExecuteSettings {
  readonly command: string
  readonly folder: string
  readonly env: Readonly<Record<string, string>>
  readonly limit: number
}

export interface Executed {
  readonly code: number
  /** Last part of what it printed. */
  readonly output: string
  readonly timedOut: boolean
  readonly milliseconds: number
}

export interface Started {
  readonly port: number
  readonly milliseconds: number
}

export interface AppState {
  readonly running: boolean
  readonly port: number | undefined
  readonly deaths: number
  /** What the lab had to stop it for. */
  readonly contained: readonly string[]
}
