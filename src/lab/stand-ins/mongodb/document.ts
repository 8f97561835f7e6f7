import { deserialize, EJSON, ObjectId, serialize } from 'bson'

/** A document as it is kept: never changed in place, so that a snapshot is a copy of references. */
export type Doc = Record<string, unknown>

/** Text that is the same for values that the server thinks equal. */
export function keyOf(value: unknown): string {
  if (value instanceof ObjectId) return `o${value.toHexString()}`
  if (typeof value === 'string') return `s${value}`
  return `e${EJSON.stringify({ value: value === undefined ? null : value }, { relaxed: true })}`
}

export function clone(doc: Doc): Doc {
  return deserialize(serialize(doc, { ignoreUndefined: false }), { promoteBuffers: false, promoteValues: true })
}

export function isPlain(value: unknown): value is Doc {
  return (
    typeof value === 'object' &&
    value !== null &&
    (Object.getPrototypeOf(value) === Object.prototype || Object.getPrototypeOf(value) === null)
  )
}

/** Values at a dotted path; an array on the way gives one for each element. */
export function valuesAt(doc: unknown, path: string): readonly unknown[] {
  const [head = '', ...rest] = path.split('.')
  if (Array.isArray(doc) && !/^\d+$/.test(head)) return doc.flatMap(each => valuesAt(each, path))
  if (typeof doc !== 'object' || doc === null) return []
  const value = (doc as Doc)[head]
  if (rest.length === 0) return value === undefined ? [] : Array.isArray(value) ? value : [value]
  return valuesAt(value, rest.join('.'))
}
