import { definePlugin, type LibraryCall } from '../plugin.js'
import { isCallable } from '../send.js'
import { computed, object, oneOf, origin, UNDEFINED, UNKNOWN, type Value } from '../value.js'

/** What a component shows comes out of a query that it names. https://tanstack.com/query, https://swr.vercel.app */
export default definePlugin({
  name: 'react',
  libraries: ['@tanstack/react-query', 'react-query', 'swr', 'swr/immutable'],
  call(call) {
    if (call.library.startsWith('swr'))
      return call.path === '' || call.path === 'default' ? queried(call, call.args[1], [call.args[0] ?? UNKNOWN]) : undefined
    if (!/^use(?:Suspense)?Query$/.test(call.path)) return undefined
    const [options, second] = call.args
    return queried(call, options?.k === 'object' ? call.run.get(options, 'queryFn') : second, [object()])
  },
})

/** Nothing until it has been asked. */
function queried(call: LibraryCall, ask: Value | undefined, args: readonly Value[]): Value | undefined {
  if (!isCallable(ask)) return undefined
  let data: Value = UNDEFINED
  call.run.branch([], () => {
    data = call.run.call(ask!, args, call.at)
  })
  const state = (name: string): readonly [string, Value] => [name, computed(`query ${name}`, [])]
  return object([
    ['data', oneOf([data, UNDEFINED])],
    ['error', origin('error', [], { at: call.at })],
    state('isLoading'),
    state('isPending'),
    state('isError'),
    state('isSuccess'),
    state('isFetching'),
    ['refetch', UNKNOWN],
    ['mutate', UNKNOWN],
  ])
}
