import type { Place } from '#base/place'
import type { Table } from '#database/catalogue'
import type { Effect, Guard, QueryEffect, RespondEffect } from '../app-model.js'
import { originsOf, type OriginTerm, type Term } from '../term.js'
import { isPaymentService } from './money.js'
import { isDirectory, isGrave, isPeople, isPrivateQuery, isSensitive } from './rows.js'
import { samePlace } from './terms.js'

/** Private rows that reach an answer. */
export interface Exposed {
  readonly query: QueryEffect
  readonly table: string
  readonly answer: Place
  readonly guards: readonly Guard[]
  readonly when: Effect['when']
  /** More than one row. */
  readonly many: boolean
  /** What is answered could not be followed: it is taken to be what was read last. */
  readonly guessed?: true
}

const HARMLESS = /^(?:_?id|_count|count|length|created_?at|updated_?at|slug|public_?id)$/i

export const isRefusal = (effect: RespondEffect): boolean =>
  (effect.status !== undefined && effect.status >= 400) ||
  (effect.how === 'redirect' && /log-?in|sign-?in|auth/i.test(JSON.stringify(effect.body)))

/** Origins whose content can be read from a value: how many there are, or whether there is one, tells nothing of them. */
export function* shown(term: Term): Generator<OriginTerm> {
  if (
    term.kind === 'computed' &&
    /^(?:\.length|number|keys|!|typeof|[=!]==?|[<>]=?|call (?:includes|has|some|every|Boolean|compare\w*))$/.test(term.how)
  )
    return
  if (term.kind === 'computed' || term.kind === 'either') for (const part of term.of) yield* shown(part)
  else if (term.kind === 'object') {
    for (const [, value] of term.entries) yield* shown(value)
    for (const value of term.spread) yield* shown(value)
  } else if (term.kind === 'list') for (const item of term.items) yield* shown(item)
  else yield* originsOf(term)
}

/** Which private rows a route's answers hold, as far as the values can be followed. */
export function exposed(effects: readonly Effect[], tables: ReadonlyMap<string, Table>): Exposed[] {
  const reads = effects.filter((effect): effect is QueryEffect => effect.kind === 'query' && isPrivateQuery(effect, tables))
  const found: Exposed[] = []
  for (const [index, answer] of effects.entries()) {
    if (answer.kind !== 'respond' || isRefusal(answer)) continue
    const last =
      answer.body.kind === 'unknown' ? reads.findLast(read => effects.indexOf(read) < index && !isPeople(read.table!)) : undefined
    if (last)
      found.push({
        query: last,
        table: last.table!,
        answer: answer.at,
        guards: answer.guards,
        when: answer.when,
        many: !last.single,
        guessed: true,
      })
    for (const one of shown(answer.body)) {
      const asked = one.from === 'service' ? askedAbout(one, effects.slice(0, index), reads) : undefined
      if (asked && !found.some(other => other.query === asked && other.answer === answer.at))
        found.push({ query: asked, table: asked.table!, answer: answer.at, guards: answer.guards, when: answer.when, many: false })
      if (one.from !== 'row' || !one.at) continue
      const query = reads.find(read => samePlace(read.at, one.at!))
      if (!query || found.some(other => other.query === query && other.answer === answer.at)) continue
      const column = one.path.find(part => part !== '*' && !/^\d+$/.test(part))
      if (tells(query, column, tables))
        found.push({ query, table: query.table!, answer: answer.at, guards: answer.guards, when: answer.when, many: !query.single })
    }
  }
  return found
}

/** Whether it is paid, or where to pay, is told to whoever comes back from paying. */
const STATE = /^(?:\w*status|url|client_?secret|id|paid|amount\w*|currency|mode)$/i

/** The private row of which a payment service was asked: what it knows of an account is the account's. */
function askedAbout(one: OriginTerm, before: readonly Effect[], reads: readonly QueryEffect[]): QueryEffect | undefined {
  if (!isPaymentService(one.name) || !one.path.length || STATE.test(one.path.at(-1)!)) return undefined
  for (const effect of before) {
    if (effect.kind !== 'send' || effect.service !== one.name || !/retrieve|list|get/i.test(effect.operation)) continue
    const row = originsOf(effect.input).find(other => other.from === 'row' && other.at)
    const query = row && reads.find(read => samePlace(read.at, row.at!))
    if (query) return query
  }
  return undefined
}

/** Whether the part of the row that is answered is anybody's business but its owner's. */
function tells(query: QueryEffect, column: string | undefined, tables: ReadonlyMap<string, Table>): boolean {
  const name = query.table!
  const table = tables.get(name)
  if (isDirectory(name, table))
    return (column ? [column] : (query.columns ?? table?.columns.map(one => one.name) ?? [])).some(one => isGrave(one, name))
  if (column !== undefined) return isPeople(name) ? isSensitive(column) : !HARMLESS.test(column)
  const shown = query.columns ?? table?.columns.map(one => one.name)
  if (!shown) return true
  // Which kind of member somebody is may stand beside a name that was asked for.
  if (isPeople(name)) return shown.some(one => isSensitive(one) && !(query.columns && query.single && ROLE.test(one)))
  return shown.some(one => !HARMLESS.test(one))
}

const ROLE = /^(?:user_?)?(?:role|type)$/i
