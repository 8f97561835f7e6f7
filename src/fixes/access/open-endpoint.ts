import { nameOf, routeNamed } from '#model/read/route'
import { openCode, textOf } from '../code/code.js'
import { handlerOf } from '../code/handler.js'
import { defineFix, type Edit } from '../fix.js'
import { applyGuard } from '../idiom/apply-guard.js'
import { callGuard, guardCalls } from '../idiom/guard-call.js'
import { callersOf } from '../idiom/function-callers.js'
import { guardUses } from '../idiom/guard-use.js'
import { isStaffAct, isStaffPlace } from '../idiom/staff.js'
import { staffGuards } from '../idiom/staff-guard.js'

/** Most guards that are tried before the finding is left. */
const TRIES = 5

export default defineFix({
  id: 'access/open-endpoint',
  for: ['access/open-endpoint', 'access/admin-without-role', 'access/weak-guard', 'access/unscoped-query'],
  title: "Puts the app's own guard before a route that asks nobody",
  *patches({ finding, model, source }) {
    const route = routeNamed(model.routes, finding.route)
    const code = route && openCode(source, route.at.file)
    const target = route && code && handlerOf(code, route)
    if (!target || finding.key.startsWith('verify_jwt')) return
    // A page that anyone may see calls it: a guard would close that page.
    const edge = /(?:^|\/)supabase\/functions\/([\w-]+)\//.exec(route.at.file)?.[1]
    if (edge !== undefined && callersOf(edge, source).isPublic) return
    // Nobody signs in to run a job.
    if (route.kind === 'cron' || (finding.check === 'access/weak-guard' && target.code.path !== finding.at.file)) return
    // An app that sends a token is shut out by a guard that reads a cookie.
    if (finding.check === 'access/weak-guard' && target.fn && /authorization/i.test(textOf(code, target.fn))) return
    if (finding.check === 'access/unscoped-query' && !isStaffAct(route.path)) return
    const isRoleMeant = /^access\/(?:admin-without-role|unscoped-query)$/.test(finding.check)
    const isStaffMeant = isRoleMeant || isStaffPlace(route)
    const calls = guardCalls(model.routes, source)
    const ways: Way[] = [
      ...guardUses(model.routes, source).map(use => ({
        level: use.level,
        name: use.identity,
        as: nameOf(use.handler.route),
        edits: () => applyGuard(use, target),
      })),
      ...calls.map(call => ({
        level: call.level,
        name: call.text,
        as: `\`${call.name}()\``,
        edits: () =>
          callGuard(
            call,
            calls.filter(one => one.level === 'session'),
            target,
          ),
      })),
    ]
    for (const guard of route.framework === 'express' ? staffGuards(target, source) : [])
      ways.push({ level: 'role', name: guard.name, as: `\`${guard.name}\`, which the app has for staff,`, edits: () => guard.edits })
    const tried = new Set<string>()
    // A seller has a role as well: what staff do takes the guard of staff, where there is one.
    const hasStaffGuard = ways.some(one => one.level === 'role' && STAFF.test(one.name))
    for (const way of ways
      .filter(one => one.level === 'role' || !isRoleMeant)
      .filter(one => one.level !== 'role' || !isStaffMeant || !hasStaffGuard || STAFF.test(one.name))
      // Staff do not sign in as customers do.
      .filter(one => one.level === 'role' || !isStaffPlace(route) || !CUSTOMERS.test(one.name))
      .toSorted((a, b) => Number(isFit(b, isStaffMeant)) - Number(isFit(a, isStaffMeant)))) {
      const edits = way.edits()
      if (!edits || tried.has(JSON.stringify(edits)) || tried.size === TRIES) continue
      tried.add(JSON.stringify(edits))
      yield {
        title: way.level === 'role' ? `Let only staff call ${nameOf(route)}` : `Ask who is calling before ${nameOf(route)} answers`,
        says: `\`${nameOf(route)}\` now asks who is calling, the way ${way.as} does.`,
        edits,
        files: [],
      }
    }
  },
})

interface Way {
  readonly level: 'session' | 'role'
  /** How the guard is written. */
  readonly name: string
  /** Who does the same already. */
  readonly as: string
  readonly edits: () => readonly Edit[] | undefined
}

const STAFF = /admin|staff|moderator|operator|manager|superuser/i

const CUSTOMERS = /customer|student|patient|guest|buyer|shopper|tenant|renter|client/i

const isFit = (way: Way, role: boolean): boolean => (way.level === 'role') === role
