import { kept } from '../kept.js'
import { arrived } from '../middleware.js'
import type { Place } from '#base/place'
import { unread } from '../unread.js'
import { cross, type Crossing, crossing, passing, type Refusal, refusal, withLocals } from './crossing.js'
import type { LiveEffect } from '../effect.js'
import type { RouteDeclaration, Run, World } from '../plugin.js'
import { type LibraryValue, library, native, UNDEFINED, type Value } from '../value.js'

/** One thing put on a router, in order. */
export type Layer =
  | {
      readonly kind: 'route'
      readonly method: string
      readonly path: string
      readonly handlers: readonly Value[]
      readonly at: Place
      readonly certain: boolean
      /** One of several things that one address answers, told apart by what is asked. */
      readonly rpc?: true
    }
  | { readonly kind: 'use'; readonly path: string; readonly handlers: readonly Value[]; readonly at: Place }

/** An app or a router while the code that fills it runs. */
export interface Router {
  readonly isApp: boolean
  readonly at: Place
  readonly layers: Layer[]
  mounted: boolean
  listens: boolean
  prefix: string
  readonly framework: Framework
}

/** What a framework hands to the functions that stand before a route, and to the route's own. */
export interface Framework {
  readonly name: string
  readonly run: (links: readonly Link[], run: Run, route: Asked) => void
  /** Whether what was put on one path stands before another; Express's rule where it is not said. */
  readonly covers?: (prefix: string, path: string) => boolean
}

/** The route that a chain is run for. */
export interface Asked {
  readonly method: string
  readonly path: string
}

export function createRouter(run: Run, at: Place, isApp: boolean, prefix = ''): LibraryValue {
  return library('express:router', 'router', { router: newRouter(run.world, at, isApp, EXPRESS, prefix) })
}

export function newRouter(world: World, at: Place, isApp: boolean, framework: Framework, prefix = ''): Router {
  const router: Router = { isApp, at, layers: [], mounted: false, listens: false, prefix, framework }
  routersOf(world).push(router)
  return router
}

export function routersOf(world: World): Router[] {
  return kept<Router[]>(world, 'express', () => [])
}

export const routerOf = (value: Value | undefined): Router | undefined =>
  value?.k === 'library' ? (value.data['router'] as Router | undefined) : undefined

export const joinPath = (...parts: readonly string[]): string => {
  const joined = parts
    .join('/')
    .replace(/\/{2,}/g, '/')
    .replace(/(.)\/$/, '$1')
  return joined.startsWith('/') ? joined : `/${joined}`
}

/** Functions that a layer was given, with lists opened. */
export function handlersOf(args: readonly Value[]): Value[] {
  return args.flatMap(arg => (arg.k === 'list' ? handlersOf(arg.items) : arg.k === 'literal' ? [] : [arg]))
}

/** One function of a chain. */
export interface Link {
  readonly handler: Value
  readonly at: Place
  readonly prefix: string
  /** Put on a path by `use`: what it sees as the address begins after that. */
  readonly isMounted?: true
}

/** Routes of an app with everything that runs before each, in Express's order: what is put on later does not run. */
export function* routesOf(
  router: Router,
  prefix: string,
  before: readonly Link[],
  seen: ReadonlySet<Router>,
  world: World,
): Generator<RouteDeclaration> {
  if (seen.has(router)) return
  const chain = [...before]
  const isBefore = router.framework.covers ?? covers
  for (const layer of router.layers) {
    const path = joinPath(prefix, router.prefix, layer.path)
    if (layer.kind === 'route') {
      const links = [
        ...chain.filter(link => isBefore(link.prefix, path)),
        ...layer.handlers.map(handler => ({ handler, at: layer.at, prefix: path })),
      ]
      yield {
        method: layer.method,
        path,
        kind: layer.rpc ? 'rpc' : 'http',
        framework: layer.rpc ? 'graphql' : router.framework.name,
        at: layer.at,
        handle: run => router.framework.run(links, run, { method: layer.method, path }),
      }
      continue
    }
    for (const handler of layer.handlers) {
      const inner = routerOf(handler)
      if (inner)
        yield* routesOf(
          inner,
          path,
          chain.filter(link => isBefore(link.prefix, path) || covers(path, link.prefix)),
          new Set([...seen, router]),
          world,
        )
      else if (!isErrorHandler(handler)) chain.push({ handler, at: layer.at, prefix: path, isMounted: true })
    }
  }
}

