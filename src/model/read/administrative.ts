import type { Severity } from '#base/certainty'
import type { Table } from '#database/catalogue'
import type { Effect, QueryEffect, Route } from '../app-model.js'
import { originsOf, type Term } from '../term.js'
import { exposed } from './answers.js'
import { type Deed, deedsOf, isAddressed, recipientsOf, setsRole } from './deeds.js'
import { asksUnderCondition, isMachine, isStaffGuard } from './route.js'
import { isPeople, isPrivate, isRoleTable, isShopTable, isSensitive } from './rows.js'
import { chosen, fieldsOf, isCallers, leaves } from './terms.js'

/** Why a route is for people with a role only, though none is asked for. */
export interface Administrative {
  readonly why: string
  readonly severity: Severity
  readonly effects: readonly Effect[]
}

const ADMIN =
  /(?:^|[/_.-])(?:admin|admins|administrator|backoffice|back-office|superadmin|superuser|moderat(?:e|ion|or)|staff)(?:$|[/_.-])/i
/** Columns of an account that somebody with a role sets: not the account's holder. */
const GRANTED =
  /^(?:role|is_?admin|is_?verified|verified|plan|tier|credits?|balance|banned|is_?banned|suspended|status|approved|permissions?|benefit\w*)$/i

/** What an app lets every signed-in user do that only some should. Nothing where a role is asked for, or where nobody signs in. */
export function administrative(route: Route, routes: readonly Route[], tables: ReadonlyMap<string, Table>): Administrative | undefined {
  if ((route.auth !== 'session' && route.auth !== 'owner') || isMachine(route) || route.unreached || route.kind === 'page') return undefined
  const free = route.effects.filter(effect => !effect.onTheWay && !effect.guards.some(isStaffGuard))
  if (asksUnderCondition(route)) return undefined
  const words = route.path.replaceAll(/([a-z])([A-Z])/g, '$1-$2')
  const deeds = deedsOf(
    free.filter(effect => !isOwn(effect)),
    free,
    tables,
    guard => isStaffGuard(guard) || guard.kind === 'owner',
  ).filter(deed => !isAlert(deed.effect))
  if (ADMIN.test(words) && deeds[0])
    return { why: `${deeds[0].says}`, severity: gravity(deeds, tables), effects: deeds.map(deed => deed.effect) }
  const queries = free.filter((effect): effect is QueryEffect => effect.kind === 'query' && effect.table !== undefined)
  const grant = queries.find(
    query =>
      (isRoleTable(query.table!) && query.does !== 'read' && ![...fieldsOf(query.data)].every(([, value]) => isFixed(value))) ||
      grantsToOthers(query),
  )
  if (grant) return { why: `decides about the accounts of others in \`${grant.table}\``, severity: 'critical', effects: [grant] }
  const refund = free.find(
    effect =>
      effect.kind === 'send' &&
      effect.service === 'stripe' &&
      /refunds?\.create|transfers?\.create/.test(effect.operation) &&
      chosen(effect.input) &&
      !effect.guards.some(guard => guard.kind === 'owner'),
  )
  if (refund) return { why: 'moves money that the request names', severity: 'critical', effects: [refund] }
  const team = queries.filter(query => isTeamChange(query, tables))
  if (team[0]) return { why: `changes who belongs to the team in \`${team[0].table}\``, severity: 'medium', effects: team }
  if (!knowsRoles(routes, tables)) return undefined
  const shop = shopChanges(queries, free, tables)
  if (shop[0])
    return {
      why: `changes \`${shop[0].table}\`, which belong to the shop`,
      severity: 'high',
      effects: [...shop, ...queries.filter(query => query.does === 'read' && query.table === shop[0]!.table)],
    }
  const everybody = exposed(free, tables).filter(
    one =>
      one.many &&
      isPeople(one.table) &&
      !one.guards.some(guard => isStaffGuard(guard) || guard.kind === 'owner') &&
      isWhole(one.query, tables) &&
      !one.query.filters.some(filter => chosen(filter.value) || isCallers(filter.value)),
  )
  if (everybody[0])
    return {
      why: `answers with every row of \`${everybody[0].table}\``,
      severity: 'high',
      effects: [...everybody.map(one => one.query), ...queries.filter(query => query.does !== 'read')],
    }
  return undefined
}

