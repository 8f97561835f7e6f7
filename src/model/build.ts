import type { Catalogue } from '#database/catalogue'
import { matrixOf } from '#database/firebase/matrix'
import { readFirebase } from '#database/firebase/read'
import { loadGrammar } from '#database/sql'
import type { FactStore } from '#facts/cache'
import { edgeFiles } from '#plugins/supabase/edge'
import type { LiveEffect } from '#plugins/effect'
import type { Plugin, SetupDeclaration, World } from '#plugins/plugin'
import { PLUGINS } from '#plugins/all'
import { UNDEFINED } from '#plugins/value'
import type { Source } from '#source/source'
import type { AppModel, Route, Setup } from './app-model.js'
import { browserUnits, isDoor } from './browser.js'
import { effectOf } from './convert/effect.js'
import { termOf } from './convert/term.js'
import { browserFiles } from './env/browser-files.js'
import { readEnv } from './env/read-env.js'
import { identify } from './identity/identify.js'
import { unreadData } from './identity/unread-data.js'
import { unreadDoors } from './identity/unread-doors.js'
import { createWorld } from './interpret/world.js'
import { indexPlugins } from './load/plugins.js'
import { createResolver } from './load/resolve.js'
import { serverEntries } from './load/servers.js'
import { withOwners } from './owners.js'
import { doubtOf } from './read/signed.js'
import { expressRoutes, unreachedRoutes } from './routes/express-routes.js'
import { type Tables, routeOf } from './routes/route.js'
import { indexTables } from './tables.js'
import { writtenFields } from './written.js'

/** Reads the whole app: entries are loaded, routes run, tables and variables joined in. */
export async function buildModel(source: Source, facts: FactStore, catalogue: Catalogue): Promise<AppModel> {
  await loadGrammar()
  const resolve = createResolver(source)
  const { world, traffic } = createWorld({
    source,
    functions: catalogue.functions,
    plugins: indexPlugins(),
    factsOf: facts.of,
    resolve,
  })
  const tables = indexTables(catalogue)
  const inBrowser = browserFiles(source, { isRun: isDoor, lower: facts.of })
  loadEntries(source, world, PLUGINS, serverEntries(source, resolve))
  world.setups.push(...startOf(traffic.begun.flat()))
  const exports = [...traffic.modules.values()].map(module => module.exports())
  world.routes.push(...expressRoutes(world), ...unreachedRoutes(world, exports, traffic.called))
  const routes = world.routes.map(declaration => doubted(routeOf(declaration, world, tables), source)).filter(asks)
  const browser = browserUnits(source, inBrowser, world, tables)
  const firebase = readFirebase(source, writtenFields([...routes, ...browser]))
  return {
    app: identify(source),
    routes,
    browser,
    tables: withOwners(catalogue.tables, routes),
    functions: catalogue.functions,
    buckets: catalogue.buckets,
    views: catalogue.views,
    ...(catalogue.refusals?.length ? { refusals: catalogue.refusals } : {}),
    ...(firebase.doors.length > 0 ? { firebase: firebase.doors, matrix: matrixOf(firebase.doors) } : {}),
    setups: setupsOf(world, tables),
    env: readEnv(source, inBrowser),
    edge: edgeFiles(source).map(({ name, file, verifyJwt, configuredAt }) => ({ name, at: { file, line: 1 }, verifyJwt, configuredAt })),
    gaps: [...source.gaps, ...catalogue.gaps, ...firebase.gaps, ...world.gaps, ...unreadData(source), ...unreadDoors(source)],
  }
}

/** Rows that the app makes by itself each time it starts. */
function startOf(effects: readonly LiveEffect[]): SetupDeclaration[] {
  const made = effects.filter(effect => effect.kind === 'query' && (effect.does === 'create' || effect.does === 'upsert'))
  return made.length ? [{ what: 'start', library: '', at: made[0]!.at, options: UNDEFINED, prefix: '', effects: made }] : []
}

/** A page that asks nobody for anything is no door. */
const asks = ({ kind, effects }: Route): boolean => kind !== 'page' || effects.some(effect => /^(?:query|send|run|file)$/.test(effect.kind))

/** A signature that is asked for only sometimes, or not really, is no open door: it is a weak one. */
function doubted(route: Route, source: Source): Route {
  const doubt = route.auth === 'open' ? doubtOf(route, source) : undefined
  if (!doubt || doubt.kind === 'commented') return route
  return {
    ...route,
    auth: 'weak',
    how: doubt.kind === 'skipped' ? `the signature is checked only while \`${doubt.name}\` is set` : doubt.guard.how,
  }
}

/** Loads the files that frameworks and scripts load by themselves, and takes the routes that they declare. */
function loadEntries(source: Source, world: World, plugins: readonly Plugin[], servers: readonly string[]): void {
  for (const plugin of plugins) {
    for (const entry of plugin.entries?.(source) ?? []) {
      const exports = world.load(entry.file)
      if (exports) world.routes.push(...(entry.routes?.(exports, world) ?? []))
    }
  }
  for (const file of servers) world.load(file)
  for (const plugin of plugins) world.routes.push(...(plugin.loaded?.(world) ?? []))
  // What runs from here on is asked for by somebody.
  world.memory.set('started', true)
}

function setupsOf(world: World, tables: Tables): Setup[] {
  return world.setups.map(setup => ({
    what: setup.what,
    library: setup.library,
    at: setup.at,
    prefix: setup.prefix,
    reached: setup.reached ?? true,
    ...(setup.uncalled ? { uncalled: true } : {}),
    options: termOf(setup.options, []),
    effects: (setup.effects ?? []).map(effect => effectOf(effect, tables.nameOf)),
  }))
}
