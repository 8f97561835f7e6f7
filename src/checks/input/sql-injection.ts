import { defineCheck } from '#checks/check'
import type { QueryEffect } from '#model/app-model'
import { lineAbove } from '#model/read/entry'
import { isUnasked, wording } from '#model/read/flow'
import { nameOf, trailTo } from '#model/read/route'
import { spelled } from '#model/read/terms'
import type { OriginTerm } from '#model/term'

/** Where names of columns are put together, some lines before the statement. */
const NAMES = /\.push\(|Object\.(?:keys|entries)\(|\bfor\s*\(.*\b(?:in|of)\b/

export default defineCheck({
  id: 'input/sql-injection',
  title: 'Text of the request becomes part of a database statement',
  why: 'Anyone can read, change or delete every table by sending a piece of SQL in place of a value.',
  severity: 'critical',
  refs: ['CWE-89', 'OWASP-A03:2021'],
  needs: ['routes', 'source'],
  *find({ routes, source }) {
    for (const route of routes) {
      if (route.unreached) continue
      for (const effect of route.effects) {
        const value = effect.kind === 'query' ? inText(effect) : undefined
        if (!value) continue
        const name = nameOf(route)
        const isKey = value.path.length === 0 || value.path.at(-1) === '*'
        yield {
          at: isKey ? lineAbove(source, effect.at, NAMES) : effect.at,
          certainty: isUnasked(value) ? 'certain' : 'likely',
          message: `\`${name}\` puts ${isKey ? `names out of \`${spelled(value)}\`` : `\`${spelled(value)}\``} into the text of an SQL statement.`,
          help: isKey
            ? 'Take the names of columns from a fixed list, and bind the values.'
            : 'Bind the value as a parameter; where it must be a name, take it from a fixed list.',
          key: `${name} ${spelled(value)}`,
          route: name,
          trail: trailTo(route, [effect], 'the statement is made of text'),
        }
      }
    }
  },
})

/** A statement's text without what is bound: whoever made the model has left a `?` there. */
function inText(query: QueryEffect): OriginTerm | undefined {
  if (!query.sql || query.via === 'mongodb' || query.via === 'mongoose') return undefined
  if (query.sql.kind === 'computed' && query.sql.how === 'rpc') return undefined
  // A text whose quotes are doubled, or that is looked up in a list, is no longer the caller's.
  return wording(query.sql, { keeps: how => (/^(?:call replace|call replaceAll|index)$/.test(how) ? false : undefined) })
}