/** Mail to where the settings say: what the app tells its staff of itself. */
const isAlert = (effect: Effect): boolean =>
  effect.kind === 'send' && effect.service === 'mail' && recipientsOf(effect.input).length > 0 && !isAddressed(effect.input)

/** Changing the private rows of everybody is as bad as it gets. */
function gravity(deeds: readonly Deed[], tables: ReadonlyMap<string, Table>): Severity {
  const worst = deeds[0]!.severity
  if (
    worst === 'critical' ||
    deeds.some(
      ({ effect }) =>
        effect.kind === 'query' &&
        (effect.does === 'update' || effect.does === 'delete') &&
        isPrivate(effect.table ?? '', tables.get(effect.table ?? '')),
    )
  )
    return 'critical'
  return worst
}

const isFixed = (term: Term): boolean =>
  [...originsOf(term)].every(one => one.from === 'session' || one.from === 'row' || one.from === 'time' || one.from === 'env')

/** Rows that the caller was found by, or that were filtered by the caller. */
const isOwn = (effect: Effect): boolean =>
  effect.kind === 'query' && (effect.filters.some(filter => isCallers(filter.value)) || effect.guards.some(guard => guard.kind === 'owner'))

function grantsToOthers(query: QueryEffect): boolean {
  if (!isPeople(query.table!) || query.does === 'read' || query.does === 'create' || isOwn(query)) return false
  if (!query.filters.some(filter => chosen(filter.value))) return false
  return setsRole(query) !== undefined || [...fieldsOf(query.data)].some(([field, value]) => GRANTED.test(field) && chosen(value))
}

/** Adds or removes members of a team whose members have roles, for any of them. */
function isTeamChange(query: QueryEffect, tables: ReadonlyMap<string, Table>): boolean {
  if (!/member|invit|collaborator/i.test(query.table!) || isPeople(query.table!)) return false
  const table = tables.get(query.table!)
  if (!table?.columns.some(column => /^role(_?id)?$/i.test(column.name))) return false
  if (query.does === 'create') return [...fieldsOf(query.data)].some(([field, value]) => /^role/i.test(field) && chosen(value))
  if (query.does !== 'delete' && query.does !== 'update') return false
  return (
    query.filters.some(filter => chosen(filter.value) && !isCallers(filter.value)) &&
    !(query.does === 'update' && /invit/i.test(query.table!))
  )
}

/** What the request says is written into the catalogue, and not as a side of an order. */
function shopChanges(queries: readonly QueryEffect[], effects: readonly Effect[], tables: ReadonlyMap<string, Table>): QueryEffect[] {
  const sells =
    queries.some(query => query.does === 'create' && /order|booking|reservation|purchase|payment/i.test(query.table!)) ||
    effects.some(effect => effect.kind === 'send' && effect.service === 'stripe')
  return queries.filter(query => {
    const table = tables.get(query.table!)
    if (!table || query.does === 'read' || !isShopTable(query.table!) || table.owner || isOwn(query) || hasOwnedParent(table, tables))
      return false
    if (query.does === 'delete') return true
    const written = [...fieldsOf(query.data)].some(([, value]) => [...leaves(value)].some(leaf => leaf.kind === 'origin' && chosen(leaf)))
    return written ? !sells : query.does === 'create' && !sells
  })
}

const hasOwnedParent = (table: Table, tables: ReadonlyMap<string, Table>): boolean =>
  table.foreignKeys.some(key => tables.get(key.table)?.owner !== undefined)

/** Whether anything in the app says that some users may do more than others. */
function knowsRoles(routes: readonly Route[], tables: ReadonlyMap<string, Table>): boolean {
  return (
    [...tables.values()].some(
      table =>
        isRoleTable(table.name) ||
        (isPeople(table.name) && table.columns.some(column => /^(?:role|is_?admin|is_?staff|permissions?)$/i.test(column.name))),
    ) ||
    routes.some(
      route =>
        route.auth === 'role' ||
        route.effects.some(effect => effect.kind === 'query' && effect.filters.some(filter => /^is_?admin$|^role$/i.test(filter.column))),
    )
  )
}

const isWhole = (query: QueryEffect, tables: ReadonlyMap<string, Table>): boolean =>
  query.columns === undefined
    ? (tables.get(query.table!)?.columns.some(column => /pass|phone|address|ssn|hash|token/i.test(column.name)) ?? true)
    : query.columns.some(column => isSensitive(column) && !/email|role/i.test(column))
