import { put, remove } from './collection.js'
import { keyOf, type Doc } from './document.js'
import { collectionOf, type Store } from './store.js'
import { note, type Transaction } from './transaction.js'

/** What one command works on: the store, or a transaction's view of it. */
export interface Session {
  readonly store: Store
  readonly transaction: Transaction | undefined
  readonly database: string
}

export function view(session: Session): Store {
  return session.transaction?.view ?? session.store
}

export function spaceOf(session: Session, name: unknown): string {
  return `${session.database}.${String(name)}`
}

export function docs(session: Session, name: unknown): ReadonlyMap<string, Doc> {
  return view(session).get(spaceOf(session, name))?.docs ?? new Map<string, Doc>()
}

/** Every write goes through here. `before` is what the write read. */
export function write(session: Session, name: unknown, before: Doc | undefined, after: Doc | undefined): void {
  const space = spaceOf(session, name)
  const collection = collectionOf(view(session), space)
  const id = keyOf((after ?? before)?.['_id'])
  if (session.transaction) note(session.store, session.transaction, space, id, before, after)
  if (after === undefined) remove(collection, id)
  else put(collection, after, before === undefined)
}
