import type { Place } from '#base/place'
import type { Severity } from '#base/certainty'
import { defineCheck } from '#checks/check'
import type { Effect, QueryEffect, Route } from '#model/app-model'
import { procedureOf } from '#model/read/deeds'
import { isCharge, isMoneyTable, isWrite, movesMoney, writesMoney } from '#model/read/money'
import { nameOf, trailTo } from '#model/read/route'
import { isPeople } from '#model/read/rows'
import { fieldsOf } from '#model/read/terms'
import type { Source } from '#source/source'

interface Silent {
  readonly effect: Effect
  readonly at: Place
  readonly severity: Severity
  readonly says: string
  readonly help: string
}

export default defineCheck({
  id: 'money/swallowed-error',
  title: 'When money goes wrong, nobody is told',
  why: 'A payment is taken or an order is lost, and the customer, the payment service and you all believe that it went well.',
  severity: 'high',
  refs: ['CWE-390', 'CWE-391'],
  needs: ['routes', 'source'],
  *find({ routes, source }) {
    const places = new Set<string>()
    for (const route of routes) {
      if (route.unreached) continue
      const name = nameOf(route)
      const told = new Set<string>()
      const all = [...silentIn(route, source)]
      for (const silent of all) {
        // Of several of a kind in one route one is told, with the way to the others.
        const kind = `${silent.severity} ${silent.help}`
        if (told.has(kind)) continue
        told.add(kind)
        // Shared code is told once, whichever routes lead to it.
        const place = `${silent.at.file}:${silent.at.line}`
        if (places.has(place)) continue
        places.add(place)
        const alike = all.filter(other => `${other.severity} ${other.help}` === kind)
        yield {
          at: silent.at,
          certainty: 'certain',
          severity: silent.severity,
          message: `\`${name}\` ${silent.says}.`,
          help: silent.help,
          key: `${name} ${subjectOf(silent.effect)} ${silent.says.split(' ')[0]}`,
          route: name,
          trail: trailTo(
            route,
            alike.map(other => other.effect),
            'may fail unseen',
          ),
          ...(silent.effect.kind === 'query' && silent.effect.table ? { table: silent.effect.table } : {}),
        }
      }
    }
  },
})

function* silentIn(route: Route, source: Source): Iterable<Silent> {
  for (const effect of route.effects) {
    if (!matters(effect, route)) continue
    const what = subjectOf(effect)
    const settled = settledAt(effect, source)
    if (settled)
      yield {
        effect,
        at: settled,
        severity: 'high',
        says: `goes on when writing ${what} fails: \`Promise.allSettled\` hides it`,
        help: 'Await the write by itself, and answer with an error when it fails.',
      }
    if (effect.kind === 'query' && effect.errorRead === false)
      yield {
        effect,
        at: effect.at,
        severity: balances(effect) ? 'critical' : 'high',
        says: `never looks at the error of ${effect.does === 'raw' ? 'calling' : 'writing'} ${what}`,
        help: 'Read `error` of the answer, and stop with an error when there is one.',
      }
    else if (effect.swallowedBy && !settled)
      yield {
        effect,
        at: effect.swallowedBy,
        severity: 'high',
        says: `goes on as if all went well when ${effect.kind === 'send' ? `${what} fails` : `writing ${what} fails`}`,
        help: 'Answer with an error, or throw it on, so that the caller tries again.',
      }
  }
}

const subjectOf = (effect: Effect): string =>
  effect.kind === 'query'
    ? `\`${effect.table ?? (procedureOf(effect) || 'the database')}\``
    : effect.kind === 'send'
      ? `\`${effect.operation}\``
      : effect.kind

/** Money moves, or rows that say who paid what are written; in a webhook, what the provider would send again. */
function matters(effect: Effect, route: Route): boolean {
  if (effect.kind !== 'query') return movesMoney(effect) || isCharge(effect)
  if (SETTLES.test(procedureOf(effect)) && !ASKS.test(procedureOf(effect))) return true
  if (!isWrite(effect)) return false
  const query: QueryEffect = effect
  if (writesMoney(query) && (isMoneyTable(query.table) || isPeople(query.table ?? ''))) return query.does !== 'delete' && tellsMoney(query)
  return (
    route.kind === 'webhook' &&
    isPeople(query.table ?? '') &&
    [...fieldsOf(query.data)].some(([field]) => /plan|tier|status|subscri|role|credits?|premium|paid/i.test(field))
  )
}

/** A function of the database that says that something was paid, and one that only asks. */
const SETTLES =
  /fulfil|(?:mark|set|confirm|complete|process|record|settle|finali[sz]e)\w*(?:paid|pay|payment|order|purchase|booking|invoice|subscription)|(?:add|grant|deduct|spend|credit|debit)\w*(?:credit|balance|wallet|fund|point|token)|(?:order|payment|purchase|invoice)_?paid/i
const ASKS = /^(?:get|list|fetch|find|search|count|check|validate|is|has|can|track)_?/i

/** What is changed says who paid, how much, or how far it is; a note on an order may be lost. */
function tellsMoney(query: QueryEffect): boolean {
  const fields = [...fieldsOf(query.data)]
  return (
    query.does === 'create' ||
    !fields.length ||
    fields.some(([field]) =>
      /status|state|paid|total|amount|balance|credit|payment|refund|quantity|plan|tier|session|intent|charge|transfer/i.test(field),
    )
  )
}

const balances = (query: QueryEffect): boolean => /wallet|balance/i.test(query.table ?? '') && isMoneyTable(query.table)

/** `Promise.allSettled([…])` around the call, with nobody asking afterwards what was rejected. */
function settledAt(effect: Effect, source: Source): Place | undefined {
  for (const at of [...effect.trail.map(step => step.at), effect.at]) {
    const lines = source.file(at.file)?.text().split('\n') ?? []
    for (let line = at.line; line > Math.max(0, at.line - 5); line--) {
      if (!/Promise\.allSettled\(/.test(lines[line - 1] ?? '')) continue
      const open = lines.slice(line - 1, at.line).join('\n')
      const after = lines.slice(at.line - 1, at.line + 25).join('\n')
      // Closed again before the call, or what was rejected is looked for.
      if (/\]\s*\)/.test(lines.slice(line - 1, at.line - 1).join('\n')) || /rejected|\.reason\b/.test(after)) break
      if (open) return { file: at.file, line }
    }
  }
  return undefined
}
