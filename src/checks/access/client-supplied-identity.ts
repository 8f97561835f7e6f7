import type { Problem } from '#checks/check'
import { defineCheck } from '#checks/check'
import type { Table } from '#database/catalogue'
import type { Guard, QueryEffect, Route } from '#model/app-model'
import { administrative } from '#model/read/administrative'
import { setsRole } from '#model/read/deeds'
import { isMachine, isStaffGuard, nameOf, trailTo } from '#model/read/route'
import { isOwnerColumn, isPeople, isRoleTable } from '#model/read/rows'
import { unscopedQueries } from '#model/read/scope'
import { tablesByName } from '#model/read/tables'
import { chosen, fieldsOf, isCallers, leaves, spelled } from '#model/read/terms'
import { originsOf, type Term } from '#model/term'

export default defineCheck({
  id: 'access/client-supplied-identity',
  title: 'The request says who the user is, and is believed',
  why: 'Anyone can act in the name of another user, or give themselves a role, by changing one value of the request.',
  severity: 'high',
  refs: ['CWE-639', 'CWE-269', 'OWASP-API1:2023'],
  needs: ['routes', 'tables'],
  *find({ routes, tables }) {
    const byName = tablesByName(tables)
    for (const route of routes) {
      if (isMachine(route) || route.unreached || administrative(route, routes, byName)) continue
      yield* named(route, routes, byName)
      for (const effect of route.effects) {
        if (effect.kind !== 'query' || effect.guards.some(isStaffGuard)) continue
        const creates = effect.does === 'create' || effect.does === 'upsert'
        if (creates) yield* signedAs(route, effect, byName)
        if (creates || (effect.does === 'update' && effect.filters.some(filter => isCallers(filter.value))))
          yield* [...ownRole(route, effect, routes, byName.get(effect.table ?? '')), ...ownStanding(route, effect)]
      }
    }
  },
})

/** Rows are looked up by the user that the request names. One problem a route: the queries share the value. */
function* named(route: Route, routes: readonly Route[], tables: ReadonlyMap<string, Table>): Iterable<Problem> {
  const found = unscopedQueries(route, routes, tables).filter(one => one.namesOwner)
  const [first] = found
  if (!first) return
  const name = nameOf(route)
  const names = [...new Set(found.map(one => `\`${one.table}\``))]
  const writes = found.some(one => one.query.does !== 'read')
  yield {
    at: first.query.at,
    certainty: tables.has(first.table) ? 'certain' : 'likely',
    severity: writes || names.length > 1 ? 'critical' : 'high',
    message: `\`${name}\` takes whose ${names.join(', ')} it ${writes ? 'changes' : 'reads'} from \`${spelled(first.value)}\`, not from the session.`,
    help: 'Take the user id from the verified session.',
    key: `${name} ${first.by.column}`,
    route: name,
    table: first.table,
    trail: trailTo(
      route,
      found.flatMap(one => [one.query, ...one.reaches]),
      'the user is the one that the request names',
    ),
  }
}

/** A row is written under the user that the request names, although somebody is signed in. */
function* signedAs(route: Route, query: QueryEffect, tables: ReadonlyMap<string, Table>): Iterable<Problem> {
  const table = query.table
  if ((route.auth !== 'session' && route.auth !== 'owner') || !table || isPeople(table)) return
  if (query.rights === 'user' && tables.get(table)?.rowRules?.enabled) return
  const fields = [...fieldsOf(query.data)]
  const owners = fields.filter(([field]) => WRITER.test(field) || isOwnerColumn(field, table, tables.get(table)))
  if (owners.some(([, value]) => isCallers(value))) return
  // Who owns what it belongs to may name others in it, but not write in their name.
  if (query.guards.some(guard => guard.kind === 'owner' && !isOfAnother(guard, table))) return
  const own = owners.find(([field]) =>
    route.auth === 'owner' || query.guards.some(guard => guard.kind === 'owner')
      ? WRITER.test(field)
      : WRITER.test(field) || /user|owner|author|created_?by|^uid$/i.test(field) || tables.get(table)?.owner === field,
  )
  const value = own && [...leaves(own[1])].map(chosen).find(Boolean)
  if (!own || !value) return
  const name = nameOf(route)
  yield {
    at: query.at,
    certainty: 'certain',
    severity: 'medium',
    message: `\`${name}\` writes \`${own[0]}\` of \`${table}\` from \`${spelled(value)}\`, so that anyone can write in the name of another.`,
    help: `Write \`${own[0]}\` from the verified session, and drop it from the input.`,
    key: `${name} ${table} ${own[0]}`,
    route: name,
    table,
    trail: trailTo(route, [query], 'the owner is the one that the request names'),
  }
}

