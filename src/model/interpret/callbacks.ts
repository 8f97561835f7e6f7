import type { Place } from '#base/place'
import { type Fact, originsIn, UNKNOWN, type Value } from '#plugins/value'
import { callFunction } from './call.js'
import type { Machine } from './machine.js'

/** Code handed to something unknown may run: its effects count. What it returned comes back. `given` is what it is called with. */
export function runCallbacks(m: Machine, args: readonly Value[], at: Place, given: Value = UNKNOWN, facts: readonly Fact[] = []): Value[] {
  const results: Value[] = []
  for (const arg of args) {
    if (arg.k === 'function')
      m.branch(
        facts,
        () =>
          void results.push(
            callFunction(
              m,
              arg,
              arg.fact.params.map(() => given),
              at,
              arg.self,
            ),
          ),
      )
    // `useQuery({ queryFn })`: among options.
    else if (arg.k === 'object' && !arg.cls)
      for (const fn of arg.props.values())
        if (fn.k === 'function')
          m.branch(
            facts,
            () =>
              void callFunction(
                m,
                fn,
                fn.fact.params.map(() => given),
                at,
                fn.self,
              ),
          )
  }
  return results.filter(value => value.k !== 'literal' && value.k !== 'unknown')
}

/**
 * `directory.handle({ apiSecret: bearerOf(req) }, onEvents)`: a package that is handed the request's token as a secret runs what
 * it is handed with it when it believes the token. A token that it keeps or notes, under whatever name, is no such thing.
 */
export function vouched(whom: string, args: readonly Value[], at: Place): readonly Fact[] {
  const token = args
    .flatMap(arg => (arg.k === 'object' ? secretsAmong(arg.props) : []))
    .flatMap(secret => originsIn([secret]))
    .find(one => one.from === 'headers' && /^authorization$|signature|secret|api-?key/i.test(one.path.at(-1) ?? ''))
  const how = `\`${whom}\` is handed the token of the request: Seaworthy does not know what it makes of it`
  return token ? [{ kind: 'guard', guard: 'secret', at, how, on: token }] : []
}

/** What stands under the name of a secret. Called for every call into a package: an object of a thousand members costs no list. */
function secretsAmong(props: ReadonlyMap<string, Value>): Value[] {
  const found: Value[] = []
  for (const [name, value] of props) if (isSecretName(name)) found.push(value)
  return found
}

const isSecretName = (name: string): boolean => /^(?:(?:api|webhook|signing)_?)?secret$|^signature$/i.test(name)
