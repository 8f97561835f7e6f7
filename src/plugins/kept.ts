import type { World } from './plugin.js'

/** What a plugin keeps of the app that is read, by a name of its own; made when it is first asked for. */
export function kept<T>(world: Pick<World, 'memory'>, name: string, make: () => T): T {
  if (!world.memory.has(name)) world.memory.set(name, make())
  return world.memory.get(name) as T
}