/** Middleware on `/api` runs for `/api/orders`; parameters match anything. */
export function covers(prefix: string, path: string): boolean {
  if (prefix === '/' || prefix === '/*') return true
  const [a, b] = [prefix.replace(/\/?\*.*$/, '').split('/'), path.split('/')]
  return a.every((part, index) => part.startsWith(':') || b[index]?.startsWith(':') || part === b[index])
}

/** A route, or a router with routes of its own, or something that nobody could read and that may hold some. */
export const isDoor = (layer: Layer): boolean =>
  layer.kind === 'route' ||
  layer.handlers.some(
    handler =>
      routerOf(handler) !== undefined ||
      handler.k === 'unknown' ||
      (handler.k === 'library' && /proxy/i.test(handler.library + handler.path)),
  )

export const isErrorHandler = (value: Value): boolean => value.k === 'function' && value.fact.params.length === 4

const EXPRESS: Framework = {
  name: 'express',
  run(links, run, route) {
    const request = library('http:request', 'req', { route })
    const response = library('http:response', 'res', { request })
    withLocals(request, response)
    runChain(links, run, request, next => [request, response, next])
  },
}

/**
 * Runs middleware after middleware: the next one only where `next` was called, under the conditions that held there. Where
 * each is handed its `next` (`always`), one that was not seen to call it may have handed it on.
 */
export function runChain(
  links: readonly Link[],
  run: Run,
  request: LibraryValue,
  argumentsOf: (next: Value) => readonly Value[],
  always = false,
): void {
  let isWhole = true
  const step = (index: number): void => {
    const link = links[index]
    if (!link) return
    const { handler } = link
    // What `use` has put before every route is none of this one's.
    if (!link.isMounted && links[index - 1]?.isMounted) arrived(run)
    request.data['mountedOn'] = link.isMounted && link.prefix
    if (handler.k === 'library' && typeof handler.data['middleware'] === 'function') {
      const goesOn = (handler.data['middleware'] as (run: Run, request: LibraryValue, at: Place) => boolean)(run, request, link.at)
      if (goesOn) step(index + 1)
      return
    }
    if (!isFollowed(handler)) {
      isWhole = false
      unread(run, handler, link.at)
      if (index < links.length - 1) step(index + 1)
      return
    }
    const entered: Crossing[] = []
    const before = run.facts
    const spent: Refusal[] = []
    const next = native('next', args => {
      if (!args.length || (args[0]?.k === 'literal' && !args[0].value)) entered.push(passing(crossing(run, request), spent))
      else if (args[0]?.k !== 'literal') spent.push(...refusal(run, before))
      return UNDEFINED
    })
    const done = run.effects.length
    const given = argumentsOf(next)
    run.call(handler, given, link.at)
    if (index === links.length - 1) return
    if (!entered.length) {
      const isRefused = run.recover() || run.effects.slice(done).some(effect => isRefusal(effect) && effect.facts.length <= before.length)
      run.facts = before
      // It may let somebody on, and what it asks for is never there.
      if (isRefused && handler.k === 'function' && handler.fact.params.length >= given.length) {
        run.assume({ kind: 'guard', guard: 'role', at: link.at, how: 'it lets nobody through' })
        // What a stranger put on the request may be what this one asks for.
        if (isWhole) run.marks.set('closed', { file: handler.file, line: handler.fact.l })
        step(index + 1)
        return
      }
      // It takes `next` and was not seen to call it: it hands it to something that could not be followed.
      if (!always && !takesNext(handler)) return
      if (always) run.marks.set('unread-guard', link.at)
      unread(run, handler, link.at)
      step(index + 1)
      return
    }
    cross(run, request, before, entered)
    // What a guard does before it lets somebody on (a visitor counted, an account kept up to date) is none of the route's.
    if (run.facts.slice(before.length).some(asksWho)) for (const effect of run.effects.slice(done)) effect.onTheWay = true
    step(index + 1)
  }
  step(0)
}

const asksWho = (fact: Run['facts'][number]): boolean => fact.kind === 'guard' && (fact.guard === 'session' || fact.guard === 'role')

/** Whoever comes is told that they may not. */
const isRefusal = (effect: LiveEffect): boolean => effect.kind === 'respond' && (effect.status === 401 || effect.status === 403)

const isFollowed = (handler: Value): boolean =>
  handler.k === 'function' || handler.k === 'either' || (handler.k === 'library' && handler.data['wrapped'] !== undefined)
const takesNext = (handler: Value): boolean => handler.k === 'function' && handler.fact.params.length >= 3
