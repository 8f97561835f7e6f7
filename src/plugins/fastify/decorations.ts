import { kept } from '../kept.js'
import type { World } from '../plugin.js'
import { library, type LibraryValue, type Value } from '../value.js'

/** What an app is decorated with is found on every part of it. https://fastify.dev/docs/latest/Reference/Decorators/ */
export function decorationsOf(world: World): LibraryValue {
  return kept<LibraryValue>(world, 'fastify', () => library('fastify:decorations', ''))
}

/** Functions that every request is given. */
export function requestDecorationsIn(world: World): Map<string, Value> {
  return kept(world, 'fastify-request', () => new Map<string, Value>())
}
