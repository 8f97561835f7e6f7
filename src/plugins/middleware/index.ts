import type { Place } from '#base/place'
import { definePlugin, type LibraryCall, type Run, type SetupDeclaration } from '../plugin.js'
import { isCallable } from '../send.js'
import { library, type LibraryValue, UNDEFINED, type Value } from '../value.js'

/** What a library's middleware does to a request. False: it answers by itself. */
export type Act = (run: Run, request: LibraryValue, at: Place) => boolean

/** What mounting it says of the app. */
export type MountedSetup = Pick<SetupDeclaration, 'what' | 'library' | 'options'>

/** Middleware of a library: frameworks run `data.middleware`, and register `data.setup` where it is mounted. */
export function middlewareOf(act: Act, setup?: MountedSetup): LibraryValue {
  return library('middleware', '', { middleware: act, ...(setup ? { setup } : {}) })
}

export const goesOn: Act = () => true

/** Declares a setup once per place, however often the code there runs. */
export function declare(run: Run, setup: SetupDeclaration): void {
  const known = run.world.setups.some(
    one =>
      one.what === setup.what &&
      one.library === setup.library &&
      one.at.file === setup.at.file &&
      one.at.line === setup.at.line &&
      one.prefix === setup.prefix,
  )
  if (!known) run.world.setups.push(setup)
}

/** Registers what mounting a handler says of the app, if it says anything. */
export function mounted(run: Run, handler: Value, at: Place, prefix: string): void {
  const setup = handler.k === 'library' ? (handler.data['setup'] as MountedSetup | undefined) : undefined
  if (setup) declare(run, { ...setup, at, prefix })
}

/** The same for one route: a library that is put before many routes is told once. */
export function mountedOnRoute(run: Run, handler: Value, at: Place, path: string): void {
  const setup = handler.k === 'library' ? (handler.data['setup'] as MountedSetup | undefined) : undefined
  const known = (run.world.memory.get('mounted') as Set<unknown> | undefined) ?? new Set()
  run.world.memory.set('mounted', known)
  if (!setup || known.has(setup)) return
  known.add(setup)
  mounted(run, handler, at, path)
}

/** Called by the app itself: `limiter(req, res, next)`, `await cors(req, res)`. */
export default definePlugin({
  name: 'middleware',
  libraries: ['middleware'],
  call(call) {
    const act = call.on.data['middleware']
    return call.path === '' && typeof act === 'function' ? direct(call, act as Act) : undefined
  },
})

function direct(call: LibraryCall, act: Act): Value {
  const request = call.args.find((arg): arg is LibraryValue => arg.k === 'library') ?? library('http:request', 'req')
  mounted(call.run, call.on, call.at, '')
  const next = call.args.findLast(isCallable)
  return act(call.run, request, call.at) && next ? call.run.call(next, [], call.at) : UNDEFINED
}
