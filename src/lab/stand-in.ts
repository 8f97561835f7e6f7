import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'

/** A service outside the app, answered on this machine. One factory a service; it runs in the supervisor, inside the seal. */
export interface StandIn {
  /** `stripe`, `supabase`, `openai`, … */
  readonly name: string
  /** Whether it answers for this host: `api.stripe.com`. */
  answers(host: string): boolean
  answer(request: OutsideRequest): Promise<OutsideAnswer | undefined>
  /** State that tests and probes read and set, over the supervisor's control door. */
  control?(command: string, input: unknown): Promise<unknown>
  /** A client that wants a websocket. */
  upgrade?(request: IncomingMessage, socket: Duplex, head: Buffer): void
  close?(): Promise<void>
}

export interface OutsideRequest {
  readonly host: string
  readonly method: string
  /** Path without query. */
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

export interface OutsideAnswer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  /** A stream for server-sent events. */
  readonly body: string | Buffer | AsyncIterable<string | Buffer>
}

/** What a stand-in may know of the lab it stands in. */
export interface LabWorld {
  /** Every generated secret comes from it, so that a run can be repeated. */
  readonly seed: string
  /** The app's Postgres, from inside the seal; `undefined` without one. */
  readonly databaseUrl: string | undefined
  /** Generated values of the app's environment, by name. */
  readonly env: Readonly<Record<string, string>>
  /** Where the app answers, for webhooks: `http://127.0.0.1:3000`. */
  readonly appUrl: string
  now(): Date
}

/** One recorded call of the app to the outside. */
export interface OutsideCall {
  readonly at: number
  readonly service: string
  readonly host: string
  readonly method: string
  readonly path: string
  /** Text, cut at 8,000 characters, secrets masked. */
  readonly body: string
  readonly status: number
}

/** How a stand-in can misbehave, per service; set over the control door. */
export type Mischief = 'none' | 'slow' | 'error' | 'timeout' | 'hostile'
