import type { Gap } from '#base/gap'
import type { Place, TrailStep } from '#base/place'
import type { GuardKind } from '#facts/origin'
import type { AccessMatrix } from '#database/access/matrix'
import type { Bucket, DatabaseFunction, Refusal, Table, View } from '#database/catalogue'
import type { MigrationTrial } from '#database/migrations/migration'
import type { Rejection } from '#database/rehearsal/statement'
import type { RulesDoor } from '#database/firebase/door'
import type { Trials } from '#database/trial/trials'
import type { RouteKind, SetupKind } from '#plugins/plugin'
import type { Term } from './term.js'

/** Everything that the checks may know of an app: plain, readonly, serializable. */
export interface AppModel {
  readonly app: AppIdentity
  readonly routes: readonly Route[]
  /** Queries and calls that browser code makes by itself: a door of their own (Supabase, Firebase). */
  readonly browser: readonly BrowserUnit[]
  readonly tables: readonly Table[]
  readonly functions: readonly DatabaseFunction[]
  readonly buckets: readonly Bucket[]
  readonly views?: readonly View[]
  /** Statements of migrations that a new database refuses. */
  readonly refusals?: readonly Refusal[]
  /** Who may do what to whose rows, as tried. */
  readonly matrix?: AccessMatrix
  /** What the Firestore, Storage and Realtime Database rules let happen, as tried. */
  readonly firebase?: readonly RulesDoor[]
  readonly setups: readonly Setup[]
  readonly env: readonly EnvVariable[]
  readonly edge: readonly EdgeFunction[]
  readonly gaps: readonly Gap[]
  /** What was measured on a database filled to scale; left out where none was. */
  readonly trials?: Trials
  /** Statements of the code that the schema can never accept; left out where none was tried. */
  readonly rejected?: readonly Rejection[]
  /** The newest migration, run on a filled database; left out where none was. */
  readonly rehearsed?: MigrationTrial
}

export interface AppIdentity {
  readonly name: string
  /** `next`, `express`, `supabase`, `vite`, … */
  readonly frameworks: readonly string[]
  readonly languages: readonly string[]
  /** The AI tool that built it, from marks it leaves: `lovable`, `bolt`, `v0`, `replit`, `cursor`. */
  readonly builder: string | undefined
  readonly host: string | undefined
  readonly databases: readonly string[]
  readonly services: readonly string[]
  /** Money is taken: a payment service is called. Weighs in ranking. */
  readonly takesMoney: boolean
}

/**
 * - `open`: unguarded and should not be; `public`: meant to be open
 * - `weak`: a guard that does not hold
 */
export type Auth = 'open' | 'public' | 'weak' | 'session' | 'role' | 'owner' | 'signature' | 'unknown'

export interface Route {
  /** `GET`, `POST`, …, `ALL`, or `ACTION` for server actions. */
  readonly method: string
  /** `/api/orders/:id`; for server actions the function's name. */
  readonly path: string
  readonly kind: RouteKind
  readonly framework: string
  readonly at: Place
  readonly auth: Auth
  /** One phrase: by which guard, or why open. */
  readonly how: string
  /** Guards that hold before anything that matters happens. */
  readonly guards: readonly Guard[]
  readonly validated: 'yes' | 'partial' | 'no' | 'none' | 'unknown'
  /** Every use of a value that the caller chooses, with whether it was checked first. */
  readonly inputs: readonly Input[]
  /** In the order in which they happen, those of called functions in their place. */
  readonly effects: readonly Effect[]
  /** Names of the tables touched, sorted. */
  readonly tables: readonly string[]
  /** A limiter that covers this route. */
  readonly limiter: Place | undefined
  /** Declared, but nothing mounts it. */
  readonly unreached: boolean
  /** Middleware on the way that turns away whoever comes. */
  readonly closedBy?: Place
  readonly gaps: readonly Gap[]
}

