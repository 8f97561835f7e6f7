import type { Severity } from '#base/certainty'
import { defineCheck } from '#checks/check'
import type { Effect, QueryEffect, Route } from '#model/app-model'
import { isBalanceField, isMoneyTable, isOrderTable, isWrite, movesMoney } from '#model/read/money'
import { nameOf, trailTo } from '#model/read/route'
import { chosen, fieldsOf } from '#model/read/terms'
import { originsOf, type Term } from '#model/term'

interface Torn {
  readonly first: Effect
  readonly all: readonly Effect[]
  readonly severity: Severity
  readonly says: string
}

export default defineCheck({
  id: 'money/missing-transaction',
  title: 'Writes that belong together are made one by one',
  why: 'A crash in between takes the money without the order, and two requests at once spend the same balance twice.',
  severity: 'medium',
  refs: ['CWE-460', 'CWE-362'],
  needs: ['routes', 'browser'],
  *find({ routes, browser }) {
    const told = new Set<string>()
    for (const route of routes) {
      const torn = route.unreached ? undefined : tornIn(route.effects)
      const place = torn && `${torn.first.at.file}:${torn.first.at.line}`
      if (!torn || !place || told.has(place)) continue
      told.add(place)
      const name = nameOf(route)
      yield {
        at: torn.first.at,
        certainty: 'likely',
        severity: torn.severity,
        message: `\`${name}\` ${torn.says} without a transaction.`,
        help: helpFor(torn),
        key: name,
        route: name,
        trail: trailTo(route as Route, torn.all, 'written by itself'),
      }
    }
    for (const unit of browser) {
      const torn = tornIn(unit.effects)
      // What the browser asks for comes one by one: only rows that hang on each other are told here.
      if (torn && torn.says.startsWith('writes'))
        yield {
          at: torn.first.at,
          certainty: 'likely',
          severity: 'medium',
          message: `\`${unit.name}\` ${torn.says} without a transaction.`,
          help: helpFor(torn),
          key: unit.name,
          trail: torn.all.map(effect => ({ at: effect.at, label: 'written by itself' })),
        }
    }
  },
})

const helpFor = (torn: Torn): string =>
  torn.all.some(effect => effect.kind === 'query' && effect.via === 'supabase')
    ? 'Move the writes into one database function, and call it with `rpc()`.'
    : 'Put the writes into one transaction, and change numbers where they are: `set stock = stock - 1 where stock > 0`.'

/** What of a route's work can be torn apart, the worst first. */
function tornIn(effects: readonly Effect[]): Torn | undefined {
  const writes = effects.filter((effect): effect is QueryEffect => isWrite(effect) && !effect.transaction)
  const stale = writes.find(write => changesStale(write) && !comparesOld(write))
  if (stale) {
    const moves = effects.find(movesMoney)
    const first = moves && effects.indexOf(moves) < effects.indexOf(stale) ? moves : stale
    return {
      first,
      all: [first, stale],
      severity: moves ? 'critical' : 'high',
      says: `reads \`${fieldOf(stale)}\` of \`${stale.table}\` and writes it back later`,
    }
  }
  const once = writes.flatMap(write => setsOnce(write) ?? [])[0]
  if (once) {
    const looked =
      effects.find(effect => effect.kind === 'query' && effect.does === 'read' && effect.table === once.write.table) ?? once.write
    return {
      first: once.write,
      all: [looked, once.write],
      severity: 'high',
      says: `looks at \`${once.field}\` of \`${once.write.table}\` and sets it later`,
    }
  }
  const spent = writes.find(write => isBalance(write) && !comparesOld(write))
  const other = spent && writes.find(write => write !== spent && (isMoneyTable(write.table) || marks(write)) && !excludes(write, spent))
  if (spent && other) {
    const all = [spent, other].toSorted((a, b) => effects.indexOf(a) - effects.indexOf(b))
    return {
      first: all[0]!,
      all,
      severity: 'high',
      says: `changes \`${fieldOf(spent)}\` of \`${spent.table}\` and writes \`${other.table}\``,
    }
  }
  const parent = writes.find(write => write.does === 'create' && isOrderTable(write.table))
  const child =
    parent && writes.find(write => write !== parent && write.does === 'create' && hangsOn(write, parent) && isMoneyTable(write.table))
  if (parent && child)
    return { first: parent, all: [parent, child], severity: 'medium', says: `writes \`${parent.table}\` and then \`${child.table}\`` }
  const listed =
    parent && writes.find(write => write.table !== parent.table && write.does === 'update' && !stateOf(write) && hangsOn(write, parent))
  if (parent && listed)
    return { first: parent, all: [parent, listed], severity: 'medium', says: `writes \`${parent.table}\` and then \`${listed.table}\`` }
  // A ticket is sold, and the number of those that are left changed: both by what the request names.
  const taken =
    spent &&
    writes.find(write => write.does === 'create' && write.table !== spent.table && isAbout(write, spent) && !excludes(write, spent))
  if (spent && taken) {
    const all = [spent, taken].toSorted((a, b) => effects.indexOf(a) - effects.indexOf(b))
    return {
      first: all[0]!,
      all,
      severity: 'medium',
      says: `changes \`${fieldOf(spent)}\` of \`${spent.table}\` and writes \`${taken.table}\``,
    }
  }
  const state = writes.find(
    write =>
      isOrderTable(write.table) && write.does === 'update' && [...fieldsOf(write.data)].some(([field]) => /status|state/i.test(field)),
  )
  const credit = effects.find(
    effect =>
      effect.kind === 'query' &&
      effect.does === 'raw' &&
      isProcedure(effect, /credit|debit|charge|add_?(?:balance|funds|points)|deduct|(?:in|de)crement/i),
  )
  if (state && credit)
    return {
      first: effects.indexOf(state) < effects.indexOf(credit) ? state : credit,
      all: [state, credit],
      severity: 'medium',
      says: `changes \`${state.table}\` and calls a function that moves money`,
    }
  const follows = state && state.via !== 'supabase' ? writes.find(write => followsFrom(write, state) && !excludes(write, state)) : undefined
  if (state && follows) {
    const all = [state, follows].toSorted((a, b) => effects.indexOf(a) - effects.indexOf(b))
    return {
      first: all[0]!,
      all,
      severity: 'medium',
      says: `changes the state of \`${state.table}\` and ${follows.does === 'create' ? 'adds a row of' : 'that of'} \`${follows.table}\``,
    }
  }
  return undefined
}

