import { addIndex, type Index } from './collection.js'
import type { Cursors } from './cursors.js'
import type { Doc } from './document.js'
import { matching } from './query.js'
import { MongoRefusal } from './refusal.js'
import { spaceOf, type Session } from './session.js'
import { collectionOf } from './store.js'

/**
 * What the server says of itself: a router of a sharded cluster, because its clients may use sessions and transactions and ask for no
 * other member by name.
 */
export function hello(): Doc {
  return {
    helloOk: true,
    ismaster: true,
    isWritablePrimary: true,
    msg: 'isdbgrid',
    maxBsonObjectSize: 16_777_216,
    maxMessageSizeBytes: 48_000_000,
    maxWriteBatchSize: 100_000,
    localTime: new Date(),
    logicalSessionTimeoutMinutes: 30,
    connectionId: 1,
    minWireVersion: 0,
    maxWireVersion: 21,
    readOnly: false,
    ok: 1,
  }
}

export const BUILD: Doc = { version: '7.0.0', versionArray: [7, 0, 0, 0], bits: 64, maxBsonObjectSize: 16_777_216, modules: [], ok: 1 }

export function createIndexes(session: Session, command: Doc): Doc {
  const collection = collectionOf(session.store, spaceOf(session, command['createIndexes']))
  const before = collection.indexes.size
  for (const index of (command['indexes'] ?? []) as Index[]) addIndex(collection, { v: 2, ...index })
  return { numIndexesBefore: before, numIndexesAfter: collection.indexes.size, createdCollectionAutomatically: false, ok: 1 }
}

export function dropIndexes(session: Session, command: Doc): Doc {
  const collection = collectionOf(session.store, spaceOf(session, command['dropIndexes']))
  const wanted = command['index']
  for (const name of collection.indexes.keys()) {
    if (name === '_id_' || (wanted !== '*' && wanted !== name)) continue
    collection.indexes.delete(name)
    collection.held.delete(name)
  }
  return { ok: 1 }
}

export function listIndexes(session: Session, command: Doc, cursors: Cursors): Doc {
  const space = spaceOf(session, command['listIndexes'])
  const collection = session.store.get(space)
  if (!collection) throw new MongoRefusal(26, 'NamespaceNotFound', `ns does not exist: ${space}`)
  return cursors.open(space, [...collection.indexes.values()] as Doc[], undefined, true)
}

export function listCollections(session: Session, command: Doc, cursors: Cursors): Doc {
  const prefix = `${session.database}.`
  const rows = [...session.store.keys()]
    .filter(space => space.startsWith(prefix))
    .map(space => ({ name: space.slice(prefix.length), type: 'collection', options: {}, info: { readOnly: false } }))
  const shown = filtered(rows, (command['filter'] ?? {}) as Doc)
  return cursors.open(`${prefix}$cmd.listCollections`, shown, undefined, true)
}

function filtered(rows: readonly Doc[], filter: Doc): readonly Doc[] {
  if (Object.keys(filter).length === 0) return rows
  const all = new Map(rows.map((row, index) => [String(index), row]))
  const store = new Map([['x.y', { space: 'x.y', docs: all, indexes: new Map(), held: new Map() }]])
  return matching({ store, transaction: undefined, database: 'x' }, 'y', filter)
}

export function listDatabases(session: Session): Doc {
  const names = [...new Set([...session.store.keys()].map(space => space.split('.')[0] ?? ''))]
  return { databases: names.map(name => ({ name, sizeOnDisk: 1024, empty: false })), totalSize: 1024 * names.length, ok: 1 }
}

export function dropDatabase(session: Session): Doc {
  for (const space of session.store.keys()) if (space.startsWith(`${session.database}.`)) session.store.delete(space)
  return { dropped: session.database, ok: 1 }
}

export function drop(session: Session, command: Doc): Doc {
  if (!session.store.delete(spaceOf(session, command['drop']))) throw new MongoRefusal(26, 'NamespaceNotFound', 'ns not found')
  return { ok: 1 }
}

export function stats(session: Session, name: unknown): Doc {
  const collection = session.store.get(spaceOf(session, name))
  return {
    ns: spaceOf(session, name),
    count: collection?.docs.size ?? 0,
    size: 0,
    storageSize: 0,
    nindexes: collection?.indexes.size ?? 0,
    ok: 1,
  }
}
