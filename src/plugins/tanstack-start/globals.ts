import { kept } from '../kept.js'
import type { LibraryCall, World } from '../plugin.js'
import { UNDEFINED, type Value } from '../value.js'

/** Middleware that stands before every request, and before every server function. */
interface Globals {
  readonly request: Value[]
  readonly functions: Value[]
}

export function globalsOf(world: World): Globals {
  return kept<Globals>(world, 'tanstack-globals', () => ({ request: [], functions: [] }))
}

const itemsOf = (value: Value): readonly Value[] => (value.k === 'list' ? value.items : [])

/** `createStart(() => ({ requestMiddleware, functionMiddleware }))`, and what older versions had for it. */
export function globalCall(call: LibraryCall): Value {
  const { run } = call
  const globals = globalsOf(run.world)
  const [first = UNDEFINED] = call.args
  if (call.method === 'registerGlobalMiddleware') {
    globals.functions.push(...itemsOf(run.get(first, 'middleware')))
    return UNDEFINED
  }
  const options = first.k === 'function' ? run.call(first, [], call.at) : first
  globals.request.push(...itemsOf(run.get(options, 'requestMiddleware')))
  globals.functions.push(...itemsOf(run.get(options, 'functionMiddleware')))
  return call.on
}
