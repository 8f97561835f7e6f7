import { EJSON } from 'bson'
import { Query } from 'mingo'
import { keyOf, valuesAt, type Doc } from './document.js'
import { MongoRefusal } from './refusal.js'

/** An index; only what is unique has an effect here. */
export interface Index {
  readonly name: string
  readonly key: Readonly<Record<string, unknown>>
  readonly unique?: boolean
  readonly sparse?: boolean
  readonly partialFilterExpression?: Doc
  readonly [option: string]: unknown
}

/** One collection: documents by their `_id`, in the order in which they came. */
export interface Collection {
  readonly space: string
  readonly docs: Map<string, Doc>
  readonly indexes: Map<string, Index>
  /** For each unique index, which document holds which key. */
  readonly held: Map<string, Map<string, string>>
}

export function emptyCollection(space: string): Collection {
  const id: Index = { v: 2, key: { _id: 1 }, name: '_id_' }
  return { space, docs: new Map(), indexes: new Map([[id.name, id]]), held: new Map() }
}

export function copyCollection(from: Collection): Collection {
  const held = new Map([...from.held].map(([name, keys]) => [name, new Map(keys)] as const))
  return { space: from.space, docs: new Map(from.docs), indexes: new Map(from.indexes), held }
}

/** Puts a document in, or in the place of the one with its `_id`; refuses what a unique index refuses. */
export function put(collection: Collection, doc: Doc, isNew: boolean): void {
  const id = keyOf(doc['_id'])
  if (isNew && collection.docs.has(id)) throw duplicate(collection, { key: { _id: 1 }, name: '_id_' }, doc)
  const keys = [...collection.held].map(([name, held]) => ({ index: collection.indexes.get(name), held }))
  for (const { index, held } of keys) {
    if (index && keysOf(index, doc).some(key => (held.get(key) ?? id) !== id)) throw duplicate(collection, index, doc)
  }
  release(collection, id)
  for (const { index, held } of keys) for (const key of index ? keysOf(index, doc) : []) held.set(key, id)
  collection.docs.set(id, doc)
}

export function remove(collection: Collection, id: string): void {
  release(collection, id)
  collection.docs.delete(id)
}

function release(collection: Collection, id: string): void {
  const before = collection.docs.get(id)
  if (!before) return
  for (const [name, held] of collection.held) {
    const index = collection.indexes.get(name)
    for (const key of index ? keysOf(index, before) : []) held.delete(key)
  }
}

export function addIndex(collection: Collection, index: Index): boolean {
  if (collection.indexes.has(index.name)) return false
  if (index.unique) {
    const held = new Map<string, string>()
    for (const [id, doc] of collection.docs) {
      for (const key of keysOf(index, doc)) {
        if ((held.get(key) ?? id) !== id) throw duplicate(collection, index, doc)
        held.set(key, id)
      }
    }
    collection.held.set(index.name, held)
  }
  collection.indexes.set(index.name, index)
  return true
}

/** The keys under which an index holds a document: one, or one for each element of an array. */
function keysOf(index: Index, doc: Doc): readonly string[] {
  if (index.partialFilterExpression && !new Query(index.partialFilterExpression, {}).test(doc)) return []
  const columns = Object.keys(index.key).map(path => valuesAt(doc, path))
  if (index.sparse && columns.every(values => values.length === 0)) return []
  return columns.reduce<readonly string[]>(
    (keys, values) => keys.flatMap(key => (values.length === 0 ? [null] : values).map(value => `${key}\n${keyOf(value)}`)),
    [''],
  )
}

function duplicate(collection: Collection, index: Index, doc: Doc): MongoRefusal {
  const keyValue = Object.fromEntries(Object.keys(index.key).map(path => [path, valuesAt(doc, path)[0] ?? null]))
  const shown = Object.entries(keyValue).map(([name, value]) => `${name}: ${EJSON.stringify(value as object)}`)
  const message = `E11000 duplicate key error collection: ${collection.space} index: ${index.name} dup key: { ${shown.join(', ')} }`
  return new MongoRefusal(11000, 'DuplicateKey', message, { keyPattern: index.key, keyValue })
}
