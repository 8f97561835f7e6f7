import { put, remove } from './collection.js'
import type { Doc } from './document.js'
import { conflict } from './refusal.js'
import { collectionOf, copyStore, type Store } from './store.js'

/** A transaction reads what stood when it began, and its own writes; the first to commit wins. */
export interface Transaction {
  readonly number: number
  readonly view: Store
  /** What it wrote, by space and id: what stood there when it began, and what it made of it. */
  readonly written: Map<string, { readonly space: string; readonly id: string; readonly before: Doc | undefined; after: Doc | undefined }>
}

export function begin(store: Store, number: number): Transaction {
  return { number, view: copyStore(store), written: new Map() }
}

/** A write conflict shows at the write when somebody else was there since, as on the server. */
export function note(
  store: Store,
  transaction: Transaction,
  space: string,
  id: string,
  before: Doc | undefined,
  after: Doc | undefined,
): void {
  const key = `${space}\n${id}`
  const known = transaction.written.get(key)
  if (known) {
    known.after = after
    return
  }
  if (store.get(space)?.docs.get(id) !== before) throw conflict()
  transaction.written.set(key, { space, id, before, after })
}

export function commit(store: Store, transaction: Transaction): void {
  const writes = [...transaction.written.values()]
  if (writes.some(({ space, id, before }) => store.get(space)?.docs.get(id) !== before)) throw conflict()
  for (const { space, id, after } of writes) if (after === undefined) remove(collectionOf(store, space), id)
  for (const { space, before, after } of writes) if (after !== undefined) put(collectionOf(store, space), after, before === undefined)
}
