import type { Table } from '../catalogue.js'
import { addForeignKey, createIndex, createTable } from './print.js'
import type { LoadFile } from './run.js'
import { statementsIn } from './statement.js'

/** What makes tables that code declares, as far as it was read; what leads from one to another comes after all of them. */
export function ddlOf(tables: readonly Table[], type: (type: string) => string): LoadFile[] {
  const at = (sql: string, table: Table) => statementsIn(sql, table.at.file, table.at)
  const made = tables.map((table): LoadFile => ({ path: table.at.file, statements: at(createTable(table, type), table) }))
  const later = tables.map((table): LoadFile => ({
    path: table.at.file,
    statements: [
      ...table.indexes.filter(index => index.columns.length > 0).map(index => createIndex(table.name, index.columns, index.unique)),
      ...table.foreignKeys.map(key => addForeignKey(table.name, key)),
    ].flatMap(sql => at(sql, table)),
  }))
  return [...made, ...later]
}
