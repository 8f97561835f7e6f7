import type { Place } from '#base/place'
import type { Effect, Guard, QueryEffect, Route } from '../app-model.js'
import { originsOf, type OriginTerm, REQUEST_ORIGINS, type Term } from '../term.js'
import { procedureOf } from './deeds.js'
import { isOrderTable, isMoneyTable, isPayment, isWrite } from './money.js'
import { fieldsOf, samePlace } from './terms.js'

/** An order that is marked as paid, and the payment that was asked about before: both are named by the request, and nothing ties them. */
export interface Unmatched {
  /** Where the service was asked, or the signature compared. */
  readonly asked: Place
  readonly payment: OriginTerm
  readonly marked: QueryEffect
  readonly order: OriginTerm
}

const ASKS = /retrieve|capture|verif|fetch|find|get|show|orders|payments|transaction/i
const SETTLED = /^(?:paid|completed?|confirmed|success(?:ful)?|succeeded|processing|active|captured|approved)$/i
const SETTLES = /fulfil|(?:mark|set|confirm|complete)\w*(?:paid|pay|payment|order|purchase|booking)|(?:order|payment|purchase)_?paid/i

export function unmatchedPayment(route: Route): Unmatched | undefined {
  for (const [index, marked] of route.effects.entries()) {
    if (marked.kind !== 'query' || !marks(marked)) continue
    const asked = [...route.effects.slice(0, index).flatMap(askedIn), ...marked.guards.flatMap(signedIn)]
    const keys = keysOf(marked, route)
    const [order] = keys
    if (!order || !asked.length || [...keys, ...asked.map(one => one.payment)].some(isCompared)) continue
    if (keys.some(key => asked.some(one => same(one.payment, key))) || namesOrder(marked)) continue
    return { ...asked[0]!, marked, order }
  }
  return undefined
}

type Asked = Pick<Unmatched, 'asked' | 'payment'>

/** Values of the request by which a payment service is asked about a payment. */
const askedIn = (effect: Effect): Asked[] =>
  isPayment(effect) && ASKS.test(effect.operation) && !/create$/.test(effect.operation)
    ? requested(effect.input).map(payment => ({ asked: effect.at, payment }))
    : []

/** What a signature is made over; a webhook's is made over all that was sent. */
const signedIn = (guard: Guard): Asked[] =>
  guard.kind === 'signature' && guard.on ? requested(guard.on).map(payment => ({ asked: guard.at, payment })) : []

/** With something that the app knows. */
const isCompared = (one: OriginTerm): boolean => /by hand|enum/.test(one.checked ?? '')

const requested = (term: Term): OriginTerm[] =>
  [...originsOf(term)].filter(one => REQUEST_ORIGINS.has(one.from) && one.path.length > 0 && one.from !== 'headers')

function marks(query: QueryEffect): boolean {
  if (SETTLES.test(procedureOf(query))) return true
  return (
    isWrite(query) &&
    query.does === 'update' &&
    (isOrderTable(query.table) || isMoneyTable(query.table)) &&
    [...fieldsOf(query.data)].some(
      ([field, value]) =>
        (/status|state/i.test(field) && value.kind === 'literal' && SETTLED.test(String(value.value))) ||
        (/^(?:is_?)?paid$/i.test(field) && value.kind === 'literal' && value.value === true),
    )
  )
}

/** Which row: by its filters, by those of the row that was found before, or by what the procedure is given. */
function keysOf(marked: QueryEffect, route: Route): OriginTerm[] {
  if (marked.does === 'raw') return requested(marked.data ?? { kind: 'unknown' })
  return marked.filters.flatMap(({ value }) => [...requested(value), ...[...originsOf(value)].flatMap(one => foundBy(one, route))])
}

const foundBy = (one: OriginTerm, route: Route): OriginTerm[] =>
  one.from !== 'row' || !one.at || one.scoped
    ? []
    : route.effects.flatMap(effect =>
        effect.kind === 'query' && effect.does === 'read' && samePlace(effect.at, one.at!)
          ? effect.filters.flatMap(filter => requested(filter.value))
          : [],
      )

/** The order that the service says the payment is for. */
const namesOrder = (marked: QueryEffect): boolean =>
  marked.filters.some(filter => [...originsOf(filter.value)].some(one => one.from === 'service' || one.from === 'event'))

const same = (a: OriginTerm, b: OriginTerm): boolean => a.from === b.from && a.path.join('.') === b.path.join('.')
