import type { Gap } from '#base/gap'
import type { Place } from '#base/place'
import type { DatabaseFunction } from '#database/catalogue'
import type { Source } from '#source/source'
import type { LiveAction, LiveEffect } from './effect.js'
import type { Fact, FunctionValue, LibraryValue, Value } from './value.js'

/** What one library, framework or language feature means to an app. Everything is optional but the name. */
export interface Plugin {
  readonly name: string
  /** Package names (as imported, without sub-path where `subpaths` is not asked for) that it speaks for. */
  readonly libraries: readonly string[]
  /** A property of something the library gave. Undefined: the path is extended. */
  get?(of: LibraryValue, key: string, run: Run): Value | undefined
  /** Told when a property of something the library gave is written; it is stored whatever the plugin does. */
  set?(of: LibraryValue, key: string, value: Value, run: Run, at: Place): void
  /** A call of something the library gave. Undefined: an unknown result that remembers its path and arguments. */
  call?(call: LibraryCall): Value | undefined
  /** A tagged template. */
  tag?(call: LibraryCall & { readonly quasis: readonly string[] }): Value | undefined
  /** A method call on a value that nobody could follow (a parameter, a global), recognised by its name alone. */
  guess?(call: LibraryCall & { readonly receiver: Value }): Value | undefined
  /** Routes by the place of files, and files that run by themselves. */
  entries?(source: Source): Iterable<Entry>
  /** Told once every entry has been loaded: routes that are known only then. */
  loaded?(world: World): Iterable<RouteDeclaration>
}

export interface LibraryCall {
  readonly library: string
  /** How the called thing was reached: `checkout.sessions.create`. */
  readonly path: string
  /** Last part of the path. */
  readonly method: string
  /** What the method is called on, or the called thing itself. */
  readonly on: LibraryValue
  readonly args: readonly Value[]
  readonly isNew: boolean
  readonly at: Place
  readonly run: Run
}

/** A file that the framework loads by itself. */
export interface Entry {
  readonly file: string
  /** Routes among the file's exports, once it has been loaded. */
  routes?(exports: Value, world: World): Iterable<RouteDeclaration>
}

export type RouteKind = 'http' | 'page' | 'action' | 'rpc' | 'edge-function' | 'webhook' | 'cron'

export interface RouteDeclaration {
  readonly method: string
  readonly path: string
  readonly kind: RouteKind
  readonly framework: string
  readonly at: Place
  readonly unreached?: boolean
  /** Runs what a request to this route runs: middleware, then the handler. */
  handle(run: Run): void
}

/** What is set up once for many routes. */
export type SetupKind =
  | 'cors'
  | 'session'
  | 'headers'
  | 'limiter'
  | 'error-tracking'
  | 'error-handler'
  | 'logger'
  | 'body-parser'
  | 'csrf'
  | 'auth'
  | 'template'
  | 'upload'
  | 'erase'
  | 'alter'
  | 'start'

export interface SetupDeclaration {
  readonly what: SetupKind
  readonly library: string
  readonly at: Place
  readonly options: Value
  readonly prefix: string
  readonly reached?: boolean
  /** It stands in a function that nobody calls. */
  readonly uncalled?: boolean
  readonly effects?: readonly LiveEffect[]
}

/** All that is known while an app is read. */
export interface World {
  readonly source: Source
  /** Those that the app's migrations create. */
  readonly functions?: readonly DatabaseFunction[]
  /** Exports of a module, loading it when it has not been. */
  load(file: string): Value | undefined
  /** The file that a specifier means, seen from a file. */
  resolve(from: string, specifier: string): string | undefined
  readonly routes: RouteDeclaration[]
  readonly setups: SetupDeclaration[]
  readonly gaps: Gap[]
  /** Anything that plugins share for one reading, by plugin name. */
  readonly memory: Map<string, unknown>
  /** A fresh run, as for one request. */
  run(): Run
}

/** One run: of a module's top level, or of a route's chain. What plugins may do. */
export interface Run {
  readonly world: World
  readonly effects: LiveEffect[]
  /** Places that plugins leave behind for the route as a whole: `limiter`. */
  readonly marks: Map<string, Place>
  /** The run gave up before its end. */
  readonly exhausted: boolean
  /** What holds here. */
  facts: readonly Fact[]
  /** Told of each function as it is made. */
  functionMade: ((made: FunctionValue) => void) | undefined
  /** Facts of the functions that anything called. */
  readonly called: ReadonlySet<unknown>
  /** Module whose code runs. */
  readonly file: string
  /** Records an effect here and now; the same object is returned, so that builders can go on. What was `written` elsewhere and handed on stands where it was written. */
  emit<Action extends LiveAction>(action: Action, at: Place, written?: Value): Action & LiveEffect
  /** Adds a fact that holds from here on. */
  assume(fact: Fact): void
  /** Facts that hold on every one of several paths. */
  common(paths: readonly (readonly Fact[])[]): readonly Fact[]
  /** Facts that follow from a value being truthy or falsy. */
  implied(value: Value, truthy: boolean): readonly Fact[]
  get(of: Value, key: string): Value
  set(of: Value, key: string, value: Value): void
  call(callee: Value, args: readonly Value[], at: Place, self?: Value): Value
  /** Calls a function whose results go to somebody outside, and tells each where it is returned. */
  callHearing(callee: Value, args: readonly Value[], at: Place, tell: (value: Value, at: Place) => void): void
  /** Calls as a loop body would be: effects inside know the loop. */
  callInLoop(callee: FunctionValue | Value, args: readonly Value[], over: Value, at: Place): Value
  elementOf(value: Value): Value
  /** The rest of this function is not reached (a redirect that throws). */
  stop(): void
  /** Goes on after a call that never came back; tells whether there was one. */
  recover(): boolean
  /** Runs with the state thrown away but effects kept; tells how it ended. */
  branch(facts: readonly Fact[], body: () => void): void
  gap(at: Place, why: string, hides: Gap['hides']): void
}

export const definePlugin = (plugin: Plugin): Plugin => plugin
