import { copyCollection, emptyCollection, type Collection } from './collection.js'

/** Collections by `database.name`. */
export type Store = Map<string, Collection>

export function collectionOf(store: Store, space: string): Collection {
  const known = store.get(space)
  if (known) return known
  const made = emptyCollection(space)
  store.set(space, made)
  return made
}

export function copyStore(store: Store): Store {
  return new Map([...store].map(([space, collection]) => [space, copyCollection(collection)]))
}
