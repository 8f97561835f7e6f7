import type { RouteDeclaration, World } from '#plugins/plugin'
import { createRouter, routerOf, routesOf, routersOf } from '#plugins/express/router'
import type { FunctionValue, Value } from '#plugins/value'
import { noteLateGuards } from './late-guards.js'

/** Routes of every app that was made while the servers' files loaded; each router counts where it is mounted. */
export function expressRoutes(world: World): RouteDeclaration[] {
  const routers = routersOf(world)
  noteLateGuards(world, routers)
  const apps = routers.filter(router => router.isApp && !router.mounted)
  const roots = apps.length ? apps : routers.filter(router => !router.mounted)
  return roots.flatMap(router => [...routesOf(router, '', [], new Set(), world)])
}

/**
 * `export function setupAuth(app) { app.get('/login', …) }` in a file that is loaded, called by nobody: the routes were
 * written and are reached by no one, which is worth knowing and not the same as not being there.
 */
export function unreachedRoutes(world: World, loaded: Iterable<Value>, called: ReadonlySet<unknown>): RouteDeclaration[] {
  const found: RouteDeclaration[] = []
  for (const exports of loaded) {
    if (exports.k !== 'object') continue
    for (const value of exports.props.values()) {
      if (value.k !== 'function' || called.has(value.fact) || !takesApp(value)) continue
      const [setups, memory] = [world.setups.length, new Map(world.memory)]
      const run = world.run()
      const app = createRouter(run, { file: value.file, line: value.fact.l }, true)
      const router = routerOf(app)!
      routersOf(world).pop()
      run.call(value, [app], { file: value.file, line: value.fact.l })
      // What it sets up for the whole app reaches no request, since nobody calls it.
      for (const setup of world.setups.splice(setups)) world.setups.push({ ...setup, reached: false, uncalled: true })
      world.memory.clear()
      for (const [key, known] of memory) world.memory.set(key, known)
      found.push(...[...routesOf(router, '', [], new Set(), world)].map(route => ({ ...route, unreached: true })))
    }
  }
  return found
}

function takesApp(fn: FunctionValue): boolean {
  const [first] = fn.fact.params
  return (
    fn.fact.params.length <= 2 &&
    (/^(Express|Application|Router|FastifyInstance|Hono)$/.test(fn.fact.types[0] ?? '') ||
      (first?.t === 'id' && /^(app|router|server|fastify)$/.test(first.n)))
  )
}
