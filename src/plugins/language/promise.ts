import type { LibraryCall } from '../plugin.js'
import { native, oneOf, UNDEFINED, UNKNOWN, type Value } from '../value.js'

/** What held where `resolve` was called holds for whoever awaits. */
export function promise(call: LibraryCall): Value {
  const [executor] = call.args
  const { run } = call
  const results: Value[] = []
  const held: (typeof run.facts)[] = []
  const before = run.facts
  if (executor?.k === 'function') {
    const resolve = native('resolve', args => {
      results.push(args[0] ?? UNDEFINED)
      held.push(run.facts.slice(before.length))
      return UNDEFINED
    })
    run.call(executor, [resolve, native('reject', () => UNDEFINED)], call.at)
    run.facts = held.length ? [...before, ...run.common(held)] : before
  }
  return results.length ? oneOf(results) : UNKNOWN
}
