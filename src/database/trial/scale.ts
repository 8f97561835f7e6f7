import { readStatement } from '#database/sql'
import type { Plot } from '#database/rows/plant'
import { sizeAt } from '#database/rows/counts'
import { nameOf } from '#database/rows/shape'
import { parentOf } from '#database/rows/whose'
import type { TrialQuery } from './trials.js'

const full = (table: string): string => (table.includes('.') ? table : `public.${table}`)

/** Rows of each table that the queries touch, and of those that these refer to. */
export function countsAt(plot: Plot, queries: readonly TrialQuery[], rows: number): Record<string, number> {
  const wanted = new Set<string>()
  const add = (name: string) => {
    const table = plot.ground.linked.get(name)
    if (!table || wanted.has(name)) return
    wanted.add(name)
    for (const key of table.keys) {
      const parent = parentOf(plot.ground.linked, key)
      if (parent) add(nameOf(parent.shape))
    }
  }
  for (const query of queries) {
    add(full(query.table))
    if (query.sql !== undefined) for (const table of readStatement(query.sql)?.tables ?? []) add(full(table))
  }
  return Object.fromEntries([...wanted].map(name => [name, sizeAt(plot.ground.linked.get(name)!, rows)]))
}
