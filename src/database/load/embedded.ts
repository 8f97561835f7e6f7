import type { Draft } from '../sql/draft.js'
import type { LoadFile } from './run.js'
import { statementsIn } from './statement.js'
import { createIndex, createTable } from './print.js'

/** Tables that code creates by itself, as they were read. */
export function embeddedFiles(draft: Draft): LoadFile[] {
  return [...draft.tables.values()]
    .filter(table => table.created && table.columns.length > 0)
    .map(table => ({
      path: table.at.file,
      statements: [
        createTable(table, type => type),
        ...table.indexes.map(index => createIndex(table.name, index.columns, index.unique)),
      ].flatMap(sql => statementsIn(sql, table.at.file, table.at)),
    }))
}
