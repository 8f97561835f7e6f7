import type { AppModel, Route } from '#model/app-model'
import { isPeople } from '#model/read/rows'
import type { Source } from '#source/source'
import { literalOf, type Node } from '#source/tree'
import { above, findNodes, lineOf, openCode, textOf } from '../code/code.js'
import { ofRequest } from './caller.js'

const ROLE = /\.(?:is_?(?:admin|staff|super_?user)|role)$/i
const STAFF = /admin|staff|superuser|owner/i

/** What only staff are meant to call: its address, or where it stands, says so. */
export const isStaffPlace = (route: Route): boolean =>
  /\b(?:admins?|staff|internal|backoffice|export)\b/i.test(`${route.path} ${route.at.file}`)

/** How the app asks whether a caller is of its staff, `req.user.isAdmin`; `undefined` where nobody is. */
export function staffTest(caller: string, { routes, tables }: AppModel, source: Source): string | undefined {
  const root = caller.replace(/!?\.[^.]+$/, '')
  for (const guard of routes.flatMap(route => route.guards)) {
    const code = guard.kind === 'role' ? openCode(source, guard.at.file) : undefined
    if (!code) continue
    for (const node of findNodes(code, one => one.type === 'MemberExpression' && lineOf(code, one.start) === guard.at.line)) {
      const text = ofRequest(code, node)
      if (!text?.startsWith(`${root.replace('!', '')}.`) || !ROLE.test(text)) continue
      const said = `${root}${text.slice(root.replace('!', '').length)}`
      if (!/role$/i.test(text)) return said
      const [comparison] = [...above(code, node)].filter(one => one.type === 'BinaryExpression')
      const role = comparison && literalOf(comparison.right as Node)
      if (comparison && typeof role === 'string' && STAFF.test(role)) return `${said} === ${textOf(code, comparison.right as Node)}`
    }
  }
  // No route asks yet; whoever is signed in is a row of people, or a token made of one, where the flag may be missing and is then none.
  const flag = tables.filter(table => isPeople(table.name)).flatMap(table => table.columns.find(column => FLAG.test(column.field)) ?? [])[0]
  return flag && /(?:^|\.)(?:user|me|currentUser)!?$/.test(root) ? `${root}.${flag.field}` : undefined
}

/** The contrary of such a test. */
export const isNot = (test: string): string => (test.includes(' === ') ? test.replace(' === ', ' !== ') : `!${test}`)

const FLAG = /^is_?(?:admin|staff)$/i

/** What it does to somebody's row is for staff to do, though it names an owner: `PUT /reviews/approve/:id`. */
export const isStaffAct = (path: string): boolean =>
  /(?:^|[/_-])(?:approve|reject|moderate|suspend|unsuspend|ban|unban|feature)(?:$|[/_-])/i.test(path)
