import type { Severity } from '#base/certainty'
import { defineCheck } from '#checks/check'
import type { Filter, QueryEffect, Route, Setup } from '#model/app-model'
import { lineAbove } from '#model/read/entry'
import { wording } from '#model/read/flow'
import { nameOf, trailTo } from '#model/read/route'
import { spelled } from '#model/read/terms'
import type { OriginTerm } from '#model/term'

const SECRET = /pass(?:word)?|token|otp|code|secret|hash|pin|api_?key/i

export default defineCheck({
  id: 'input/nosql-injection',
  title: 'The request decides what a Mongo query asks for',
  why: 'Anyone can log in as somebody else, or change every row at once, by sending an operator in place of a value.',
  severity: 'high',
  refs: ['CWE-943', 'OWASP-A03:2021'],
  needs: ['routes', 'setups', 'source'],
  *find({ routes, setups, source }) {
    for (const route of routes) {
      if (route.unreached) continue
      for (const effect of route.effects) {
        if (effect.kind !== 'query' || (effect.via !== 'mongodb' && effect.via !== 'mongoose')) continue
        const name = nameOf(route)
        for (const filter of effect.filters) {
          const code = filter.op === '$where' ? wording(filter.value) : undefined
          const value = code ?? (isObject(route, setups) ? whole(filter) : undefined)
          if (!value) continue
          yield {
            at: code ? lineAbove(source, effect.at, /\$where/) : effect.at,
            certainty: code || value.from === 'body' ? 'certain' : 'likely',
            severity: code ? 'critical' : gravity(effect, filter),
            message: code
              ? `\`${name}\` puts \`${spelled(value)}\` into JavaScript that the database runs.`
              : `\`${name}\` lets \`${spelled(value)}\` be an operator instead of a value of \`${filter.column}\`.`,
            help: code
              ? 'Filter with operators such as `$gt` on a value turned into a number or a text.'
              : 'Turn the value into a text or a number, or check it with a schema, before it is a filter.',
            key: `${name} ${effect.table ?? ''} ${filter.column}`,
            route: name,
            ...(effect.table ? { table: effect.table } : {}),
            trail: trailTo(route, [effect], 'the filter is what the request holds'),
          }
        }
      }
    }
  },
})

function gravity(query: QueryEffect, filter: Filter): Severity {
  if (SECRET.test(filter.column)) return 'high'
  return query.does === 'delete' ? 'high' : 'medium'
}

/** A value that may be an object, compared with a column as it came. */
function whole(filter: Filter): OriginTerm | undefined {
  const { value, op } = filter
  if (!/^(?:=|object|\$eq)$/.test(op) || value.kind !== 'origin') return undefined
  if (value.from !== 'body' && value.from !== 'query') return undefined
  return value.checked === undefined || value.checked === 'presence' ? value : undefined
}

/** Whether a body comes apart into objects: as JSON, or as an extended form. */
function isObject(route: Route, setups: readonly Setup[]): boolean {
  if (route.framework !== 'express') return route.kind === 'http' && route.method !== 'GET'
  return setups.some(
    setup =>
      setup.what === 'body-parser' &&
      (/json$/.test(setup.library) ||
        (/urlencoded$/.test(setup.library) && /"extended",\{"kind":"literal","value":true/.test(JSON.stringify(setup.options)))),
  )
}