export interface Input {
  readonly from: 'params' | 'query' | 'body' | 'headers' | 'cookies' | 'files' | 'url'
  readonly path: readonly string[]
  readonly at: Place
  /** How it was checked: `zod`, `express-validator`, `by hand`, `number`; `undefined` when it was not. */
  readonly checked: string | undefined
}

/** A condition under which the code goes on, recognised by what it does: it rejects otherwise. */
export interface Guard {
  readonly kind: GuardKind
  readonly at: Place
  /** A phrase for people: `requireUser() in lib/auth.ts`. */
  readonly how: string
  /** For `role`: the property or role compared. For `owner`: the table. */
  readonly name?: string
  /** The value tested. */
  readonly on?: Term
  /** It takes the place of an owner's guard: whoever is of this kind is let past that. */
  readonly past?: true
}

interface EffectBase {
  /** Done by what stands before the route, for whatever comes by: it is no part of what the route does. */
  readonly onTheWay?: true
  readonly at: Place
  /** Guards in force when it happens. */
  readonly guards: readonly Guard[]
  /** Calls from the route to here. */
  readonly trail: readonly TrailStep[]
  /** The loop (or `map`/`forEach` callback) around it, with what it runs over. */
  readonly loop: { readonly at: Place; readonly over: Term; readonly bounded: boolean } | undefined
  /** Inside a `try` whose `catch` ends without throwing or answering with an error; `at` of that catch. */
  readonly swallowedBy: Place | undefined
  /** Inside a `catch`: it happens only when something failed. */
  readonly caught: boolean
  /** What becomes of an error here: something catches it, whoever awaits gets it, or nobody waits for the promise. Undefined: nothing awaits it. */
  readonly failure?: 'handled' | 'thrown' | 'floating'
  /** Conditions on request or environment values in force that are no guards: `NODE_ENV`, `body.type`, … */
  readonly when: readonly Condition[]
}

export interface Condition {
  readonly term: Term
  readonly truthy: boolean
  readonly at: Place
}

export type QueryDoes = 'read' | 'create' | 'update' | 'upsert' | 'delete' | 'raw'

export interface QueryEffect extends EffectBase {
  readonly kind: 'query'
  readonly does: QueryDoes
  readonly table: string | undefined
  /** `prisma`, `drizzle`, `supabase`, `pg`, `mongodb`, `mongoose`, `sequelize`, `sqlite`, `mysql`. */
  readonly via: string
  readonly filters: readonly Filter[]
  /** Filters that a later one took the place of (a second `where` of Drizzle), and where it did. */
  readonly replaced?: { readonly filters: readonly Filter[]; readonly at: readonly Place[] }
  /** What is written. */
  readonly data: Term | undefined
  /** Columns asked for; `undefined` means all. */
  readonly columns: readonly string[] | undefined
  /** Columns left out of the answer. */
  readonly omits?: readonly string[]
  /** Related rows that come whole with each row, as paths: `user`, `items.product`. */
  readonly includes?: readonly string[]
  /** The order asked for, as far as columns of the table itself make it. */
  readonly sort?: readonly { readonly column: string; readonly descending: boolean }[]
  /** Rows are counted off before the answer begins: `skip`, `OFFSET`. */
  readonly offset?: true
  /** Columns by which an upsert knows a row that is there, where the code says. */
  readonly conflict?: readonly string[]
  /** A limit, a `findUnique`, or an aggregate bounds the answer. */
  readonly limited: boolean
  /** How many rows at most, where a value says so. */
  readonly limit?: Term
  readonly single: boolean
  /** Text of a raw statement with the origins of its parts; `undefined` where the library builds it. */
  readonly sql: Term | undefined
  readonly transaction: boolean
  /** Rows come back to the caller of a write (`.select()` after an insert, `RETURNING`). */
  readonly returning: boolean
  /** For Supabase: whose rights: the service role skips row rules. */
  readonly rights: 'service' | 'user' | undefined
  /** For APIs that return `{ error }` rather than throw: whether anything reads it. */
  readonly errorRead: boolean | undefined
}

