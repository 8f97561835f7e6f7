import type { Column } from '#database/catalogue'
import { ownerOf } from '#database/owner'
import { columnOf, type ColumnShape, type KeyShape, nameOf, type TableShape } from './shape.js'

/** A table with its references, those that only its column names tell of among them, and whose its rows are. */
export interface LinkedTable {
  readonly shape: TableShape
  readonly keys: readonly KeyShape[]
  /** The column that holds whose row it is. */
  readonly owner: string | undefined
  /** The reference that leads to whose row it is, where no column of its own does. */
  readonly through: KeyShape | undefined
}

/** Finds every table's references and owner. `declared` knows owners by the table's name, from the app's own files. */
export function linkTables(
  shapes: readonly TableShape[],
  people: TableShape | undefined,
  declared: ReadonlyMap<string, string>,
): ReadonlyMap<string, LinkedTable> {
  const linked = new Map<string, LinkedTable>()
  for (const shape of shapes) {
    const keys = [...distinctKeys(shape), ...impliedKeys(shape, shapes, people)]
    const guess =
      shape === people ? shape.primaryKey[0] : (declared.get(shape.name) ?? declared.get(nameOf(shape)) ?? guessOwner(shape, keys))
    linked.set(nameOf(shape), { shape, keys, owner: guess && columnOf(shape, guess) ? guess : undefined, through: undefined })
  }
  // Ownership spreads over references until nothing new is reached.
  for (let grew = true; grew;) {
    grew = false
    for (const [name, table] of linked) {
      if (table.owner || table.through) continue
      const through = owningKey(table, linked)
      if (!through) continue
      linked.set(name, { ...table, through })
      grew = true
    }
  }
  return linked
}

const asColumn = (column: ColumnShape): Column => ({
  name: column.name,
  field: column.name,
  type: column.type.toLowerCase(),
  nullable: column.nullable,
  hasDefault: column.default !== undefined,
  unique: false,
  at: { file: '', line: 0 },
})

export const guessOwner = (shape: TableShape, keys: readonly KeyShape[] = shape.foreignKeys): string | undefined =>
  ownerOf({
    name: shape.name,
    columns: shape.columns.map(asColumn),
    primaryKey: shape.primaryKey,
    foreignKeys: keys.map(key => ({
      columns: key.columns,
      table: key.table,
      references: key.references,
      at: { file: '', line: 0 },
    })),
  })

/** One reference a column: of two that share a column, the longer one stands. */
function distinctKeys(shape: TableShape): KeyShape[] {
  const taken = new Set<string>()
  const kept: KeyShape[] = []
  for (const key of shape.foreignKeys.toSorted((a, b) => b.columns.length - a.columns.length)) {
    if (key.columns.some(column => taken.has(column))) continue
    for (const column of key.columns) taken.add(column)
    kept.push(key)
  }
  return kept
}

/** `user_id` or `userId` without a reference, where a table `users` has one key of a type that fits. */
function impliedKeys(shape: TableShape, shapes: readonly TableShape[], people: TableShape | undefined): KeyShape[] {
  const taken = new Set(shape.foreignKeys.flatMap(key => key.columns))
  return shape.columns.flatMap(column => {
    if (taken.has(column.name) || column.made || column.array || shape.primaryKey.join() === column.name) return []
    const stem = /^(\w+?)_?id$/i.exec(column.name)?.[1]?.toLowerCase()
    if (stem === undefined) return []
    const named = shapes.find(
      table => [stem, `${stem}s`, `${stem}es`, stem.replace(/y$/, 'ies')].includes(plain(table.name)) && table.schema !== 'auth',
    )
    const person =
      /^(?:user|owner|author|creator|customer|buyer|seller|member|client|profile|uploader|sender|receiver|recipient|auth|host|vendor)$/.test(
        stem,
      )
    const target = (column.base === 'uuid' && person ? people : undefined) ?? named ?? (person ? people : undefined)
    const [id, ...more] = target?.primaryKey ?? []
    if (!target || target === shape || !id || more.length > 0 || !fits(column, columnOf(target, id)!, target === people)) return []
    return [{ columns: [column.name], schema: target.schema, table: target.name, references: [id], cascade: false }]
  })
}

const plain = (name: string): string => name.toLowerCase()
const isNumber = (base: string): boolean => /^int/.test(base)
const isText = (base: string): boolean => /^(?:text|varchar|bpchar|citext)$/.test(base)
/** Text holds the id of another service, unless it is a person's. */
const fits = (column: ColumnShape, id: ColumnShape, person: boolean): boolean =>
  column.base === id.base || (isNumber(column.base) && isNumber(id.base)) || (person && isText(column.base))

/** Of several, the one whose row this is a part of: `order_items` belong to orders, not to products. */
function owningKey(table: LinkedTable, linked: ReadonlyMap<string, LinkedTable>): KeyShape | undefined {
  const scored = table.keys.flatMap(key => {
    const parent = linked.get(nameOf({ schema: key.schema, name: key.table }))
    if (!parent || parent.shape === table.shape || (!parent.owner && !parent.through)) return []
    return [{ key, score: partScore(table.shape, key) }]
  })
  return scored.toSorted((a, b) => b.score - a.score)[0]?.key
}

/** How much a row looks like a part of the row that it refers to. */
export function partScore(shape: TableShape, key: KeyShape): number {
  const stem = key.table.toLowerCase().replace(/ies$/, 'y').replace(/s$/, '')
  const nullable = key.columns.some(column => columnOf(shape, column)?.nullable)
  return (
    (shape.name.toLowerCase().startsWith(stem) ? 4 : 0) +
    (key.cascade ? 2 : 0) +
    (nullable ? 0 : 1) -
    (/product|item|categor|listing|variant|tag/.test(key.table) ? 1 : 0)
  )
}
