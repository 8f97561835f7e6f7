import type { AppModel, Route } from '#model/app-model'
import type { Term } from '#model/term'

/** What an authentication library opens behind one route of the app's, as its own client in the browser calls it. */
export interface LibraryDoors {
  readonly signUp: readonly Route[]
  readonly signIn: readonly Route[]
  /** Answers each caller with who they are. */
  readonly asks: readonly Route[]
}

const MOUNTED = /\/?(?::\w+)?\*\w*$|\/?\{\*\w+\}$/
const NONE: LibraryDoors = { signUp: [], signIn: [], asks: [] }

/** Doors that no file of the app names, since a library makes them. https://www.better-auth.com/docs/concepts/api */
export function libraryDoors(model: AppModel): LibraryDoors {
  const setup = model.setups.find(({ what, library }) => what === 'auth' && library === 'better-auth')
  if (!setup) return NONE
  const mounts = model.routes.filter(
    route => ['POST', 'ALL'].includes(route.method) && !route.unreached && MOUNTED.test(route.path) && begins(route),
  )
  // Several may be read where an app brings somebody else's example along: the shallowest is its own.
  const [mount] = mounts.toSorted((a, b) => a.at.file.split('/').length - b.at.file.split('/').length)
  if (!mount) return NONE
  const base = mount.path.replace(MOUNTED, '')
  return {
    signUp: [door(mount, 'POST', `${base}/sign-up/email`, ['name', 'email', 'password'])],
    signIn: [door(mount, 'POST', `${base}/sign-in/email`, ['email', 'password'])],
    asks: [door(mount, 'GET', `${base}/get-session`, [])],
  }
}

const begins = (route: Route): boolean => route.effects.some(effect => effect.kind === 'session')

function door(mount: Route, method: string, path: string, fields: readonly string[]): Route {
  const origin = (name: string): Term => ({ kind: 'origin', from: 'body', path: [name] })
  return {
    ...mount,
    method,
    path,
    auth: method === 'GET' ? 'session' : 'public',
    guards: [],
    tables: [],
    inputs: fields.map(name => ({ from: 'body', path: [name], at: mount.at, checked: undefined })),
    effects: mount.effects.flatMap(effect =>
      effect.kind === 'session'
        ? [{ ...effect, input: { kind: 'object', entries: fields.map(name => [name, origin(name)] as const), spread: [] } }]
        : [],
    ),
  }
}