const WRITER = /^(?:sender|author)(?:_?id)?$/i

const isOfAnother = ({ on }: Guard, table: string): boolean =>
  on !== undefined && [...originsOf(on)].length > 0 && [...originsOf(on)].every(one => one.from === 'row' && one.name !== table)

/** Kinds of customers may be chosen, unless one of them is the administrator. */
const KIND = /type$/i
const FLAG = /^(?:is_?(?:admin|staff|super_?user)|admin)$/i

const asksForAdmin = (routes: readonly Route[]): boolean =>
  routes.some(route => route.guards.some(guard => guard.kind === 'role' && /admin|staff|super|moderator/i.test(guard.how)))

/** What the app finds out of an account, or is paid for. */
const STANDING =
  /^(?:(?:is_?|email_?|account_?|is_?email_?)?(?:verified|approved|confirmed)|is_?(?:premium|pro)|credits?|balance|wallet_?balance)$/i

/** Somebody signs up as verified, or with credit, because the request says so. */
function* ownStanding(route: Route, query: QueryEffect): Iterable<Problem> {
  const table = query.table
  if (!table || !isPeople(table) || (route.auth !== 'public' && route.auth !== 'session')) return
  const told = [...fieldsOf(query.data)].find(([field, value]) => STANDING.test(field) && isAsked(value))
  if (!told) return
  const name = nameOf(route)
  yield {
    at: query.at,
    certainty: 'certain',
    severity: 'high',
    message: `\`${name}\` stores \`${told[0]}\` of \`${table}\` as the request says.`,
    help: `Set \`${told[0]}\` on the server, and drop it from the input.`,
    key: `${name} ${table} standing`,
    route: name,
    table,
    trail: trailTo(route, [query], 'stored as it was sent'),
  }
}

/** The value itself, or a fixed one where there is none. */
const isAsked = (value: Term): boolean =>
  value.kind === 'origin'
    ? chosen(value) !== undefined && !/^(?:by hand|.*enum)$/.test(value.checked ?? '')
    : (value.kind === 'either' || (value.kind === 'computed' && /^(?:\?\?|\|\|)$/.test(value.how))) &&
      value.of.some(isAsked) &&
      value.of.every(part => part.kind === 'literal' || isAsked(part))

/** The whole body is stored, and its schema lets the administrator's role through. */
const wholeRole = ({ data }: QueryEffect): readonly [string, Term] | undefined =>
  [data, ...(data?.kind === 'object' ? data.spread : [])].flatMap(part =>
    part?.kind === 'origin' && part.checked?.endsWith(' staff role') ? [['role', part] as const] : [],
  )[0]

/** Somebody signs up with the role that they ask for, or gives it to themselves later. */
function* ownRole(route: Route, query: QueryEffect, routes: readonly Route[], known: Table | undefined): Iterable<Problem> {
  const table = query.table
  if (!table || (!isPeople(table) && !isRoleTable(table)) || (route.auth !== 'public' && route.auth !== 'session')) return
  const role = setsRole(query) ?? wholeRole(query)
  const value = role && [...leaves(role[1])].map(leaf => (leaf.kind === 'origin' ? chosen(leaf) : undefined)).find(Boolean)
  // A list of allowed roles, or a schema with one, decides, unless the administrator is on it.
  const passes = FLAG.test(role?.[0] ?? '') ? /^(?!by hand|.*enum)/ : /^(presence|type|string|text|\w+ text)$|\bstaff (?:enum|role)$/
  if (!role || !value || (value.checked && !passes.test(value.checked))) return
  if (KIND.test(role[0]) && !asksForAdmin(routes)) return
  // Mongoose keeps only what its schema names.
  if (known?.kind === 'mongoose' && known.columns.length && !known.columns.some(column => (column.field ?? column.name) === role[0])) return
  const name = nameOf(route)
  yield {
    at: query.at,
    certainty: 'certain',
    severity: 'critical',
    message: `\`${name}\` stores the \`${role[0]}\` that the request asks for in \`${table}\`.`,
    help: `Set \`${role[0]}\` to a fixed value, and let an administrator change it.`,
    key: `${name} ${table} role`,
    route: name,
    table,
    trail: trailTo(route, [query], 'the role is the one that the request asks for'),
  }
}
