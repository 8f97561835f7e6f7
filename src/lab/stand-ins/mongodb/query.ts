import { ObjectId } from 'bson'
import { Aggregator, Query } from 'mingo'
import { isPlain, keyOf, type Doc } from './document.js'
import { MongoRefusal } from './refusal.js'
import { docs, spaceOf, view, type Session } from './session.js'

/** Where a collation is given, texts compare by it. */
export function options(command: Doc, session: Session): Record<string, unknown> {
  const collation = command['collation']
  return {
    ...(isPlain(collation) && collation['locale'] !== 'simple' ? { collation } : {}),
    ...(isPlain(command['let']) ? { variables: command['let'] } : {}),
    collectionResolver: (name: string) => [...docs(session, name).values()],
  }
}

/** Documents that fit, in their order; by `_id` without looking at the others. */
export function matching(session: Session, name: unknown, filter: Doc, command: Doc = {}): Doc[] {
  const all = docs(session, name)
  const query = new Query(readable(filter, textFields(session, name)), options(command, session))
  const id = filter['_id']
  if (id instanceof ObjectId || typeof id === 'string') {
    const one = all.get(keyOf(id))
    return one && query.test(one) ? [one] : []
  }
  return [...all.values()].filter(doc => query.test(doc))
}

function textFields(session: Session, name: unknown): readonly string[] {
  const indexes = view(session).get(spaceOf(session, name))?.indexes.values() ?? []
  return [...indexes].flatMap(index => Object.keys(index.key).filter(key => index.key[key] === 'text'))
}

/** The filter in words that the engine knows: `$text` becomes a search for any of its words, `$comment` goes. */
export function readable(filter: Doc, text: readonly string[]): Doc {
  const made: Doc = {}
  for (const [key, value] of Object.entries(filter)) {
    if (key === '$comment') continue
    if (key === '$where') throw new MongoRefusal(238, 'NotImplemented', 'the lab’s MongoDB runs no JavaScript ($where)')
    if (key === '$text') {
      const words = String((value as Doc)['$search'] ?? '').match(/[\p{L}\p{N}]+/gu) ?? []
      if (text.length === 0) throw new MongoRefusal(27, 'IndexNotFound', 'text index required for $text query')
      const found = text.flatMap(path => words.map(word => ({ [path]: new RegExp(word, 'i') })))
      made['$and'] = [...((made['$and'] as Doc[] | undefined) ?? []), found.length > 0 ? { $or: found } : { _id: { $in: [] } }]
    } else if (/^\$(and|or|nor)$/.test(key) && Array.isArray(value)) {
      if (value.length === 0) throw new MongoRefusal(2, 'BadValue', '$and/$or/$nor must be a nonempty array')
      const inner = value.map(each => (isPlain(each) ? readable(each, text) : each))
      made[key] = key === '$and' ? [...((made['$and'] as Doc[] | undefined) ?? []), ...inner] : inner
    } else made[key] = value
  }
  return made
}

/** Text scores are not computed: what asks for one is left out. */
export function withoutMeta(spec: unknown): Doc | undefined {
  if (!isPlain(spec)) return undefined
  const kept = Object.entries(spec).filter(([, value]) => !(isPlain(value) && '$meta' in value))
  return kept.length === 0 ? undefined : Object.fromEntries(kept)
}

export function sorted(found: readonly Doc[], spec: unknown, session: Session, command: Doc): Doc[] {
  const sort = withoutMeta(spec)
  if (!sort) return [...found]
  return new Aggregator([{ $sort: sort }], options(command, session)).run(found as Doc[])
}
