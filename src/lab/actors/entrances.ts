import type { AppModel, Route } from '#model/app-model'
import { routeFields } from '../request/field.js'
import { libraryDoors } from './library-doors.js'

/** The doors by which people become known to the app, likeliest first. */
export interface Entrances {
  readonly signUp: readonly Route[]
  readonly signIn: readonly Route[]
  /** Routes that refuse whoever is not signed in and need no object: what proves that a sign-in worked. */
  readonly guarded: readonly Route[]
}

const UP = /sign-?up|regist|create-?account|join|onboard|users?\/?(?:create|new)?$|customers?\/?$|accounts?\/?$/i
const IN = /log-?in|sign-?in|authenticate|sessions?\/?$|auth\/?(?:token)?$|token\/?$/i
/** What says so and nothing else is knocked at, though what it takes and does may be read in none of its code. */
const CALLED_UP = /(?:^|\/)(?:sign-?up|register|registration)\/?$/i
const CALLED_IN = /(?:^|\/)(?:sign-?in|log-?in)\/?$/i
const OTHER = /log-?out|sign-?out|forgot|reset|verif|confirm|resend|refresh|callback|oauth|google|github|magic|change|update|delete/i

/** Finds them by what they take (a password), what they do (write an account, begin a session), and how they are called. */
export function entrances(model: AppModel): Entrances {
  const posts = model.routes.filter(
    route =>
      ['POST', 'PUT', 'ALL', 'ACTION'].includes(route.method) &&
      !route.unreached &&
      !OTHER.test(route.path) &&
      // Beside a project that signs people in, a function that takes a password makes accounts for others.
      route.kind !== 'edge-function',
  )
  const made = libraryDoors(model)
  return {
    signUp: best(
      // A body that is stored whole names no password.
      posts.filter(route => takesPassword(route) || (UP.test(route.path) && creates(route)) || isCalled(route, CALLED_UP)),
      route => (UP.test(route.path) ? 4 : 0) + (creates(route) ? 3 : 0) - (IN.test(route.path) ? 3 : 0) - guardedness(route),
      made.signUp,
    ),
    signIn: best(
      // A password that only a service compares may not be seen.
      posts.filter(route => takesPassword(route) || (IN.test(route.path) && begins(route)) || isCalled(route, CALLED_IN)),
      route => (IN.test(route.path) ? 4 : 0) + (begins(route) ? 2 : 0) - (creates(route) ? 3 : 0) - guardedness(route),
      made.signIn,
    ),
    guarded: [
      ...made.asks,
      ...model.routes
        .filter(route => asks(route) && ['session', 'owner', 'role'].includes(route.auth) && !route.unreached)
        .toSorted(
          (a, b) =>
            Number(a.method !== 'GET') - Number(b.method !== 'GET') || awkwardness(a) - awkwardness(b) || (a.path < b.path ? -1 : 1),
        ),
    ],
  }
}

/** Many an app has a `POST` for everything: one that only reads changes nothing for whoever knocks. */
const asks = (route: Route): boolean =>
  route.method === 'GET' ||
  (route.method === 'POST' &&
    route.kind === 'http' &&
    route.effects.some(effect => effect.kind === 'query') &&
    route.effects.every(
      effect => (effect.kind === 'query' && effect.does === 'read') || ['respond', 'log', 'compare'].includes(effect.kind),
    ))

const isCalled = (route: Route, name: RegExp): boolean => route.method === 'POST' && route.kind === 'http' && name.test(route.path)

const takesPassword = (route: Route): boolean =>
  routeFields(route).some(
    field => ['body', 'query'].includes(field.from) && /passwo?r?d|passphrase|^pwd$|^pass$/i.test(field.path.at(-1) ?? ''),
  ) || route.effects.some(effect => effect.kind === 'send' && effect.service === 'auth' && /sign|login|password/i.test(effect.operation))

const creates = (route: Route): boolean =>
  route.effects.some(
    effect =>
      (effect.kind === 'query' && ['create', 'upsert'].includes(effect.does)) ||
      (effect.kind === 'send' && effect.service === 'auth' && /sign-?up|create/i.test(effect.operation)),
  )

const begins = (route: Route): boolean =>
  route.effects.some(
    effect =>
      (effect.kind === 'session' && effect.does === 'create') ||
      effect.kind === 'compare' ||
      (effect.kind === 'send' && effect.service === 'auth' && /sign-?in|password/i.test(effect.operation)),
  )

/** An admin makes accounts too; that is no door for the public. */
const guardedness = (route: Route): number => (['role', 'session', 'owner', 'signature'].includes(route.auth) ? 5 : 0)

/** A route that needs an object may answer 404 to whoever is signed in. */
const awkwardness = (route: Route): number =>
  route.path.split(':').length * 2 +
  (route.auth === 'role' ? 5 : 0) +
  (/\/(?:me|profile|user|account|session|whoami)\/?$/i.test(route.path) ? -1 : 0)

/** `first` are known to be doors. */
function best(routes: readonly Route[], score: (route: Route) => number, first: readonly Route[]): readonly Route[] {
  const found = routes
    .map(route => ({ route, points: score(route) }))
    .filter(({ points }) => points > 0)
    .toSorted((a, b) => b.points - a.points || (a.route.path < b.route.path ? -1 : 1))
    .map(({ route }) => route)
  return [...first, ...found].slice(0, 3)
}
