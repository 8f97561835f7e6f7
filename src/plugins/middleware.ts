import { type Act, type MountedSetup } from './middleware/index.js'
import type { Run } from './plugin.js'
import { library, type LibraryValue, type Value } from './value.js'

/** Middleware that keeps its library's name, so that its methods (`.unless(…)`) are the library's. */
export function middleware(name: string, path: string, act: Act, setup?: MountedSetup): LibraryValue {
  return library(name, path, { middleware: act, ...(setup ? { setup } : {}) })
}

export const isRequest = (value: Value | undefined): value is LibraryValue => value?.k === 'library' && value.library === 'http:request'
export const isWebRequest = (value: Value | undefined): value is LibraryValue => value?.k === 'library' && value.library === 'web:request'
export const isFunction = (value: Value | undefined): boolean => value?.k === 'function' || value?.k === 'native'

/** The request has come through what stands before a route: what was done so far is no part of what the route does. */
export function arrived(run: Run): void {
  for (const effect of run.effects) effect.onTheWay = true
}
