import { defineFix } from '../fix.js'
import { openCode } from '../code/code.js'
import { gathered } from './gathered.js'
import { grouped } from './grouped.js'

export default defineFix({
  id: 'performance/query-in-loop',
  for: ['performance/query-in-loop'],
  title: 'Reads the rows of a whole list with one query',
  *patches({ finding, source }) {
    const code = openCode(source, finding.at.file)
    const edits = code && (gathered(code, finding.at.line) ?? grouped(code, finding.at.line))
    if (!edits) return
    yield {
      title: `Ask for all ${finding.table ?? 'rows'} of the list at once`,
      says: 'One query reads what used to take one for every item of the list; the answer is the same.',
      edits,
      files: [],
    }
  },
})
