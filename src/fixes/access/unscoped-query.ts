import { nameOf as routeName } from '#model/read/route'
import { type Code, openCode } from '../code/code.js'
import type { Handler } from '../code/handler.js'
import { defineFix } from '../fix.js'
import { callerIn } from '../idiom/caller.js'
import { type OwnerCheck, ownerChecks } from '../idiom/owner-check.js'
import { holds, openHandler } from '../idiom/query.js'
import { queryAt, scoped } from '../idiom/scope.js'

export default defineFix({
  id: 'access/unscoped-query',
  for: ['access/unscoped-query'],
  title: 'Asks for the owner of the row as well',
  *patches({ finding, problem, model, source }) {
    const { table: tableName, owner } = problem.data as { table?: string; owner?: string }
    const route = model.routes.find(one => routeName(one) === finding.route)
    const handler = openHandler(route, source)
    const table = model.tables.find(one => one.name === tableName)
    const column = table?.columns.find(one => one.name === owner)
    const code = openCode(source, finding.at.file)
    if (!handler || !route) return
    const asked = (): Iterable<OwnerCheck> => (tableName ? ownerChecks(handler, tableName, model.routes, source) : [])
    for (const { as, edits } of code && column && handler.code === code && queryIn(handler, code) ? [] : asked())
      yield {
        title: `Give ${routeName(route)} only the caller's own ${tableName}`,
        says: `\`${routeName(route)}\` asks whose the row is, the way \`${as}\` does.`,
        edits,
        files: [],
      }
    if (!code || handler.code !== code || !column) return
    const caller = callerIn(handler, source)
    const call = caller && queryAt(code, finding.at.line)
    if (!caller || !call || !holds(handler, call)) return
    const edits = scoped(code, call, { column: column.name, field: column.field, value: caller.text })
    if (!edits) return
    yield {
      title: `Give ${routeName(route)} only the caller's own ${tableName}`,
      says: `The query asks for \`${column.field}\` of the signed-in user as well: somebody else's id finds nothing.`,
      edits: [...caller.edits, ...edits],
      files: [],
    }

    function queryIn(one: Handler, within: Code): boolean {
      const call = queryAt(within, finding.at.line)
      return call !== undefined && holds(one, call)
    }
  },
})
