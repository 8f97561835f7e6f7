import type { Table } from '#database/catalogue'

/** Tables by name; effects already carry the database's name. The account with the most columns is kept where two files declare one. */
export function tablesByName(tables: readonly Table[]): ReadonlyMap<string, Table> {
  const found = new Map<string, Table>()
  for (const table of tables) {
    const known = found.get(table.name)
    if (!known || known.columns.length < table.columns.length) found.set(table.name, table)
  }
  return found
}
