import { defineCheck, type Problem } from '#checks/check'
import type { QueryEffect, Route } from '#model/app-model'
import { isBalanceField } from '#model/read/money'
import { asksAround, isHeldApart, workedOut } from '#model/read/quantity'
import { isMachine, isStaffGuard, nameOf, trailTo } from '#model/read/route'
import { chosen, fieldsOf, leaves } from '#model/read/terms'
import { originsOf, type OriginTerm, type Term } from '#model/term'
import type { Source } from '#source/source'

/** How often a thing was had: it goes up, and what it may reach stands beside it. */
const USES = /sold|used|usage|uses|redemption|redeemed/i

interface Taking {
  readonly write: QueryEffect
  readonly field: string
  /** By how much, where the request says so. */
  readonly amount: OriginTerm | undefined
}

export default defineCheck({
  id: 'money/oversold',
  title: 'What is left is looked at first and taken later, or not looked at at all',
  why: 'Two customers at once both find the last one and both buy it, a code serves more often than it may, a balance is spent twice.',
  severity: 'high',
  refs: ['CWE-367', 'CWE-362'],
  needs: ['routes', 'source'],
  *find({ routes, source }) {
    const told = new Set<string>()
    for (const route of routes) {
      if (route.unreached) continue
      for (const taking of route.effects.flatMap(effect => (effect.kind === 'query' ? (takenBy(effect, source) ?? []) : []))) {
        const { write, field } = taking
        const place = `${write.at.file}:${write.at.line}`
        if (told.has(place) || write.filters.some(filter => isBalanceField(filter.column)) || write.guards.some(isStaffGuard)) continue
        const found = problem(route, taking, source)
        if (!found || isHeldApart(source, write, field)) continue
        told.add(place)
        yield found
      }
    }
  },
})

function problem(route: Route, { write, field, amount }: Taking, source: Source): Problem | undefined {
  const asked = asksAround(source, write.at, field)
  const name = nameOf(route)
  const common = {
    at: write.at,
    key: `${name} ${write.table ?? ''} ${field}`,
    route: name,
    ...(write.table ? { table: write.table } : {}),
  }
  if (asked)
    return {
      ...common,
      certainty: 'likely',
      severity: USES.test(field) ? 'medium' : 'high',
      message: `\`${name}\` looks at \`${field}\` of \`${write.table}\` and ${USES.test(field) ? 'raises it' : 'takes from it'} later: two at once both find enough.`,
      help: `Let the statement ask: change \`${field}\` only where it is still enough, and refuse where no row was changed.`,
      trail: [{ at: { file: write.at.file, line: asked }, label: `\`${field}\` is looked at` }, ...trailTo(route, [write], 'taken later')],
    }
  // What was paid for elsewhere was asked for elsewhere.
  if (USES.test(field) || isMachine(route) || !amount || asksAnywhere(route, field, source)) return undefined
  return {
    ...common,
    certainty: 'likely',
    severity: 'medium',
    message: `\`${name}\` takes as much from \`${field}\` of \`${write.table}\` as the request says, and nobody asks whether so much is left.`,
    help: `Change \`${field}\` only where it is enough, and refuse where no row was changed.`,
    trail: trailTo(route, [write], 'taken without asking'),
  }
}

/** A write that lowers what is left, or raises how often it was had. What is worked out of a row outside of a transaction is told as that. */
function takenBy(write: QueryEffect, source: Source): Taking | undefined {
  if (write.does !== 'update' && write.does !== 'upsert') return undefined
  // Documents that two transactions change at once: MongoDB gives the second up. https://www.mongodb.com/docs/manual/core/transactions/
  if (write.transaction && /mongo/.test(write.via)) return undefined
  for (const [field, value] of fieldsOf(write.data)) {
    if (!isBalanceField(field)) continue
    const way = USES.test(field) ? isRaised(value) : isLowered(value)
    if (way || (write.transaction && isStale(value, field, USES.test(field) ? '+' : '-'))) return { write, field, amount: chosen(value) }
  }
  if (!isRow(write.data)) return undefined
  const worked = workedOut(source, write.at, isBalanceField)
  return worked && worked.way === (USES.test(worked.field) ? 'raised' : 'lowered')
    ? { write, field: worked.field, amount: undefined }
    : undefined
}

const isLowered = (value: Term): boolean =>
  [...leaves(value)].some(
    leaf =>
      (leaf.kind === 'object' && leaf.entries.some(([key]) => key === 'decrement')) ||
      (leaf.kind === 'literal' && typeof leaf.value === 'number' && leaf.value < 0) ||
      (leaf.kind === 'computed' && leaf.how === '-' && leaf.of.length === 1) ||
      (leaf.kind === 'computed' && leaf.how === 'number' && leaf.of.some(isLowered)),
  )

const isRaised = (value: Term): boolean =>
  [...leaves(value)].some(leaf => leaf.kind === 'object' && leaf.entries.some(([key]) => key === 'increment'))

function isStale(value: Term, field: string, how: '+' | '-'): boolean {
  if (value.kind !== 'computed' && value.kind !== 'either') return false
  if (value.kind === 'computed' && value.how === how && value.of.length === 2)
    return [...originsOf(value.of[0]!)].some(one => one.from === 'row' && one.path.at(-1) === field)
  return value.of.some(part => isStale(part, field, how))
}

/** `repository.save(product)`, `product.save()`. */
const isRow = (data: Term | undefined): boolean =>
  data === undefined || (data.kind === 'origin' && data.from === 'row' && data.path.length === 0)

/** Somewhere on the way, be it in a function that is called first. */
const asksAnywhere = (route: Route, field: string, source: Source): boolean =>
  route.effects.some(effect =>
    [effect.at, ...effect.trail.map(step => step.at)].some(at => asksAround(source, at, field, true) !== undefined),
  )
