import type { World } from '../plugin.js'
import { library, type LibraryValue, type Value } from '../value.js'

/** What an app is decorated with is found on every part of it. https://fastify.dev/docs/latest/Reference/Decorators/ */
export function decorationsOf(world: World): LibraryValue {
  let known = world.memory.get('fastify') as LibraryValue | undefined
  if (!known) world.memory.set('fastify', (known = library('fastify:decorations', '')))
  return known
}

/** Functions that every request is given. */
export function requestDecorationsIn(world: World): Map<string, Value> {
  let known = world.memory.get('fastify-request') as Map<string, Value> | undefined
  if (!known) world.memory.set('fastify-request', (known = new Map()))
  return known
}
