import type { Draft } from '../sql/draft.js'
import { quoted } from './extension.js'
import type { LoadFile } from './run.js'
import { statementsIn } from './statement.js'
import { createTable } from './print.js'

/** Tables that code creates by itself, as they were read. */
export function embeddedFiles(draft: Draft): LoadFile[] {
  return [...draft.tables.values()]
    .filter(table => table.created && table.columns.length > 0)
    .map(table => ({
      path: table.at.file,
      statements: [
        createTable(table, type => type),
        ...table.indexes.map(
          index => `create ${index.unique ? 'unique ' : ''}index on ${quoted(table.name)} (${index.columns.map(quoted).join(', ')})`,
        ),
      ].flatMap(sql => statementsIn(sql, table.at.file, table.at)),
    }))
}
