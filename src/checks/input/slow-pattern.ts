import { defineCheck, type Problem } from '#checks/check'
import type { QueryEffect, Route } from '#model/app-model'
import { lineAbove } from '#model/read/entry'
import { wording } from '#model/read/flow'
import { nameOf, trailTo } from '#model/read/route'
import { spelled } from '#model/read/terms'
import type { Source } from '#source/source'

export default defineCheck({
  id: 'input/slow-pattern',
  title: 'A regular expression takes exponentially long on some texts',
  why: 'One request with the right text keeps the server busy for minutes, and nobody else gets an answer.',
  severity: 'medium',
  refs: ['CWE-1333', 'OWASP-API4:2023'],
  needs: ['routes', 'source'],
  *find({ routes, source }) {
    for (const route of routes) {
      if (route.unreached) continue
      for (const effect of route.effects) {
        if (effect.kind === 'query') yield* asked(route, effect, source)
        if (effect.kind !== 'run' || effect.what !== 'pattern') continue
        const value = wording(effect.input)
        if (!value) continue
        const name = nameOf(route)
        yield {
          at: effect.at,
          certainty: 'certain',
          message: `\`${name}\` tests \`${spelled(value)}\` with a pattern that some texts keep busy for minutes.`,
          help: 'Write the pattern without a repetition inside a repetition, and limit the length of the text first.',
          key: `${name} ${spelled(value)}`,
          route: name,
          trail: trailTo(route, [effect], 'tested here'),
        }
      }
    }
  },
})

/** `{ name: { $regex: req.query.q } }`: the pattern is the caller's, and the database tries it on every row. */
function* asked(route: Route, query: QueryEffect, source: Source): Iterable<Problem> {
  if (query.via !== 'mongoose' && query.via !== 'mongodb') return
  const filter = query.filters.find(
    ({ op, value }) =>
      op === 'like' &&
      value.kind === 'origin' &&
      /^(?:query|body|params)$/.test(value.from) &&
      !/enum|number|id$/.test(value.checked ?? ''),
  )
  if (filter?.value.kind !== 'origin') return
  const name = nameOf(route)
  yield {
    at: lineAbove(source, query.at, /\$regex/),
    certainty: 'certain',
    severity: 'low',
    message: `\`${name}\` lets \`${spelled(filter.value)}\` be a pattern that the database tries on every row of \`${query.table ?? 'a table'}\`.`,
    help: 'Escape the text before it is a pattern, and limit its length; or search with a text index.',
    key: `${name} ${query.table ?? ''} ${filter.column}`,
    route: name,
    ...(query.table ? { table: query.table } : {}),
    trail: trailTo(route, [query], 'asked with the pattern'),
  }
}
