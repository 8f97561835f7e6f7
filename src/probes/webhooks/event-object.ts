import type { Route } from '#model/app-model'
import { shape } from '#lab/request/shape'
import type { Ground } from '../probe.js'

type Fields = Readonly<Record<string, unknown>>

/** What the code reads of an event's object, filled like a body that names A's rows; `undefined` where it reads nothing of it. */
export async function eventObject(ground: Ground, route: Route): Promise<Fields | undefined> {
  const { request } = await shape(readAsBody(route), 'nobody', 'a', ground.shaping)
  const object = (request.body as { readonly data?: { readonly object?: unknown } } | undefined)?.data?.object
  return isFields(object) ? { ...object, ...(isFields(object['metadata']) && { metadata: textsOf(object['metadata']) }) } : undefined
}

/** The same route, as if what it reads of the verified event came in the body. */
function readAsBody(route: Route): Route {
  const moved = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(moved)
    if (!isFields(value)) return value
    const inner = Object.fromEntries(Object.entries(value).map(([key, one]) => [key, moved(one)]))
    return value['kind'] === 'origin' && value['from'] === 'event' ? { ...inner, from: 'body' } : inner
  }
  return { ...route, effects: moved(route.effects) as Route['effects'] }
}

/** The provider keeps nothing but text there. */
const textsOf = (metadata: Fields): Fields =>
  Object.fromEntries(Object.entries(metadata).map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)]))

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value)
