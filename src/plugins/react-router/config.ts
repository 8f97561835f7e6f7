import { join } from 'node:path'
import type { LibraryCall, World } from '../plugin.js'
import { library, list, textOf, UNDEFINED, type Value } from '../value.js'
import { flatModules, rootOf, type RouteModule } from './files.js'

interface Entry {
  readonly path: string | undefined
  readonly file: string | undefined
  readonly children: Value | undefined
}

/** `route()`, `index()`, `layout()`, `prefix()` of `app/routes.ts`. https://reactrouter.com/start/framework/routing */
export function configCall(call: LibraryCall): Value | undefined {
  const { args, run } = call
  const children = args.findLast(arg => arg.k === 'list')
  const entry = (of: Entry): Value => library('react-router:route', 'route', { of })
  switch (call.method) {
    case 'route': {
      const file = textOf(args[1])
      return entry({ path: textOf(args[0]), file, children })
    }
    case 'index':
      return entry({ path: undefined, file: textOf(args[0]), children: undefined })
    case 'layout':
      return entry({ path: undefined, file: textOf(args[0]), children })
    case 'prefix':
      return list([entry({ path: textOf(args[0]), file: undefined, children })])
    case 'flatRoutes':
    case 'remixRoutesOptionAdapter':
      run.world.memory.set('react-router-flat', true)
      return list([], true)
    case 'relative':
      return undefined
    default:
      return undefined
  }
}

export function configuredModules(world: World, folder: string, config: string, exports: Value): RouteModule[] {
  const found: RouteModule[] = []
  const below = `${folder ? `${folder}/` : ''}app`
  const fileOf = (name: string): string | undefined => {
    const path = join(below, name)
    return [path, `${path}.tsx`, `${path}.ts`, `${path}.jsx`, `${path}.js`].find(one => world.source.file(one)?.kind === 'code')
  }
  const root = rootOf(world.source, folder)
  const walk = (value: Value, prefix: string, around: readonly string[]): void => {
    if (value.k === 'list') for (const item of value.items) walk(item, prefix, around)
    if (value.k === 'either') for (const one of value.of) walk(one.value, prefix, around)
    const of = value.k === 'library' && value.library === 'react-router:route' ? (value.data['of'] as Entry) : undefined
    if (!of) return
    const path = `${prefix}/${of.path ?? ''}`.replaceAll(/\/{2,}/g, '/').replace(/(.)\/$/, '$1')
    const file = of.file === undefined ? undefined : fileOf(of.file)
    if (file) found.push({ file, path: path || '/', around })
    if (of.children) walk(of.children, path, file ? [...around, file] : around)
  }
  const given = world.run().get(exports, 'default')
  walk(given, '', root ? [root] : [])
  if (world.memory.get('react-router-flat')) found.push(...flatModules(world.source, folder))
  if (!found.length && given !== UNDEFINED)
    world.gaps.push({ at: { file: config, line: 1 }, why: 'the routes that are configured here could not be followed', hides: ['routes'] })
  return found
}
