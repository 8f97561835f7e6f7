import { nameOf as routeName } from '#model/read/route'
import { openCode } from '../code/code.js'
import { defineFix } from '../fix.js'
import { callerIn } from '../idiom/caller.js'
import { type OwnerCheck, ownerChecks } from '../idiom/owner-check.js'
import { ownParentFirst } from '../idiom/own-parent.js'
import { holds, openBody } from '../idiom/query.js'
import { ownedFirst } from '../idiom/owned-row.js'
import { staffTest } from '../idiom/staff.js'
import { queryAt, scoped } from '../idiom/scope.js'

export default defineFix({
  id: 'access/unscoped-query',
  for: ['access/unscoped-query'],
  title: 'Asks for the owner of the row as well',
  *patches({ finding, problem, model, source }) {
    const { table: tableName, owner } = problem.data as { table?: string; owner?: string }
    const route = model.routes.find(one => routeName(one) === finding.route)
    const handler = openBody(route, source)
    const table = model.tables.find(one => one.name === tableName)
    const column = table?.columns.find(one => one.name === owner)
    const code = openCode(source, finding.at.file)
    if (!handler || !route) return
    const title = `Give ${routeName(route)} only the caller's own ${tableName}`
    const call = code && handler.code === code ? queryAt(code, finding.at.line) : undefined
    const isOwn = call !== undefined && holds(handler, call)
    const asked = (): Iterable<OwnerCheck> => (tableName ? ownerChecks(handler, tableName, model.routes, source) : [])
    for (const { as, edits } of column && isOwn ? [] : asked())
      yield { title, says: `\`${routeName(route)}\` asks whose the row is, the way \`${as}\` does.`, edits, files: [] }
    const asks = /`((?:params|body|query)\.\w+)`/.exec(finding.message)?.[1]
    const byParent = tableName && asks ? ownParentFirst(handler, tableName, asks, model, source) : undefined
    if (byParent)
      yield {
        title,
        says: `\`${routeName(route)}\` answers only whose own row \`${asks}\` names, as the app looks that up elsewhere.`,
        edits: byParent,
        files: [],
      }
    const caller = column && callerIn(handler, source)
    if (!code || !column || !caller) return
    const staff = staffTest(caller.text, model, source)
    for (const exempt of staff ? [staff, undefined] : [undefined]) {
      const exemption = exempt ? { exempt } : {}
      const edits = isOwn
        ? scoped(code, call, { column: column.name, field: column.field, value: caller.text, ...exemption })
        : asks && ownedFirst(handler, code, { table: table!, column, caller: caller.text, asked: asks, ...exemption }, source)
      if (!edits) continue
      const found = isOwn ? `The query asks for \`${column.field}\` of` : `The row's \`${column.field}\` has to be`
      yield {
        title,
        says: `${found} the signed-in user${isOwn ? ' as well' : ''}: somebody else's id finds nothing${exempt ? ', but for staff' : ''}.`,
        edits: [...caller.edits, ...edits],
        files: [],
      }
    }
  },
})
