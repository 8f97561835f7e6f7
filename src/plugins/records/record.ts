import type { Place } from '#base/place'
import { isOfCaller } from '../caller.js'
import type { LiveFilter } from '../effect.js'
import type { Run } from '../plugin.js'
import { library, type LibraryValue, object, type ObjectValue, origin, type OriginValue, type Value } from '../value.js'

/** A row that can write itself back: a Sequelize instance, a Mongoose document, an ActiveRecord entity. */
export interface RecordData {
  /** It is what it is: awaiting it gives nothing else. */
  readonly itself: true
  readonly model: LibraryValue
  readonly table: string | undefined
  readonly row: OriginValue
  /** Made here and not written yet. */
  isNew: boolean
  /** What was handed to the constructor. */
  readonly given: ObjectValue | undefined
}

/** A row that was read. */
export function foundRecord(kind: string, model: LibraryValue, table: string | undefined, row: OriginValue): LibraryValue {
  const value = library(kind, 'row', { itself: true, model, table, row, isNew: false, given: undefined } satisfies RecordData as never)
  value.result = row
  return value
}

const NAMES_SOMEBODY =
  /^(?:_?id|sub|uid|e?mail)$|(?:user|owner|author|account|customer|member|clerk|auth|google|firebase)_?(?:id|uid|sub)?$/i

/** A row made from values; what it does not hold (its id) comes from the table. Made for the caller, it is the caller's own. */
export function newRecord(
  kind: string,
  model: LibraryValue,
  table: string | undefined,
  values: Value | undefined,
  at: Place,
): LibraryValue {
  const scoped = values?.k === 'object' && [...values.props].some(([key, value]) => NAMES_SOMEBODY.test(key) && isOfCaller(value))
  const row = origin('row', [], { at, ...(table ? { name: table } : {}), ...(scoped ? { scoped } : {}) })
  const given = object(
    values?.k === 'object' ? values.props : [],
    values?.k === 'object' ? [...values.spreads] : values && values.k !== 'literal' ? [values] : [],
  )
  if (values?.k === 'object' && values.dynamic) given.dynamic = [...values.dynamic]
  const value = library(kind, 'row', { itself: true, model, table, row, isNew: true, given } satisfies RecordData as never)
  value.result = object([], [given, row])
  return value
}

export const recordOf = (value: LibraryValue): RecordData => value.data as unknown as RecordData

/** A property of a record: what was put on it, what it was made with, or what the table has. */
export function recordMember(of: LibraryValue, key: string, run: Run): Value {
  const { given, row } = recordOf(of)
  return of.props.get(key) ?? given?.props.get(key) ?? run.get(row, key)
}

/** What writing it back writes. */
export function writtenOf(of: LibraryValue): ObjectValue {
  const { given, isNew } = recordOf(of)
  const data = object(isNew ? given?.props : [], isNew ? [...(given?.spreads ?? [])] : [])
  if (isNew && given?.dynamic) data.dynamic = [...given.dynamic]
  for (const [key, value] of of.props)
    if (key === '*') data.spreads.push(value)
    else if (value.k !== 'function' && value.k !== 'native' && !key.startsWith('$')) data.props.set(key, value)
  return data
}

/** The one row: by its key, as it was read. */
export const itself = (of: LibraryValue, key: string): LiveFilter => ({ column: key, op: '=', value: { ...recordOf(of).row, path: [key] } })
