import { defineCheck } from '#checks/check'
import type { QueryEffect, Route } from '#model/app-model'
import { isStaffGuard, nameOf, trailTo } from '#model/read/route'
import { isPeople } from '#model/read/rows'
import { fieldsOf, isCallers, leaves } from '#model/read/terms'
import { originsOf, type Term } from '#model/term'

const PASSWORD = /^(?:user_?)?(?:passw(?:or)?d|pwd|pass)(?:_?hash(?:ed)?)?$|^hash(?:ed)?_?passw(?:or)?d$/i
/** A link or a code of a mail stands for the old password, and so does the first one that is ever set. */
const OTHERWISE = /reset|forgot|recover|verify|confirm|invite|activate|set-?up|first|onboard|otp/i

export default defineCheck({
  id: 'sessions/password-unasked',
  title: 'A password is changed without asking for the present one',
  why: 'Whoever finds a device signed in, or gets hold of a token for a minute, locks the owner out for good.',
  severity: 'medium',
  refs: ['CWE-620', 'CWE-640', 'OWASP-A07:2021'],
  needs: ['routes'],
  *find({ routes }) {
    for (const route of routes) {
      if (route.unreached || route.gaps.length || OTHERWISE.test(route.path) || !/^(?:session|owner)$/.test(route.auth)) continue
      const write = route.effects.find((effect): effect is QueryEffect => changesOwn(effect) !== undefined)
      const field = write && changesOwn(write)
      if (!write || !field || route.effects.some(proves)) continue
      const name = nameOf(route)
      yield {
        at: write.at,
        certainty: 'likely',
        message: `\`${name}\` changes \`${field}\` of the signed-in user without asking for the present one.`,
        help: 'Ask for the present password, and compare it before the new one is stored.',
        key: name,
        route: name,
        ...(write.table ? { table: write.table } : {}),
        trail: trailTo(route, [write], 'the password is stored'),
      }
    }
  },
})

/** The column in which the caller's own row is given a password that the request holds. */
function changesOwn(effect: Route['effects'][number]): string | undefined {
  if (effect.kind !== 'query' || effect.does !== 'update' || !isPeople(effect.table ?? '') || effect.guards.some(isStaffGuard))
    return undefined
  if (!effect.filters.some(filter => isCallers(filter.value))) return undefined
  return [...fieldsOf(effect.data)].find(([field, value]) => PASSWORD.test(field) && [...leaves(value)].some(isSent))?.[0]
}

const isSent = (value: Term): boolean => [...originsOf(value)].some(one => one.from === 'body' && /pass|pwd/i.test(one.path.at(-1) ?? ''))

/** A password is compared, or a code of a mail is: whoever has it may. */
const proves = (effect: Route['effects'][number]): boolean =>
  effect.kind === 'compare' ||
  (effect.kind === 'query' && effect.filters.some(filter => /token|otp|code/i.test(filter.column))) ||
  effect.when.some(
    ({ term }) =>
      /compare|verify|match|check/i.test(JSON.stringify(term).slice(0, 4_000)) &&
      /pass|pwd|current|old/i.test(JSON.stringify(term).slice(0, 4_000)),
  )
