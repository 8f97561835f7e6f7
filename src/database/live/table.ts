import type { Place } from '#base/place'
import type { Column, ForeignKey, Index, Policy, Revoked, RowRules, Table, Trigger } from '../catalogue.js'
import { ownerOf } from '../owner.js'
import type { ColumnRow, IndexRow, RelationRow, Snapshot } from './relations.js'

/** A table of the database with what files say of it. */
export interface TableContext {
  readonly relation: RelationRow
  readonly snapshot: Snapshot
  readonly written: Table | undefined
  readonly policies: readonly Policy[]
  readonly supabase: boolean
  readonly place: (transaction: number, name?: string) => Place
}

export function liveTable({ relation, snapshot, written, policies, supabase, place }: TableContext): Table {
  const of = <Row extends { readonly relation: number }>(rows: readonly Row[]) => rows.filter(row => row.relation === relation.oid)
  const at = written?.at ?? place(relation.transaction, relation.name)
  const indexes = of(snapshot.indexes)
  const columns = of(snapshot.columns).map(row => liveColumn(row, written, indexes, place))
  const primaryKey = indexes.find(index => index.primary)?.columns ?? []
  const foreignKeys = of(snapshot.keys).map(({ columns, table, references, transaction }): ForeignKey => ({
    columns,
    table,
    references,
    at: written?.foreignKeys.find(key => key.columns.join() === columns.join())?.at ?? place(transaction, columns[0]),
  }))
  const triggers = of(snapshot.triggers).map((row): Trigger => {
    const known = written?.triggers?.find(trigger => trigger.name === row.name)
    return {
      name: row.name,
      at: known?.at ?? place(row.transaction, row.name),
      before: (row.type & 2) !== 0,
      on: eventsOf(row.type),
      function: row.function,
    }
  })
  const revoked = supabase
    ? of(snapshot.rights).map(({ role, does, columns }): Revoked => ({ role, does, except: columns }))
    : (written?.revoked ?? [])
  const shape = { name: relation.name, columns, primaryKey, foreignKeys }
  return {
    ...shape,
    aliases: written?.aliases ?? [],
    kind: written?.kind ?? 'sql',
    at,
    indexes: indexes.filter(index => !index.primary).map(index => liveIndex(index, written, place)),
    rowRules: rulesOf(relation, written, supabase, at),
    policies,
    owner: written && written.kind !== 'sql' ? written.owner : ownerOf(shape),
    ...(triggers.length > 0 && { triggers }),
    ...(revoked.length > 0 && { revoked }),
    ...(written?.beside && { beside: true as const }),
  }
}

function liveColumn(
  row: ColumnRow,
  written: Table | undefined,
  indexes: readonly IndexRow[],
  place: (transaction: number, name?: string) => Place,
): Column {
  const known = written?.columns.find(column => column.name === row.name)
  // What an ORM fills in by itself is no default of the database, and its names of types are its own.
  const declared = written && written.kind !== 'sql' ? known : undefined
  return {
    name: row.name,
    field: known?.field ?? row.name,
    type: known && (declared || sameType(known.type, row.type)) ? known.type : row.type,
    nullable: row.nullable,
    hasDefault: row.filled || (declared?.hasDefault ?? false),
    ...(known?.starts === undefined ? {} : { starts: known.starts }),
    unique: indexes.some(
      index =>
        index.unique &&
        !index.primary &&
        index.columns.length === 1 &&
        index.columns[0] === row.name &&
        (!isPartial(index) || known?.unique),
    ),
    at: known?.at ?? place(row.transaction, row.name),
  }
}

const SERIAL: Readonly<Record<string, string>> = {
  serial: 'int4',
  serial4: 'int4',
  bigserial: 'int8',
  serial8: 'int8',
  smallserial: 'int2',
}
const plainType = (type: string) => {
  const bare = type.split('.').at(-1) ?? ''
  return SERIAL[bare] ?? bare
}
const sameType = (written: string, live: string) => plainType(written) === plainType(live)

function liveIndex(index: IndexRow, written: Table | undefined, place: (transaction: number, name?: string) => Place): Index {
  const key = (columns: readonly string[], unique: boolean) => `${columns.join()} ${unique}`
  const known = written?.indexes.find(other => key(other.columns, other.unique) === key(index.columns, index.unique))
  const column = written?.columns.find(other => other.unique && index.unique && index.columns.join() === other.name)
  return {
    columns: index.columns,
    unique: index.unique,
    partial: isPartial(index),
    at: known?.at ?? column?.at ?? place(index.transaction, index.columns[0]),
  }
}

/** `WHERE user_id IS NOT NULL` leaves out only rows that no one looks up by that column. */
function isPartial({ where, columns }: IndexRow): boolean {
  return where !== null && /^\(?"?([^"()\s]+)"? IS NOT NULL\)?$/.exec(where)?.[1] !== columns[0]
}

const EVENTS = [
  [4, 'insert'],
  [8, 'delete'],
  [16, 'update'],
] as const
const eventsOf = (type: number) => EVENTS.filter(([bit]) => (type & bit) !== 0).map(([, event]) => event)

/** An app that declares its tables elsewhere and does not let browsers in has no row rules that could be missing. */
function rulesOf(relation: RelationRow, written: Table | undefined, supabase: boolean, at: Place): RowRules | undefined {
  if (relation.ruled || (written ? written.rowRules !== undefined : supabase))
    return { enabled: relation.ruled, at: written?.rowRules?.at ?? at }
  return undefined
}
