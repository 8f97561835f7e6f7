import type { LibraryCall, Run } from '../plugin.js'
import { library, type LibraryValue, literal, textOf, UNDEFINED, UNKNOWN, type Value } from '../value.js'

/** `new Proxy(target, handler)`: most often a client that is made when somebody first asks something of it. */
export const proxy = (call: LibraryCall): Value =>
  library('proxy', 'proxy:', { target: call.args[0] ?? UNDEFINED, traps: call.args[1] ?? UNDEFINED })

/** What the `get` trap gives for a name, or the target where there is none. */
export function proxyMember(of: LibraryValue, key: string, run: Run): Value {
  const target = of.data['target'] as Value
  const trap = run.get(of.data['traps'] as Value, 'get')
  return trap.k === 'function'
    ? oneOfAKind(run.call(trap, [target, literal(key), of], { file: trap.file, line: trap.fact.l }))
    : run.get(target, key)
}

/** `typeof value === 'function' ? value.bind(client) : value` is the same member either way. */
function oneOfAKind(value: Value): Value {
  if (value.k !== 'either') return value
  const [first, ...rest] = value.of.map(one => one.value)
  return first?.k === 'library' && rest.every(one => one.k === 'library' && one.library === first.library && one.path === first.path)
    ? first
    : value
}

/** `Reflect.get(client, name)` is the member of that name. */
export function reflected(call: LibraryCall): Value {
  const [of = UNDEFINED, key] = call.args
  const name = textOf(key)
  return name === undefined ? UNKNOWN : call.run.get(of, name)
}