const stateOf = (write: QueryEffect): boolean => [...fieldsOf(write.data)].some(([field]) => STATE.test(field))

/** A new row that holds the id by which the other is found. */
const isAbout = (write: QueryEffect, other: QueryEffect): boolean =>
  other.filters.some(filter => {
    const asked = chosen(filter.value)
    return (
      asked !== undefined &&
      [...fieldsOf(write.data)].some(
        ([, value]) => value.kind === 'origin' && value.from === asked.from && value.path.join('.') === asked.path.join('.'),
      )
    )
  })

const balanceIn = (query: QueryEffect): readonly [string, Term] | undefined =>
  query.does === 'update' || query.does === 'upsert' ? [...fieldsOf(query.data)].find(([field]) => isBalanceField(field)) : undefined
const isBalance = (query: QueryEffect): boolean => balanceIn(query) !== undefined
const fieldOf = (query: QueryEffect): string => balanceIn(query)?.[0] ?? 'a value'

/** `balance: row.balance - amount`: worked out of what was read before, not in the database. */
function changesStale(query: QueryEffect): boolean {
  const [field, value] = balanceIn(query) ?? []
  return value !== undefined && isArithmetic(value) && [...originsOf(value)].some(one => one.from === 'row' && one.path.at(-1) === field)
}

function isArithmetic(term: Term): boolean {
  if (term.kind === 'either') return term.of.some(isArithmetic)
  return (
    term.kind === 'computed' &&
    (/^(?:\+|-|\*)$/.test(term.how) || (/^(?:number|\|\||\?\?|call (?:Number|toFixed))$/.test(term.how) && term.of.some(isArithmetic)))
  )
}

const ONCE = /redeem|claimed|(?:^|_)(?:is_?)?used(?:_at)?$|usedAt$|consumed|paid_?out/i

/** `if (card.redeemed) return …`, and then `redeemed: true`: of two requests at once both have looked before either has written. */
function setsOnce(write: QueryEffect): { readonly write: QueryEffect; readonly field: string } | undefined {
  // A code that signs somebody in twice is worth nothing more than one that does so once.
  if (write.does !== 'update' || /otp|token|challenge|session|verif|reset|invit|passw|code/i.test(write.table ?? '')) return undefined
  for (const [field] of fieldsOf(write.data)) {
    if (!ONCE.test(field) || write.filters.some(filter => filter.column === field)) continue
    const asked = write.when.some(
      ({ term, truthy }) =>
        !truthy &&
        term.kind === 'origin' &&
        term.from === 'row' &&
        term.path.at(-1) === field &&
        term.name?.toLowerCase() === write.table?.toLowerCase(),
    )
    if (asked) return { write, field }
  }
  return undefined
}

/** Written only where the old value still stands, or is enough: nobody else was there in between. */
const comparesOld = (query: QueryEffect): boolean =>
  query.filters.some(filter => isBalanceField(filter.column) || /version|updated_?at/i.test(filter.column))

/** Takes something from what can be spent once: a card that is redeemed, a cart that is emptied. */
const marks = (query: QueryEffect): boolean =>
  [...fieldsOf(query.data)].some(([field]) => /redeemed|used_?at|is_?used|claimed|status|paid/i.test(field))

/** On paths that exclude each other. */
const excludes = (a: QueryEffect, b: QueryEffect): boolean =>
  a.when.some(one =>
    b.when.some(
      other =>
        one.at.file === other.at.file &&
        one.at.line === other.at.line &&
        one.truthy !== other.truthy &&
        JSON.stringify(one.term) === JSON.stringify(other.term),
    ),
  )

/** What is only told or noted may be missing. */
const NOTED = /notif|log|audit|activit|event|histor|message|mail|track|timeline|view|analytic|review/i
const STATE = /^(?:\w+_)?(?:status|state)$/i

/** A row of its own that the new state calls for, or the state of another that goes with it. */
function followsFrom(write: QueryEffect, state: QueryEffect): boolean {
  const table = write.table
  if (!table || table === state.table || NOTED.test(table)) return false
  const fields = [...fieldsOf(write.data)]
  if (write.does === 'update') return fields.some(([field, value]) => STATE.test(field) && value.kind === 'literal')
  const key = `${(state.table ?? '').replace(/s$/i, '')}id`.toLowerCase()
  return write.does === 'create' && fields.some(([field]) => field.replaceAll('_', '').toLowerCase() === key)
}

const hangsOn = (child: QueryEffect, parent: QueryEffect): boolean =>
  !!child.data &&
  [...originsOf(child.data)].some(
    one => one.from === 'row' && one.at !== undefined && one.at.file === parent.at.file && Math.abs(one.at.line - parent.at.line) <= 1,
  )

const isProcedure = (query: QueryEffect, name: RegExp): boolean =>
  query.sql?.kind === 'computed' &&
  query.sql.how === 'rpc' &&
  query.sql.of[0]?.kind === 'literal' &&
  name.test(String(query.sql.of[0].value))
