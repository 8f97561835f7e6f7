import type { Table } from '#database/catalogue'
import { type Code, openCode } from '../code/code.js'
import { defineFix, type Edit } from '../fix.js'
import { gathered } from './gathered.js'
import { grouped } from './grouped.js'
import { lookedUp } from './looked-up.js'
import { picked } from './picked.js'

export default defineFix({
  id: 'performance/query-in-loop',
  for: ['performance/query-in-loop'],
  title: 'Reads the rows of a whole list with one query',
  *patches({ finding, model, source }) {
    const code = openCode(source, finding.at.file)
    const edits = code && firstOf(code, finding.at.line, model.tables)
    if (!edits) return
    yield {
      title: `Ask for all ${finding.table ?? 'rows'} of the list at once`,
      says: 'One query reads what used to take one for every item of the list. Where columns are chosen by name, the one by which rows are told apart is read with them.',
      edits,
      files: [],
    }
  },
})

const firstOf = (code: Code, line: number, tables: readonly Table[]): readonly Edit[] | undefined =>
  gathered(code, line) ?? picked(code, line) ?? grouped(code, line) ?? lookedUp(code, line, tables)
