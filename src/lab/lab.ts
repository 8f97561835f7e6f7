import type { Actor, RequestStep } from '#base/evidence'
import type { Database } from '#database/engine/database'
import type { Planted } from '#database/rows/planted'
import type { LoadFigures, LoadPlan } from './load/load.js'
import type { RowStore } from './store/store.js'
import type { Mischief, OutsideCall } from './stand-in.js'

/** A throw-away copy of the app, running, sealed, with two tenants' data in it. */
export interface Lab {
  /** How it got up: each step with its time, and what was substituted. */
  readonly boot: Boot
  /** Sends one request as an actor (cookies and tokens of the actor are added). 10 s limit; status 0 when nothing answers. Restarts the app when it died. */
  send(request: LabRequest): Promise<LabAnswer>
  /** The app's database from outside the seal; `undefined` where the app has none that we run. */
  readonly database: Database | undefined
  /** What the app keeps where that is no Postgres. */
  readonly store: RowStore | undefined
  readonly planted: Planted | undefined
  /** What was put in after the start, where accounts are made through the app's own door first. */
  plant(planted: Planted): void
  /** Server actions that the build holds. */
  readonly actions: readonly LabAction[]
  /** What each actor shows the app; `send` adds it, and keeps the cookies that the app sets. */
  readonly credentials: Map<Actor, Credentials>
  /** Puts the database, stand-ins and actors' state back to what they were after boot. */
  reset(): Promise<void>
  /** From here on, `reset` goes back to what is there now. */
  settle(): Promise<void>
  /** Calls to the outside since the last `reset` or `mark`. */
  calls(): Promise<readonly OutsideCall[]>
  /** Statements that the server ran since the last `mark`, in order. */
  statements(): Promise<readonly LabStatement[]>
  /** From here on `calls` and `statements` count anew. */
  mark(): Promise<void>
  /** Sends one request again and again at a fixed rate, from inside the seal. It changes nobody's cookies. */
  load(request: LabRequest, pace: Pace): Promise<LoadFigures>
  /** The app begins anew, as after a deploy: nothing in its memory, no work left over. */
  restart(): Promise<void>
  /** Whoever the app does not know any more, or takes for somebody else, signs in again. */
  comeBack(): Promise<void>
  /** Done by `comeBack`, and whenever the app has begun anew, by itself or by us: what it kept in memory, such as sessions, is gone. */
  onRestart(work: () => Promise<void>): void
  mischief(service: string, kind: Mischief): Promise<void>
  /** A command of one stand-in: `control('stripe', 'event', {...})`. `control('functions', 'settings', { set, unset })`: other variables until `reset`. */
  control(service: string, command: string, input?: unknown): Promise<unknown>
  /** The generated value of an environment variable, for signing and for keys that a visitor holds anyway. */
  env(name: string): string | undefined
  /** Last lines that the app printed, redacted. */
  log(): string
  /** How often the app died since boot. */
  readonly deaths: () => number
  /** Of these, how often by what it was asked: where a reset cut its connections, that was us. */
  readonly faults: () => number
  close(): Promise<void>
}

/** How often, and for how long, a load sends its request. */
export type Pace = Pick<LoadPlan, 'rate' | 'warmUp' | 'duration' | 'limit' | 'status'>

/** A server action of Next.js, as browsers call it. */
export interface LabAction {
  readonly id: string
  /** File relative to the package, and the function's name. */
  readonly file: string
  readonly name: string
  /** A page that carries it: `/products/[slug]`. */
  readonly page: string
}

/** What an action takes: a form, the state before it, one object (by its name, where it has one), or a value by name. */
export type ActionParameter =
  | { readonly kind: 'form' | 'state' }
  | { readonly kind: 'object'; readonly name?: string; readonly optional?: boolean }
  | { readonly kind: 'value'; readonly name: string; readonly optional?: boolean }

/** How the fields of a body become the arguments of a server action. */
export interface ActionCall {
  readonly id: string
  readonly parameters: readonly ActionParameter[]
  /** For a page that shows one thing. */
  readonly slug: string
}

/** Cookies by name, and headers such as `authorization`. */
export interface Credentials {
  readonly cookies: Map<string, string>
  readonly headers: Readonly<Record<string, string>>
}

export interface LabRequest {
  readonly actor: Actor
  readonly method: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  /** Objects are sent as JSON; a string or a Buffer as it is. */
  readonly body?: unknown
  /** The body's fields are sent as the arguments of a server action. */
  readonly action?: ActionCall
  /** Sent as urlencoded form. */
  readonly form?: Readonly<Record<string, string>>
  /** Milliseconds; 10,000 unless told. */
  readonly limit?: number
  /** Sent by a service that knows nothing of the app: not even the public key that every browser holds. */
  readonly stranger?: boolean
  /** Where no answer comes, whoever asks starts the app anew: nobody waits until it is back. */
  readonly once?: true
}

export interface LabAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  readonly text: string
  readonly json: unknown
  readonly milliseconds: number
  readonly step: RequestStep
}

export interface LabStatement {
  readonly sql: string
  readonly parameters: string | undefined
  readonly milliseconds: number | undefined
  readonly error: string | undefined
}

export interface Boot {
  readonly outcome: 'running' | 'failed'
  readonly steps: readonly BootStep[]
  /** What the copy has that the app has not: a database client, a stand-in, another start command. */
  readonly substitutions: readonly string[]
  readonly seal: 'namespace' | 'bubblewrap' | 'preload'
  /** Edge functions that can be called, by name. */
  readonly functions?: readonly string[]
  /** For `failed`: one sentence, and what to do. */
  readonly why?: string
  readonly help?: string
}

export interface BootStep {
  readonly step: 'copy' | 'install' | 'environment' | 'database' | 'rows' | 'build' | 'start' | 'sign-in'
  readonly outcome: 'done' | 'skipped' | 'failed'
  readonly says: string
  readonly milliseconds: number
}
