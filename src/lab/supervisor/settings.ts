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
  /** With any of these the app may sign in at its MongoDB. */
  readonly mongoPasswords: readonly string[]
  readonly postgres: PostgresSettings | undefined
  readonly mysql: MysqlSettings | undefined
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
  /** Whoever asks is let in, by any password. */
  readonly trusts: boolean
}

export interface MysqlSettings {
  readonly server: string
  /** The program that readies a data folder, where the server does not itself. */
  readonly install: string | undefined
  readonly data: string
  /** Databases that are there from the beginning. */
  readonly databases: readonly string[]
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
  /** How much of what it prints is kept. */
  readonly output?: number
}

/** A file to write; without text it is taken away. */
export interface FileSettings {
  readonly path: string
  readonly text?: string
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

/** Edge functions to serve. */
export interface FunctionsSettings {
  /** Deno's program. */
  readonly deno: string
  readonly env: Readonly<Record<string, string>>
  /** The app's folder, and one for what they print and are told. */
  readonly app: string
  readonly run: string
  /** Megabytes of heap for each. */
  readonly memory: number
  readonly functions: readonly FunctionSettings[]
}

export interface FunctionSettings {
  readonly name: string
  /** Relative to the app. */
  readonly file: string
  readonly verifyJwt: boolean
  readonly config: Readonly<Record<string, unknown>>
  /** A file that is loaded first. */
  readonly platform: string
  /** Why it cannot be run. */
  readonly refused: string | undefined
}
