import { ObjectId } from 'bson'
import { Aggregator } from 'mingo'
import { update } from 'mingo/updater'
import { clone, isPlain, keyOf, type Doc } from './document.js'
import { MongoRefusal } from './refusal.js'

/** How a document is to be changed: by operators, by a pipeline, or by another document. */
export interface Change {
  readonly by: Doc | readonly Doc[]
  readonly filter: Doc
  readonly arrayFilters: readonly Doc[]
}

/** The changed copy, or the document itself when nothing changed. */
export function changed(doc: Doc, change: Change, isNew: boolean): Doc {
  const made = apply(doc, change, isNew)
  if (keyOf(made['_id']) !== keyOf(doc['_id']) && !(isNew && doc['_id'] === undefined)) {
    throw new MongoRefusal(66, 'ImmutableField', "Performing an update on the path '_id' would modify the immutable field '_id'")
  }
  return made
}

function apply(doc: Doc, { by, filter, arrayFilters }: Change, isNew: boolean): Doc {
  if (Array.isArray(by)) return new Aggregator(by as Doc[], {}).run<Doc>([clone(doc)])[0] ?? doc
  const operators = by as Doc
  const names = Object.keys(operators)
  if (!names.some(name => name.startsWith('$'))) return { ...(doc['_id'] === undefined ? {} : { _id: doc['_id'] }), ...operators }
  if (names.some(name => !name.startsWith('$'))) {
    throw new MongoRefusal(
      9,
      'FailedToParse',
      `Unknown modifier: ${names.find(name => !name.startsWith('$'))}. Expected a valid update modifier or pipeline-style update specified as an array`,
    )
  }
  const { $setOnInsert, ...rest } = operators
  const copy = clone(doc)
  let touched = false
  // One operator at a time: together they would see each other's half.
  for (const [name, given] of Object.entries({
    ...rest,
    ...(isNew && $setOnInsert ? { $set: { ...(rest['$set'] as Doc | undefined), ...($setOnInsert as Doc) } } : {}),
  })) {
    const spec = name === '$set' ? withoutSameId(given, copy) : given
    if (isPlain(spec) && Object.keys(spec).length === 0) continue
    check(copy, name, spec)
    touched =
      update(copy, { [name]: spec } as never, [...arrayFilters] as never, (isNew ? {} : filter) as never, { cloneMode: 'deep' }).length >
        0 || touched
  }
  return touched || isNew ? copy : doc
}

/** The server takes an `_id` that is the same; the library refuses any. */
function withoutSameId(spec: unknown, doc: Doc): unknown {
  if (!isPlain(spec) || !('_id' in spec) || (doc['_id'] !== undefined && keyOf(doc['_id']) !== keyOf(spec['_id']))) return spec
  const { _id: id, ...rest } = spec
  doc['_id'] ??= id
  return rest
}

function check(doc: Doc, name: string, spec: unknown): void {
  if (!isPlain(spec)) throw new MongoRefusal(9, 'FailedToParse', `Modifiers operate on fields but we found type ${typeof spec} instead.`)
  if (name !== '$inc' && name !== '$mul') return
  for (const [path, by] of Object.entries(spec)) {
    const isNumber = (value: unknown) =>
      typeof value === 'number' || typeof value === 'bigint' || (typeof value === 'object' && value !== null && '_bsontype' in value)
    const at = path
      .split('.')
      .reduce<unknown>((value, part) => (typeof value === 'object' && value !== null ? (value as Doc)[part] : undefined), doc)
    if (!isNumber(by) || (at !== undefined && !path.includes('$') && !isNumber(at))) {
      throw new MongoRefusal(
        14,
        'TypeMismatch',
        `Cannot apply ${name} to a value of non-numeric type or with a non-numeric argument: {${path}}`,
      )
    }
  }
}

/** What an upsert starts from: the equalities of its filter. */
export function seedOf(filter: Doc): Doc {
  const made: Doc = {}
  const take = (part: Doc) => {
    for (const [path, value] of Object.entries(part)) {
      if (path === '$and' && Array.isArray(value)) value.filter(isPlain).forEach(take)
      else if (path.startsWith('$')) continue
      else if (isPlain(value) && Object.keys(value).some(key => key.startsWith('$'))) {
        if ('$eq' in value) set(made, path, value['$eq'])
      } else if (!(value instanceof RegExp)) set(made, path, value)
    }
  }
  take(filter)
  return made
}

function set(doc: Doc, path: string, value: unknown): void {
  const parts = path.split('.')
  const last = parts.pop() ?? path
  let at = doc
  for (const part of parts) at = (at[part] ??= {}) as Doc
  at[last] = value
}

/** The new document of an upsert, with an `_id` first. */
export function upserted(change: Change): Doc {
  const made = changed(seedOf(change.filter), change, true)
  return { _id: made['_id'] ?? new ObjectId(), ...Object.fromEntries(Object.entries(made).filter(([name]) => name !== '_id')) }
}
