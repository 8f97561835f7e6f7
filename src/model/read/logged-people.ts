import type { Table } from '#database/catalogue'
import type { LogEffect, QueryEffect, Route } from '../app-model.js'
import { termsOf } from '../routes/inputs.js'
import { originsOf, REQUEST_ORIGINS, type OriginTerm } from '../term.js'
import { isForDevelopers, plain } from './logged.js'
import { queryOf } from './origin-query.js'

/** By what a person is found, or reached. Names alone are too many other things. */
const PERSONAL =
  /^(?:\w+_)?(?:e_?mail(?:_?address)?|(?:tele)?phone(?:_?(?:number|no))?|mobile(?:_?(?:number|no))?|whats_?app|(?:street|home|shipping|billing|delivery|postal)_?address|date_?of_?birth|dob|birth_?(?:day|date)|passport(?:_?(?:number|no))?|national_?id)$/i

export interface LoggedPerson {
  readonly log: LogEffect
  readonly what: string
  /** The whole of what somebody filled in, or of a row. */
  readonly whole: boolean
}

/** Addresses and numbers of people that a route writes into logs, outside of what only a developer sees. */
export function* loggedPeople(route: Route, tables: ReadonlyMap<string, Table>): Generator<LoggedPerson> {
  for (const log of route.effects) {
    if (log.kind !== 'log' || isForDevelopers(log)) continue
    for (const one of log.values.flatMap(value => [...plain(value)])) {
      const found = fieldOf(one) ?? bodyOf(one, route) ?? rowOf(one, route, tables)
      if (found) yield { log, ...found }
    }
  }
}

type What = Omit<LoggedPerson, 'log'>

const lastOf = (one: OriginTerm): string | undefined => one.path.findLast(part => part !== '*')
const isPersonal = (name: string): boolean => PERSONAL.test(name.replaceAll(/([a-z\d])([A-Z])/g, '$1_$2'))

function fieldOf(one: OriginTerm): What | undefined {
  const last = lastOf(one)
  return last !== undefined && isPersonal(last) && (REQUEST_ORIGINS.has(one.from) || /^(?:row|session|event)$/.test(one.from))
    ? { what: `\`${last}\``, whole: false }
    : undefined
}

/** The body as a whole, of which the route reads such a field. */
function bodyOf(one: OriginTerm, route: Route): What | undefined {
  if (one.from !== 'body' || !(one.path.length === 0 || one.path.at(-1) !== '*')) return undefined
  const under = one.path.join('.')
  const field = route.effects
    .flatMap(effect => termsOf(effect).flatMap(term => [...originsOf(term)]))
    .find(
      other =>
        other.from === 'body' &&
        other.path.length > one.path.length &&
        other.path.slice(0, one.path.length).join('.') === under &&
        isPersonal(lastOf(other) ?? ''),
    )
  return field ? { what: `\`${['body', ...one.path].join('.')}\` as a whole, with \`${lastOf(field)}\``, whole: true } : undefined
}

function rowOf(one: OriginTerm, route: Route, tables: ReadonlyMap<string, Table>): What | undefined {
  if (one.from !== 'row' || lastOf(one) !== undefined) return undefined
  const query = queryOf(
    one,
    route.effects.filter((effect): effect is QueryEffect => effect.kind === 'query'),
    tables,
  )
  const table = tables.get(query?.table ?? '')
  const shown = query?.columns
  const column = table?.columns.find(
    ({ name, field }) => isPersonal(name) && !one.without?.includes(field) && (!shown || shown.includes(name) || shown.includes(field)),
  )
  return table && column ? { what: `rows of \`${table.name}\`, with \`${column.name}\``, whole: true } : undefined
}
