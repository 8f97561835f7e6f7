import type { ForeignKey, Table } from './catalogue.js'

/** Which table column each view column shows, by `number name`, read from the stored query of the view. */
export function viewColumns(action: string): ReadonlyMap<string, { readonly table: number; readonly column: number }> {
  const found = new Map<string, { readonly table: number; readonly column: number }>()
  const entries = action.matchAll(/:resno (\d+) :resname (\S+) :ressortgroupref \d+ :resorigtbl (\d+) :resorigcol (\d+)/g)
  for (const [, number, name, table, column] of entries) {
    if (table === '0' || name === undefined) continue
    found.set(`${number} ${name.replaceAll('\\', '')}`, { table: Number(table), column: Number(column) })
  }
  return found
}

/** The foreign keys that views inherit from the tables they show, as PostgREST finds them. */
export function viewKeys(keys: readonly ForeignKey[], tables: readonly Table[]): readonly ForeignKey[] {
  const views = tables.filter(table => table.view)
  const found: ForeignKey[] = []
  for (const key of keys) {
    const froms = [key.from, ...views.filter(view => key.columns.every(([name]) => showing(view, key.from, name)))]
    const tos = [key.to, ...views.filter(view => key.columns.every(([, name]) => showing(view, key.to, name)))]
    for (const from of froms) {
      for (const to of tos) {
        if (from === key.from && to === key.to) continue
        const columns = key.columns.map(([a, b]) => [showing(from, key.from, a) ?? a, showing(to, key.to, b) ?? b] as const)
        found.push({ name: key.name, from, to, columns })
      }
    }
  }
  return found
}

function showing(view: Table, table: Table, name: string): string | undefined {
  const column = table.columns.find(each => each.name === name)
  return view.columns.find(each => each.shows?.table === table.oid && each.shows.column === column?.number)?.name
}
