import { defineCheck, type Problem } from '#checks/check'
import { sameFunction } from '#checks/rules/held'
import type { DatabaseFunction, Table, Trigger } from '#database/catalogue'
import type { QueryEffect, Route } from '#model/app-model'
import { keepsApart, lookedUpFirst, written } from '#model/read/looked-up'
import { isWrite } from '#model/read/money'
import { isMachine, nameOf, trailTo } from '#model/read/route'
import { tablesByName } from '#model/read/tables'
import { chosen, fieldsOf } from '#model/read/terms'
import type { Term } from '#model/term'
import type { Source } from '#source/source'

export default defineCheck({
  id: 'money/double-booking',
  title: 'Two customers can book the same time or seat at once',
  why: 'Both requests find the place free before either has taken it, so that two people pay for one place.',
  severity: 'high',
  refs: ['CWE-367', 'CWE-362'],
  needs: ['routes', 'tables', 'functions', 'source'],
  *find({ routes, tables, functions, source }) {
    const byName = tablesByName(tables)
    const told = new Set<string>()
    for (const route of routes) {
      if (route.unreached || isMachine(route) || route.kind === 'page') continue
      for (const taken of [...timesTaken(route, routes, byName), ...seatsTaken(route, byName)]) {
        const { first, create, says } = taken
        const place = `${first.at.file}:${first.at.line}`
        if (told.has(place) || isKeptApart(byName.get(create.table!), functions, source)) continue
        told.add(place)
        yield problem(route, taken, says)
      }
    }
  },
})

interface Taken {
  /** Where it is looked whether the place is free, or taken right away. */
  readonly first: QueryEffect
  readonly create: QueryEffect
  readonly says: string
  readonly severity: 'high' | 'medium'
}

const problem = (route: Route, { first, create, severity }: Taken, says: string): Problem => ({
  at: first.at,
  certainty: 'likely',
  severity,
  message: `\`${nameOf(route)}\` ${says}.`,
  help: 'Let the database refuse the second: a unique index on the place and its time, or an exclusion constraint on the range of times.',
  key: `${nameOf(route)} ${create.table}`,
  route: nameOf(route),
  table: create.table!,
  trail: trailTo(route, [...new Set([first, create])], 'apart from the other'),
})

const TIME = /(?:^|_)(?:date|day|time|slot|start|end|from|to|until|at|hour|check_?in|check_?out|pickup|return)(?:s|ed|_\w+)?$/
/** What can be had by one at a time; a cart, a price or a report for some time is none. */
const BOOKED =
  /^(?!.*(?:cart|pric|report|rate|template|log|rule)).*(?:book|reserv|appoint|rent|hire|lease|slot|schedule|meeting|visit|viewing|lesson|consult|stay|sitting)/
const plain = (column: string): string =>
  column
    .split(/[.\s]/)[0]!
    .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()

/** A look for what overlaps, or for the very same time, and then a row that takes it. */
function* timesTaken(route: Route, routes: readonly Route[], tables: ReadonlyMap<string, Table>): Generator<Taken> {
  for (const { read, create } of lookedUpFirst(route)) {
    const table = tables.get(create.table!)
    const times = read.filters.filter(filter => chosen(filter.value) && TIME.test(plain(filter.column)))
    const isRange = times.some(filter => /</.test(filter.op)) && times.some(filter => />/.test(filter.op))
    const isExact = times.length > 0 && times.every(filter => filter.op === '=') && read.filters.length > 1
    if (!(isRange || isExact) || isOfCaller(read) || !BOOKED.test(plain(create.table!))) continue
    if (
      table &&
      isExact &&
      keepsApart(
        table,
        read.filters.map(filter => filter.column),
      )
    )
      continue
    const isRequest = asksOtherState(read, create, table)
    if (isRequest && routes.some(other => accepts(other, create.table!))) continue
    yield {
      first: read,
      create,
      says: `looks for a \`${create.table}\` row at the same time and adds one later: two requests at once both find it free`,
      severity: isRequest ? 'medium' : 'high',
    }
  }
}

