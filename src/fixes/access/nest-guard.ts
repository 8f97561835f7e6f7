import type { QueryEffect, Route } from '#model/app-model'
import { nameOf, routeNamed } from '#model/read/route'
import { isPeople, isShopTable } from '#model/read/rows'
import { openCode } from '../code/code.js'
import { defineFix } from '../fix.js'
import { guarded, isOfStaff, nestGuards } from '../idiom/nest-guards.js'
import { nestMethod } from '../idiom/nest-method.js'
import { isStaffPlace } from '../idiom/staff.js'

/** Most guards that are tried before the finding is left. */
const TRIES = 4

export default defineFix({
  id: 'access/nest-guard',
  for: ['access/open-endpoint', 'access/admin-without-role'],
  title: "Puts the app's own guards on a method of a Nest controller",
  *patches({ finding, model, source }) {
    const route = routeNamed(model.routes, finding.route)
    const code = route && openCode(source, route.at.file)
    const target = code && nestMethod(code, route)
    if (!target || isSignUp(route)) return
    const isRoleMeant = finding.check === 'access/admin-without-role'
    // People change their own account as well, which a role would keep them from.
    if (isRoleMeant && !isStaffPlace(route) && /^(?:PUT|PATCH|DELETE)$/.test(route.method) && changesPeople(route)) return
    const isStaffMeant = isRoleMeant || isStaffPlace(route) || (queriesOf(route).some(isOfShop) && !changesPeople(route))
    const tried = new Set<string>()
    for (const guard of nestGuards(model.routes, source)
      .filter(one => (one.level === 'role' ? isStaffMeant && isOfStaff(one) : !isRoleMeant))
      .toSorted((a, b) => Number(b.level === 'role') - Number(a.level === 'role'))) {
      const edits = guarded(guard, target, source)
      if (!edits || tried.has(JSON.stringify(edits)) || tried.size === TRIES) continue
      tried.add(JSON.stringify(edits))
      yield {
        title: guard.level === 'role' ? `Let only staff call ${nameOf(route)}` : `Ask who is calling before ${nameOf(route)} answers`,
        says: `\`${nameOf(route)}\` now stands behind \`${guard.text}\`, as other routes of the app do.`,
        edits,
        files: [],
      }
    }
  },
})

const queriesOf = (route: Route): readonly QueryEffect[] => route.effects.filter(one => one.kind === 'query')

const isOfShop = ({ does, table }: QueryEffect): boolean => does !== 'read' && table !== undefined && isShopTable(table)

const changesPeople = (route: Route): boolean => queriesOf(route).some(one => one.does !== 'read' && isPeople(one.table ?? ''))

/** Nobody is signed in yet where people sign up. */
const isSignUp = (route: Route): boolean =>
  !isStaffPlace(route) &&
  route.auth === 'open' &&
  queriesOf(route).some(one => /^(?:create|upsert)$/.test(one.does) && isPeople(one.table ?? ''))
