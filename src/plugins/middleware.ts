import type { Place } from '#base/place'
import type { Run, SetupDeclaration, World } from './plugin.js'
import { library, type LibraryValue, type Value } from './value.js'

/** Runs for each request before what comes after it; `true`: the request goes on. */
export type Handle = (run: Run, request: LibraryValue, at: Place) => boolean

/** What `app.use` registers when it is given such a middleware. */
export type MiddlewareSetup = Omit<SetupDeclaration, 'at' | 'prefix'>

/** Middleware of a library, as Express runs it. */
export function middleware(name: string, path: string, handle: Handle, setup?: MiddlewareSetup): LibraryValue {
  return library(name, path, { middleware: handle, ...(setup ? { setup } : {}) })
}

/** Declares a setup once, however many requests pass the place where it stands. */
export function setUp(world: World, setup: SetupDeclaration): void {
  const isKnown = world.setups.some(
    one => one.what === setup.what && one.library === setup.library && one.at.line === setup.at.line && one.at.file === setup.at.file,
  )
  if (!isKnown) world.setups.push(setup)
}

export const isRequest = (value: Value | undefined): value is LibraryValue => value?.k === 'library' && value.library === 'http:request'
export const isWebRequest = (value: Value | undefined): value is LibraryValue => value?.k === 'library' && value.library === 'web:request'
export const isFunction = (value: Value | undefined): boolean => value?.k === 'function' || value?.k === 'native'