/** Whoever calls may not be in two places: nobody else is kept out. */
const isOfCaller = (read: QueryEffect): boolean => read.filters.some(filter => JSON.stringify(filter.value).includes('"from":"session"'))

/** Only rows that were accepted are in the way, and a new one is none of them. */
function asksOtherState(read: QueryEffect, create: QueryEffect, table: Table | undefined): boolean {
  const asked = read.filters.find(filter => /status|state/i.test(filter.column) && /^(?:=|in)$/.test(filter.op))
  if (!asked) return false
  const given = written(create, plain(asked.column), table)
  const before = textsOf(asked.value, read)
  const after = given ? textsOf(given, create) : []
  return before.length > 0 && !before.some(text => after.includes(text)) && (given === undefined || after.length > 0)
}

/** Fixed texts of a value; those of a statement's own stand in its text. */
const textsOf = (value: Term, { sql }: QueryEffect): readonly string[] => {
  if (value.kind === 'literal') return [String(value.value)]
  if (value.kind === 'list') return value.items.flatMap(item => (item.kind === 'literal' ? [String(item.value)] : []))
  return sql?.kind === 'literal' ? [...String(sql.value).matchAll(/'(\w+)'/g)].map(found => found[1]!) : []
}

/** A route that changes a row and looks at the times of the others first. */
const accepts = (route: Route, table: string): boolean =>
  route.effects.some(effect => isWrite(effect) && effect.does === 'update' && effect.table === table) &&
  route.effects.some(
    effect =>
      effect.kind === 'query' &&
      effect.does === 'read' &&
      effect.table === table &&
      effect.filters.some(filter => /[<>]/.test(filter.op) && TIME.test(plain(filter.column))),
  )

const SEAT = /^(?:seat|seat_?(?:id|no|number|label)|slot_?id|time_?slot_?id)$/
const SEATED = /seat|ticket|booking|reservation|appointment/i

/** A row takes the seat that the request names, and neither the route nor the table asks whether somebody has it. */
function* seatsTaken(route: Route, tables: ReadonlyMap<string, Table>): Generator<Taken> {
  for (const create of route.effects) {
    if (create.kind !== 'query' || create.does !== 'create' || !SEATED.test(create.table ?? '')) continue
    const table = tables.get(create.table!)
    const seat = [...fieldsOf(create.data)].find(([field, value]) => SEAT.test(plain(field)) && chosen(value))
    if (!seat || !table || table.indexes.some(index => index.unique && index.columns.some(column => SEAT.test(plain(column))))) continue
    if (
      keepsApart(table, [seat[0]]) ||
      table.primaryKey.some(column => SEAT.test(plain(column))) ||
      route.effects.some(one => looksAtSeat(one, create))
    )
      continue
    yield {
      first: create,
      create,
      says: `takes the \`${seat[0]}\` that the request names, and nothing asks whether somebody has it`,
      severity: 'high',
    }
    return
  }
}

/** Any read or update that a seat selects may be how it was asked. */
const looksAtSeat = (effect: Route['effects'][number], create: QueryEffect): boolean =>
  effect !== create &&
  effect.kind === 'query' &&
  (effect.does === 'raw' ||
    effect.filters.some(filter => SEAT.test(plain(filter.column)) || (/seat|slot/i.test(effect.table ?? '') && chosen(filter.value))))

/** Something of the schema that no list of columns tells: an exclusion constraint, a trigger that may refuse a new row. */
const isKeptApart = (table: Table | undefined, functions: readonly DatabaseFunction[], source: Source): boolean =>
  (table?.triggers ?? []).some(trigger => trigger.before && trigger.on.includes('insert') && mayRefuse(trigger, functions)) ||
  (table !== undefined && source.files.some(file => file.path.endsWith('.sql') && /exclude\s+using/i.test(file.text())))

/** One that only numbers the row, or sets its time, refuses nothing; of one that is not there nothing is known. */
function mayRefuse({ function: called }: Trigger, functions: readonly DatabaseFunction[]): boolean {
  const bodies = functions.filter(item => sameFunction(item.name, called)).map(item => item.body)
  return bodies.length === 0 || bodies.some(body => /\braise\s+exception\b|\breturn\s+null\b/i.test(body))
}
