import type { Route, Setup } from '../app-model.js'
import { originsOf, type Term } from '../term.js'
import { isUnasked } from './flow.js'
import { isEdgeFile } from './route.js'

/** Which other sites a setup lets read its answers: all of them by a star, or by naming whoever asks; `fixed` is a list or one site. */
export type Allowed = 'star' | 'reflected' | 'fixed'

export interface CorsSetup {
  readonly allowed: Allowed
  readonly credentials: boolean
  /** Routes that it speaks for. */
  readonly routes: readonly Route[]
}

export function corsOf(setup: Setup, routes: readonly Route[]): CorsSetup {
  const { options } = setup
  const isLibrary = setup.library !== 'header'
  const given = field(options, 'origin')
  const credentials = field(options, 'credentials')
  return {
    // A library that is told nothing allows every site.
    allowed: given ? allowedBy(given) : isLibrary ? 'star' : 'fixed',
    credentials: credentials !== undefined && isTrue(credentials),
    routes: routes.filter(route => !route.unreached && covers(setup, route, routes)),
  }
}

const field = (term: Term, name: string): Term | undefined =>
  term.kind === 'object'
    ? term.entries.find(([key]) => key === name)?.[1]
    : term.kind === 'either'
      ? term.of.map(one => field(one, name)).find(Boolean)
      : undefined
const isTrue = (term: Term): boolean => term.kind === 'literal' && (term.value === true || term.value === 'true')

function allowedBy(term: Term): Allowed {
  switch (term.kind) {
    case 'literal':
      return term.value === '*' ? 'star' : term.value === true ? 'reflected' : 'fixed'
    case 'origin':
      return term.from === 'headers' && isUnasked(term) && /origin|referer/i.test(term.path.at(-1) ?? 'origin') ? 'reflected' : 'fixed'
    case 'either':
      return worst(term.of.map(allowedBy))
    case 'computed':
      // `origin || '*'` is the caller's origin; a function was asked already.
      return /^(\|\||\?\?|&&)$/.test(term.how) ? worst(term.of.map(allowedBy)) : 'fixed'
    case 'list':
      return worst(term.items.map(allowedBy))
    default:
      return 'fixed'
  }
}

const worst = (all: readonly Allowed[]): Allowed => (all.includes('reflected') ? 'reflected' : all.includes('star') ? 'star' : 'fixed')

/** Headers written in a handler are its own; a shared file speaks for those that stand near it, middleware for what it is mounted on. */
function covers(setup: Setup, route: Route, routes: readonly Route[]): boolean {
  if (setup.library !== 'header') return setup.prefix === '' || setup.prefix === '/' || route.path.startsWith(setup.prefix)
  // Express runs such a line for every route behind it.
  if (route.framework === 'express') return true
  const own = routes.some(other => other.at.file === setup.at.file)
  if (own) return route.at.file === setup.at.file
  if (setup.prefix) return new RegExp(`^${setup.prefix.replace(/\(.*\)|:\w+\*?/g, '.*')}`).test(route.path)
  return isEdgeFile(setup.at.file) === (route.kind === 'edge-function' || isEdgeFile(route.at.file))
}

/** Signs its users in by a cookie, which browsers send along by themselves. */
export const byCookie = (route: Route): boolean =>
  route.effects.some(effect =>
    [
      ...effect.when.flatMap(one => [...originsOf(one.term)]),
      ...(effect.kind === 'query' ? effect.filters.flatMap(one => [...originsOf(one.value)]) : []),
    ].some(one => one.from === 'cookies'),
  )
