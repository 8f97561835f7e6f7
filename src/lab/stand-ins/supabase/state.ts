import type { LabWorld } from '../../stand-in.js'
import type { Run } from '../define.js'
import type { Backend } from './backend.js'
import type { Project } from './project.js'

/** What the project remembers besides its database; plain, so that it can be put back. */
export interface State {
  readonly settings: AuthSettings
  readonly sessions: Map<string, Session>
  /** Signed out; a session that is in neither list was opened before the lab was put back, and stands. */
  readonly ended: Set<string>
  /** Refresh tokens that were used, and the second in which. */
  readonly used: Map<string, number>
  readonly mails: Mail[]
  readonly codes: Map<string, Code>
  /** Bytes of stored objects, by `bucket/name`. */
  readonly objects: Map<string, Uint8Array>
  readonly functions: Map<string, EdgeFunction>
  /** Keys that the app holds in its code, with their roles. */
  readonly adopted: Map<string, string>
  /** Whom an outside provider answers with next. */
  provider: { email: string; name: string }
  /** What the database said when the service only said "unexpected". */
  readonly troubles: string[]
}

/** `[auth]` of the project's configuration. */
export interface AuthSettings {
  autoconfirm: boolean
  signup: boolean
  anonymous: boolean
  minimumPassword: number
  /** Seconds that an access token lives. */
  tokenLife: number
}

export interface Session {
  readonly id: string
  readonly user: string
  readonly method: string
  readonly at: number
}

/** A mail that the project would have sent. */
export interface Mail {
  readonly to: string
  readonly type: MailType
  /** Six digits. */
  readonly token: string
  readonly tokenHash: string
  readonly link: string
  readonly user: string
  readonly redirectTo: string
  readonly at: number
  /** The client's challenge, where it wants a code in exchange. */
  readonly challenge: Challenge | undefined
  used: boolean
}

export type MailType = 'signup' | 'magiclink' | 'recovery' | 'invite' | 'email_change' | 'reauthentication'

export interface Challenge {
  readonly value: string
  readonly method: string
}

/** What a code of the PKCE flow is good for. */
export interface Code {
  readonly user: string
  readonly method: string
  readonly challenge: Challenge | undefined
}

/** An edge function that the lab runs. */
export interface EdgeFunction {
  /** Where it listens. */
  readonly url: string
  readonly verifyJwt: boolean
}

/** Where the handlers work. */
export interface Place {
  readonly run: Run<State>
  readonly world: LabWorld
  readonly project: Project
  readonly backend: Backend
}

export function startState(): State {
  return {
    settings: { autoconfirm: true, signup: true, anonymous: false, minimumPassword: 6, tokenLife: 3600 },
    sessions: new Map(),
    ended: new Set(),
    used: new Map(),
    mails: [],
    codes: new Map(),
    objects: new Map(),
    functions: new Map(),
    adopted: new Map(),
    provider: { email: 'provider.user@example.com', name: 'Provider User' },
    troubles: [],
  }
}
