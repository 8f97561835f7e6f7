import { library, origin, UNDEFINED, UNKNOWN, type Value } from '../value.js'
import { definePlugin, type LibraryCall } from '../plugin.js'
import { entriesOf } from './entries.js'

/** Next.js. https://nextjs.org/docs/app/api-reference */
export default definePlugin({
  name: 'next',
  libraries: ['next/headers', 'next/navigation', 'next/server', 'next/cache', 'next'],
  call(call) {
    if (call.library === 'next/headers') return headerCall(call)
    if (call.library === 'next/navigation') return navigate(call)
    if (call.library === 'next/cache' && (call.method === 'unstable_cache' || call.method === 'cache')) return call.args[0] ?? UNKNOWN
    if (call.library === 'next/server' && (call.method === 'after' || call.method === 'waitUntil')) {
      for (const arg of call.args) if (arg.k === 'function') call.run.branch([], () => void call.run.call(arg, [], call.at))
      return UNDEFINED
    }
    return undefined
  },
  entries: entriesOf,
})

function headerCall(call: LibraryCall): Value | undefined {
  if (call.path === 'cookies') return library('web:cookies', '')
  if (call.path === 'headers') return library('web:headers', '')
  return undefined
}

/** `redirect` and `notFound` throw: nothing after them runs. */
function navigate(call: LibraryCall): Value | undefined {
  switch (call.path) {
    case 'redirect':
    case 'permanentRedirect':
      call.run.emit({ kind: 'respond', how: 'redirect', status: 307, body: call.args[0] ?? UNDEFINED }, call.at)
      call.run.stop()
      return UNKNOWN
    case 'notFound':
    case 'unauthorized':
    case 'forbidden':
      call.run.emit(
        { kind: 'respond', how: 'empty', status: call.path === 'notFound' ? 404 : call.path === 'forbidden' ? 403 : 401, body: UNDEFINED },
        call.at,
      )
      call.run.stop()
      return UNKNOWN
    case 'useSearchParams':
    case 'useParams':
      return origin('client', [])
    default:
      return undefined
  }
}
