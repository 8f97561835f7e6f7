import { defineCheck } from '#checks/check'
import type { Policy, Table } from '#database/catalogue'
import { askedBy } from '#database/condition'
import type { Effect, QueryEffect } from '#model/app-model'

export default defineCheck({
  id: 'broken/unreadable-rows',
  title: 'Visitors may add a row that they cannot read back',
  why: 'Postgres refuses to hand out a row that row rules hide: the order of a customer who is not signed in fails, or is never found again.',
  severity: 'high',
  refs: ['CWE-863', 'CWE-1076'],
  needs: ['tables', 'routes', 'browser', 'gaps'],
  *find({ tables, routes, browser, gaps }) {
    // A policy may stand in what could not be read.
    if (gaps.some(gap => gap.hides.includes('tables'))) return
    for (const table of tables) {
      if (table.rowRules?.enabled !== true || table.beside || tables.some(other => other !== table && other.name === table.name)) continue
      const added = table.policies.find(policy => letsGuest(policy, 'insert'))
      if (!added || table.policies.some(policy => mayShowGuest(policy))) continue
      const asked = [
        ...routes.flatMap(route =>
          route.unreached ? [] : route.effects.filter(effect => isGuests(effect, table) && (isAdded(effect) || isLookedUp(effect))),
        ),
        ...browser.flatMap(unit => unit.effects.filter(effect => isGuests(effect, table) && isAdded(effect))),
      ].filter(effect => effect.kind === 'query')
      const places = new Set<string>()
      for (const effect of asked) {
        const place = `${effect.at.file}:${effect.at.line}`
        if (places.has(place)) continue
        places.add(place)
        const adds = isAdded(effect)
        yield {
          at: effect.at,
          certainty: 'likely',
          message: adds
            ? `A visitor's row of \`${table.name}\` is asked back as it is added, and no policy lets visitors read it: the whole statement fails.`
            : `A visitor may add rows of \`${table.name}\`, and no policy lets visitors read one: this finds nothing.`,
          help: adds
            ? 'Leave out `.select()` and make the id before the row is added, or add it on the server with the service role.'
            : `Read it on the server with the service role, by an id that cannot be guessed, and show only what the visitor needs.`,
          key: `${table.name} ${adds ? 'added' : 'read'}${places.size > 1 ? ` ${places.size}` : ''}`,
          table: table.name,
          trail: [{ at: added.at, label: 'visitors may add rows' }],
          data: { table: table.name },
        }
      }
    }
  },
})

const covers = (policy: Policy, command: string): boolean => policy.command === 'all' || policy.command === command
const isForGuests = (policy: Policy): boolean => policy.roles.some(role => role === 'public' || role === 'anon')

/** A visitor whom nobody knows is let through by something that does not ask who comes. */
const letsGuest = (policy: Policy, command: string): boolean =>
  policy.permissive && covers(policy, command) && isForGuests(policy) && !askedBy(policy.check ?? policy.using).caller

/** Some row may be shown to a visitor: a condition that asks who comes may have another way in. */
const mayShowGuest = (policy: Policy): boolean =>
  policy.permissive &&
  covers(policy, 'select') &&
  isForGuests(policy) &&
  (!askedBy(policy.using).caller || /\bor\b|is\s+null|current_setting|auth\.jwt|headers/i.test(policy.using ?? ''))

/** With the rights of whoever comes, where nobody asked them to sign in. */
const isGuests = (effect: Effect, table: Table): effect is QueryEffect =>
  effect.kind === 'query' &&
  effect.via === 'supabase' &&
  effect.table === table.name &&
  effect.rights === 'user' &&
  !effect.guards.some(guard => guard.kind !== 'weak')

const isAdded = (effect: QueryEffect): boolean => effect.does === 'create' && effect.returning

const isLookedUp = (effect: QueryEffect): boolean => effect.does === 'read' && effect.single && effect.filters.length > 0
