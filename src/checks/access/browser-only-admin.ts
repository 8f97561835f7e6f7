import { listed } from '#base/listed'
import { defineCheck } from '#checks/check'
import type { Policy, PolicyCommand, Table } from '#database/catalogue'
import type { BrowserUnit, QueryEffect, Route } from '#model/app-model'
import { isPrivate, isRoleTable } from '#model/read/rows'
import { tablesByName } from '#model/read/tables'
import { isCallers } from '#model/read/terms'

const ADMIN = /admin|moderat|back-?office|super-?user/i
const DOES = { read: 'reads', create: 'adds', update: 'changes', upsert: 'changes', delete: 'deletes', raw: 'reads' } as const
const COMMAND = { read: 'select', create: 'insert', update: 'update', upsert: 'update', delete: 'delete', raw: 'select' } as const

export default defineCheck({
  id: 'access/browser-only-admin',
  title: 'Only the page is for administrators: the database asks for no role',
  why: 'Hiding a page hides nothing: anyone with the public key of the app sends the same query and gets the same rows.',
  severity: 'high',
  refs: ['CWE-862', 'CWE-285', 'OWASP-API5:2023'],
  needs: ['browser', 'routes', 'tables'],
  *find({ browser, routes, tables }) {
    const byName = tablesByName(tables)
    const shown = shownByPages(routes)
    for (const unit of browser) {
      if (!ADMIN.test(`${unit.at.file} ${unit.name}`)) continue
      for (const [table, queries] of byTable(unit)) {
        const declared = byName.get(table)
        if (!declared?.rowRules) continue
        const open = perDeed(
          queries.filter(one => !isDecided(one, declared) && !(one.does === 'read' && (shown.has(table) || isCounted(one)))),
        )
        const [query] = open
        if (query) {
          const grave = open.some(one => one.does === 'delete' || (one.does === 'read' && !declared.rowRules!.enabled))
          yield {
            at: query.at,
            certainty: 'certain',
            severity: grave && isPrivate(table, declared) ? 'critical' : 'high',
            message: `\`${unit.name}\` ${listed(open.map(one => DOES[one.does]))} rows of \`${table}\` from the browser, and no rule of the database asks for a role.`,
            help: `Enable row level security on \`${table}\`, with a policy for each command that asks for the role.`,
            key: `${unit.at.file} ${table}`,
            table,
            trail: [
              { at: unit.at, label: `\`${unit.name}\`` },
              ...open.map(one => ({ at: one.at, label: `${DOES[one.does]} rows from the browser` })),
              { at: declared.at, label: `\`${table}\`` },
            ],
          }
        }
      }
    }
  },
})

function byTable(unit: BrowserUnit): Map<string, QueryEffect[]> {
  const found = new Map<string, QueryEffect[]>()
  for (const effect of unit.effects) {
    if (effect.kind !== 'query' || !effect.table || effect.rights === 'service' || isRoleTable(effect.table)) continue
    found.set(effect.table, [...(found.get(effect.table) ?? []), effect])
  }
  return found
}

/** Tables whose rows a page shows to everybody. */
const shownByPages = (routes: readonly Route[]): ReadonlySet<string> =>
  new Set(
    routes.flatMap(route =>
      route.kind === 'page' && route.auth === 'public' && !ADMIN.test(route.path)
        ? route.effects.flatMap(effect =>
            effect.kind === 'query' && effect.does === 'read' && effect.table && !effect.filters.some(filter => isCallers(filter.value))
              ? [effect.table]
              : [],
          )
        : [],
    ),
  )

/** Rows are counted; nothing of what they say is asked for. */
const isCounted = (query: QueryEffect): boolean => query.columns?.length === 1 && query.columns[0] === 'id'

/** The first query of each kind. */
const perDeed = (queries: readonly QueryEffect[]): QueryEffect[] =>
  queries.filter((query, index) => queries.findIndex(other => other.does === query.does) === index)

/** Whether the rules of the database say who may ask this, or anyone may know. */
function isDecided(query: QueryEffect, table: Table): boolean {
  if (query.filters.some(filter => isCallers(filter.value))) return true
  if (query.does === 'read' && !isPrivate(table.name, table) && !/note|admin|internal|report|audit/i.test(table.name)) return true
  if (!table.rowRules!.enabled) return false
  const command: PolicyCommand = COMMAND[query.does]
  const policies = table.policies.filter(policy => policy.permissive && (policy.command === 'all' || policy.command === command))
  // A role is asked for: that another policy lets more people in is a fault of that policy.
  if (policies.some(asksRole)) return true
  // No policy lets anyone in but the service role: the page does not work, and nothing leaks.
  return policies.every(policy => !letsAnyoneIn(policy, command))
}

const asksRole = (policy: Policy): boolean =>
  /role\b(?!\(\)\s*=\s*'(?:authenticated|anon))|is_?(?:admin|staff|moderator)|\badmins?\b/i.test(
    `${policy.using ?? ''} ${policy.check ?? ''}`,
  )

/** Neither a role nor an owner is asked for. */
function letsAnyoneIn(policy: Policy, command: PolicyCommand): boolean {
  if (policy.roles.length && policy.roles.every(role => role === 'service_role' || role === 'postgres')) return false
  const condition = command === 'insert' ? (policy.check ?? policy.using) : policy.using
  return (
    condition === undefined ||
    /^\(*\s*true\s*\)*$/i.test(condition) ||
    /^\(*\s*auth\.(?:uid\(\)\s*IS NOT NULL|role\(\)\s*=\s*'authenticated')/i.test(condition)
  )
}
