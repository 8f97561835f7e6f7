import { nameOf as routeName, routeNamed } from '#model/read/route'
import { isPeople } from '#model/read/rows'
import { openCode } from '../code/code.js'
import { defineFix } from '../fix.js'
import { callerIn } from '../idiom/caller.js'
import { type OwnerCheck, ownerChecks } from '../idiom/owner-check.js'
import { ownAccountOnly } from '../idiom/own-account.js'
import { ownParentFirst } from '../idiom/own-parent.js'
import { holds, openBody } from '../idiom/query.js'
import { ownersAsked } from '../idiom/owners-asked.js'
import { ownedFirst } from '../idiom/owned-row.js'
import { isStaffAct, staffTest } from '../idiom/staff.js'
import { queryAt, scoped } from '../idiom/scope.js'

export default defineFix({
  id: 'access/unscoped-query',
  for: ['access/unscoped-query'],
  title: 'Asks for the owner of the row as well',
  *patches({ finding, problem, model, source }) {
    const { table: tableName, owner } = problem.data as { table?: string; owner?: string }
    const route = routeNamed(model.routes, finding.route)
    const handler = openBody(route, source)
    const table = model.tables.find(one => one.name === tableName)
    const column = table?.columns.find(one => one.name === owner)
    const code = openCode(source, finding.at.file)
    // Who wrote a review does not approve it.
    if (!handler || !route || isStaffAct(route.path)) return
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
    const caller = callerIn(handler, source)
    if (!code || !caller) return
    // Whose an account is, its own key says.
    const isAccount = table !== undefined && isPeople(table.name) && (!column || (table.primaryKey[0] === column.name && !isOwn))
    if (isAccount && asks) {
      const edit = ownAccountOnly(handler, { asked: asks, caller: caller.text, exempt: staffTest(caller.text, model, source) }, source)
      if (edit)
        yield {
          title: `Let people reach only their own account by ${routeName(route)}`,
          says: `\`${asks}\` has to name whoever is signed in: who names another account is refused.`,
          edits: [...caller.edits, edit],
          files: [],
        }
    }
    if (!column || (isAccount && asks)) return
    const staff = staffTest(caller.text, model, source)
    const askedElsewhere = table!.kind === 'mongoose' ? ownersAsked(code, table!, caller.text, source) : []
    const also = askedElsewhere.includes(column.field) ? askedElsewhere.filter(field => field !== column.field) : []
    for (const exempt of staff ? [staff, undefined] : [undefined]) {
      const exemption = { ...(exempt && { exempt }), ...(also.length > 0 && { also }) }
      const edits = isOwn
        ? scoped(code, call, { column: column.name, field: column.field, value: caller.text, ...exemption })
        : asks && ownedFirst(handler, code, { table: table!, column, caller: caller.text, asked: asks, ...exemption }, source)
      if (!edits) continue
      const owners = [column.field, ...also].map(field => `\`${field}\``).join(' or ')
      const found = isOwn ? `The query asks for ${owners} of` : `The row's \`${column.field}\` has to be`
      yield {
        title,
        says: `${found} the signed-in user${isOwn ? ' as well' : ''}: somebody else's id finds nothing${exempt ? ', but for staff' : ''}.`,
        edits: [...caller.edits, ...edits],
        files: [],
      }
    }
  },
})
