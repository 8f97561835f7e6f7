import type { Place } from '#base/place'
import { defineCheck, type Problem } from '#checks/check'
import type { Effect, QueryEffect } from '#model/app-model'
import { isMoneyTable, isWrite } from '#model/read/money'
import { nameOf } from '#model/read/route'
import { isBookKeeping } from '#model/read/rows'

const HELP = 'Read `error` of the answer, and tell whoever asked when there is one: `supabase-js` does not throw.'
/** What may be lost: nobody waits for it. */
const BESIDE = /rate_?limit|attempt|notification|presence|typing|last_seen|heartbeat|search_histor|recent/i

export default defineCheck({
  id: 'errors/unread-error',
  title: 'A write may fail, and the app goes on as if it had not',
  why: 'A rule or a constraint turns the row away, and whoever entered it sees that all went well.',
  severity: 'medium',
  refs: ['CWE-252', 'CWE-391'],
  needs: ['routes', 'browser'],
  *find({ routes, browser }) {
    const told = new Set<string>()
    for (const route of routes) {
      if (route.unreached) continue
      // What money hangs on is told of by itself.
      const lost = [...route.effects.filter(isLost), ...route.effects.filter(isShrugged)].filter(
        query => !isMoneyTable(query.table) && isFirst(query.at, told),
      )
      const name = nameOf(route)
      if (lost.length) yield { ...problemOf(lost, name, `${name} unread`), severity: 'medium', route: name }
    }
    const lost = browser.flatMap(unit => unit.effects.filter(isLost).flatMap(query => (isFirst(query.at, told) ? [{ unit, query }] : [])))
    if (lost[0])
      yield {
        ...problemOf(
          lost.map(one => one.query),
          lost[0].unit.name || lost[0].unit.at.file,
          'browser unread',
        ),
        severity: 'low',
      }
  },
})

function problemOf(lost: readonly QueryEffect[], name: string, key: string): Problem {
  const [first] = lost as [QueryEffect]
  const others = lost.length - 1
  const missed = first.errorRead ? 'goes on as if all went well when writing' : 'never looks at whether writing'
  return {
    at: first.at,
    certainty: 'certain',
    message: `\`${name}\` ${missed} \`${first.table}\` ${first.errorRead ? 'fails' : 'failed'}${others ? `; so it is with ${others} more` : ''}.`,
    help: HELP,
    key,
    ...(first.table ? { table: first.table } : {}),
    trail: lost.slice(0, 40).map(query => ({ at: query.at, label: 'may fail unseen' })),
  }
}

const isFirst = (at: Place, told: Set<string>): boolean => {
  const place = `${at.file}:${at.line}`
  return !told.has(place) && Boolean(told.add(place))
}

/** Nothing of the answer is looked at: neither its error nor the row that it gives back. */
const isLost = (effect: Effect): effect is QueryEffect =>
  isWrite(effect) && effect.errorRead === false && !effect.returning && isMissed(effect)

/** Its error goes to the log, and the route answers as if there were none. What a page catches it may show. */
const isShrugged = (effect: Effect): effect is QueryEffect =>
  isWrite(effect) && effect.errorRead === true && effect.swallowedBy !== undefined && isMissed(effect)

const isMissed = (effect: QueryEffect): boolean => effect.table !== undefined && !isBookKeeping(effect.table) && !BESIDE.test(effect.table)
