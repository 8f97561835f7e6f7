import { openCode } from '../code/code.js'
import { defineFix } from '../fix.js'
import { queryAt, scoped } from '../idiom/scope.js'
import { userNameAt } from '../idiom/user-name.js'

export default defineFix({
  id: 'ai/tool-without-owner-check',
  for: ['ai/tool-without-owner-check'],
  title: "Gives a tool of a model the signed-in user, and its query that user's rows alone",
  *patches({ finding, model, source }) {
    const table = model.tables.find(one => one.name === finding.table)
    const column = table?.columns.find(one => one.name === table.owner)
    const code = openCode(source, finding.at.file)
    const call = code && queryAt(code, finding.at.line)
    if (!code || !call || !column) return
    const user = userNameAt(code, call)
    const edits = user && scoped(code, call, { column: column.name, field: column.field, value: user.text })
    if (!user || !edits) return
    yield {
      title: `Let the assistant touch only the caller's own ${finding.table}`,
      says: `The tool asks for \`${column.field}\` of whoever is signed in as well: whatever the model is talked into, somebody else's row is not found.`,
      edits: [...user.edits, ...edits],
      files: [],
    }
  },
})