export interface Filter {
  readonly column: string
  /** `=`, `in`, `like`, `<`, …; `$where` and `operator` for Mongo. */
  readonly op: string
  readonly value: Term
}

/** A call to an outside service. */
export interface SendEffect extends EffectBase {
  readonly kind: 'send'
  /** `stripe`, `mail`, `sms`, `ai`, `http`, `storage`, `auth`. */
  readonly service: string
  /** `checkout.sessions.create`, `emails.send`, `chat.completions.create`, `fetch`. */
  readonly operation: string
  readonly input: Term
}

export interface RespondEffect extends EffectBase {
  readonly kind: 'respond'
  readonly how: 'json' | 'html' | 'text' | 'redirect' | 'render' | 'file' | 'empty'
  readonly status: number | undefined
  readonly body: Term
  /** The view that is drawn, by the name that the code gives it. */
  readonly view?: string
}

/** Text run as code: `eval`, a shell, a template, a deserializer, an XML parser with entities. */
export interface RunEffect extends EffectBase {
  readonly kind: 'run'
  readonly what: 'code' | 'shell' | 'deserialize' | 'xml' | 'xpath' | 'pattern'
  readonly input: Term
}

export interface FileEffect extends EffectBase {
  readonly kind: 'file'
  readonly does: 'read' | 'write' | 'delete'
  readonly path: Term
}

export interface SessionEffect extends EffectBase {
  readonly kind: 'session'
  readonly does: 'create' | 'destroy' | 'regenerate' | 'cookie'
  readonly input: Term
  /** Cookie options as given. */
  readonly options: Term | undefined
}

export interface LogEffect extends EffectBase {
  readonly kind: 'log'
  readonly logger: string
  readonly values: readonly Term[]
}

export interface CompareEffect extends EffectBase {
  readonly kind: 'compare'
  /** Two values compared as passwords, tokens or signatures. */
  readonly left: Term
  readonly right: Term
  /** By `===`, not by a library made for it. */
  readonly plain?: true
}

export type Effect = QueryEffect | SendEffect | RespondEffect | RunEffect | FileEffect | SessionEffect | LogEffect | CompareEffect

/** A function of browser code, with what it does from there. */
export interface BrowserUnit {
  readonly name: string
  readonly at: Place
  readonly effects: readonly Effect[]
}

/** Something set up once: CORS, sessions, helmet, a limiter, error tracking, an error handler, body parsers. */
export interface Setup {
  readonly what: SetupKind
  readonly library: string
  readonly at: Place
  readonly options: Term
  /** Path prefix it covers, `''` for all. */
  readonly prefix: string
  /** For error handlers and middleware: whether requests reach it where it is mounted. */
  readonly reached: boolean
  /** Not reached because it stands in a function that nobody calls, not because of where it is mounted. */
  readonly uncalled?: boolean
  readonly effects: readonly Effect[]
}

export interface EnvVariable {
  readonly name: string
  readonly reads: readonly EnvRead[]
  /** Places in `.env.example` and its kin. */
  readonly declared: readonly Place[]
  /** Bundled for the browser by its name (`NEXT_PUBLIC_`, `VITE_`, …) or because browser code reads it. */
  readonly inBrowser: boolean
}

export interface EnvRead {
  readonly at: Place
  /** Literal used when unset. */
  readonly fallback: string | undefined
  /** Read by a file that the browser bundle reaches. */
  readonly inBrowser: boolean
}

/** A Supabase edge function: its file and what the platform checks before it. */
export interface EdgeFunction {
  readonly name: string
  readonly at: Place
  readonly verifyJwt: boolean
  /** The line of `config.toml` that says so, where one does. */
  readonly configuredAt: Place | undefined
}

export type { GuardKind, RouteKind }
