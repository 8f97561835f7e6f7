import type { Catalogue, Table } from '#database/catalogue'
import type { Tables } from './routes/route.js'

/** Finds a table by any of the names that code uses for it. */
export function indexTables(catalogue: Catalogue): Tables {
  const byName = new Map<string, Table>()
  const names = new Map<string, string>()
  for (const table of catalogue.tables) {
    if (!byName.has(table.name)) byName.set(table.name, table)
    for (const name of [table.name, ...table.aliases]) if (!names.has(name.toLowerCase())) names.set(name.toLowerCase(), table.name)
  }
  return {
    byName,
    nameOf: name =>
      name === undefined ? undefined : (names.get(name.toLowerCase()) ?? names.get(name.replace(/^public\./, '').toLowerCase()) ?? name),
  }
}
