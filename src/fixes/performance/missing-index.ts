import type { Table } from '#database/catalogue'
import type { Source } from '#source/source'
import { defineFix, type Edit, type MigrationPatch, type Patch } from '../fix.js'
import { fieldEdits } from './index-in-schema.js'
import { indexStatement } from './index-statement.js'

export default defineFix({
  id: 'performance/missing-index',
  for: ['performance/missing-index'],
  title: 'Adds an index to a column that rows are looked up by',
  *patches({ problem, model, source }) {
    const {
      table: tableName,
      column: columnName,
      columns = [],
    } = problem.data as { table?: string; column?: string; columns?: readonly string[] }
    const table = model.tables.find(one => one.name === tableName && one.columns.some(column => column.name === columnName))
    const column = table?.columns.find(one => one.name === columnName)
    // Nothing should be looked up by a password: that is the fault.
    if (!table || !column || /^(?:password|passwd|pwd)$/i.test(column.name)) return
    const isSearch = /serves a search/.test(problem.message)
    // What was measured may be wider than what reading asked for: the column, then the order of the list.
    const measured =
      isSearch || columns[0] !== column.name ? [] : columns.slice(1).flatMap(name => table.columns.find(one => one.name === name) ?? [])
    const keys = [column, ...measured]
    const statement = indexStatement(table, keys, source, isSearch)
    const edits = fieldEdits(table, keys, source, isSearch)
    const names = keys.map(one => one.name).join(', ')
    const title = `Index ${table.name}.${names}${isSearch ? ' for searches' : ''}`
    const says = `${table.kind === 'typeorm' || table.kind === 'sequelize' ? 'The next start of the app makes the index. ' : ''}The database finds \`${table.name}\` rows by \`${names}\` without reading the whole table.`
    if (table.kind === 'sql') {
      if (statement) yield* inSql(table, statement, source, { title, says })
    } else if (edits) {
      yield { title, says, edits, files: [], ...(statement && migrates(table) && { migration: statement }) }
    }
  },
})

const migrates = (table: Table): boolean => table.kind === 'prisma' || table.kind === 'drizzle'

/** A migration of its own where the app keeps migrations; else at the end of the file that creates the table. */
function* inSql(table: Table, statement: MigrationPatch, source: Source, words: Pick<Patch, 'title' | 'says'>): Iterable<Patch> {
  yield { ...words, edits: [], files: [], migration: statement }
  const file = source.file(table.at.file)
  if (file?.kind !== 'sql') return
  const text = file.text()
  const edit: Edit = {
    file: file.path,
    start: text.length,
    end: text.length,
    text: `${text.endsWith('\n') ? '' : '\n'}\n${statement.up}\n`,
  }
  yield { ...words, edits: [edit], files: [] }
}
