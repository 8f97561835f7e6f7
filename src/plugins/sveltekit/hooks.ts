import type { Place } from '#base/place'
import { type Link, runChain } from '../express/router.js'
import type { Run } from '../plugin.js'
import { library, type LibraryValue, native, object, type Value } from '../value.js'
import { maybeCaller } from '../verified.js'

/** The handles of `hooks.server.ts`, in the order in which they stand around a route. https://svelte.dev/docs/kit/hooks */
export function handlesIn(run: Run, file: string | undefined): readonly Value[] {
  const exports = file === undefined ? undefined : run.world.load(file)
  const handle = exports && run.get(exports, 'handle')
  return handle ? flat(handle) : []
}

function flat(handle: Value): readonly Value[] {
  if (handle.k === 'library' && handle.library === 'sveltekit:sequence') return handle.args.flatMap(flat)
  return handle.k === 'literal' || handle.k === 'unknown' ? [] : [handle]
}

export function throughHooks(run: Run, file: string, handles: readonly Value[], event: LibraryValue, last: (run: Run) => void): void {
  const locals = event.props.get('locals') as LibraryValue
  const place: Place = { file, line: 1 }
  const links: Link[] = handles.map(handler => ({
    handler: handler.k === 'library' && typeof handler.data['middleware'] !== 'function' ? ofLibrary(handler, locals) : handler,
    at: place,
    prefix: '',
  }))
  links.push({ handler: act(last), at: place, prefix: '' })
  runChain(
    links,
    run,
    locals,
    next => [
      object([
        ['event', event],
        [
          'resolve',
          native('resolve', (_, at) => {
            run.call(next, [], at)
            return library('web:response', 'next')
          }),
        ],
      ]),
    ],
    true,
  )
}

const act = (does: (run: Run) => void): LibraryValue => library('sveltekit:step', '', { middleware: (run: Run) => (does(run), true) })

const SIGN_IN = /auth|clerk|lucia|kinde|session/i

/** What a sign-in library puts on `locals` tells who is calling, and turns nobody away. */
const ofLibrary = ({ library: name }: LibraryValue, locals: LibraryValue): LibraryValue =>
  library('sveltekit:step', '', {
    middleware: (run: Run, _: LibraryValue, at: Place) => {
      if (SIGN_IN.test(name))
        for (const key of ['auth', 'getSession'])
          run.set(
            locals,
            key,
            native(key, (__, place) => maybeCaller(place, `\`locals.${key}()\``)),
          )
      else run.set(locals, '*', library(name, '', { at }))
      return true
    },
  })
