import { columnOf, type KeyShape, nameOf } from './shape.js'
import type { LinkedTable } from './links.js'

export interface Ordered {
  readonly table: LinkedTable
  /** References to tables that come later, or to itself: filled in afterwards. */
  readonly late: readonly KeyShape[]
}

/** Parents first. A circle is cut at a reference that may stay empty, or else anywhere. */
export function orderTables(linked: ReadonlyMap<string, LinkedTable>): Ordered[] {
  const left = new Map(linked)
  const ordered: Ordered[] = []
  const missing = (table: LinkedTable, optional: boolean) =>
    table.keys.filter(key => {
      const parent = nameOf({ schema: key.schema, name: key.table })
      return left.has(parent) && parent !== nameOf(table.shape) && !(optional && mayStayEmpty(table, key))
    })
  const place = (name: string, table: LinkedTable) => {
    left.delete(name)
    const late = table.keys.filter(key => {
      const parent = nameOf({ schema: key.schema, name: key.table })
      return parent === name || left.has(parent)
    })
    ordered.push({ table, late })
  }
  while (left.size > 0) {
    const ready = [...left].filter(([, table]) => missing(table, false).length === 0)
    const [next] = ready.length > 0 ? ready : [...left].toSorted(([, a], [, b]) => missing(a, true).length - missing(b, true).length)
    if (ready.length > 0) for (const [name, table] of ready) place(name, table)
    else place(...next!)
  }
  return ordered
}

export const mayStayEmpty = (table: LinkedTable, key: KeyShape): boolean =>
  key.columns.some(column => columnOf(table.shape, column)?.nullable)
