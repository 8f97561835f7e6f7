import type { GrantStmt, Node } from 'libpg-query'
import { namesOf, tableName } from '../grammar.js'
import type { Draft, TableDraft } from './draft.js'
import { rolesOf } from './policies.js'
import { joinName } from './tables.js'

const COMMANDS = ['select', 'insert', 'update', 'delete'] as const

/** Grants and revokes: Supabase lets `anon` and `authenticated` do everything by default, so what is kept is what was taken away. */
export function applyGrant(draft: Draft, grant: GrantStmt): void {
  const roles = rolesOf(grant.grantees)
  if (grant.objtype === 'OBJECT_FUNCTION' || grant.objtype === 'OBJECT_ROUTINE') return applyToFunctions(draft, grant, roles)
  if (grant.objtype !== 'OBJECT_TABLE') return
  for (const table of namedBy(draft.tables, grant)) for (const role of clientRoles(roles)) applyToTable(table, grant, role)
  if (!touches(grant, 'select')) return
  for (const view of namedBy(draft.views, grant)) view.revokedFrom = changed(view.revokedFrom, roles, grant.is_grant === true)
}

/** PUBLIC has no rights on tables of its own; revoking from it takes nothing from the two client roles. */
const clientRoles = (roles: readonly string[]) => roles.filter(role => role === 'anon' || role === 'authenticated')

/** Tables, or views and foreign tables: a schema's tables are all of them. */
function namedBy<Relation extends { readonly name: string }>(known: ReadonlyMap<string, Relation>, grant: GrantStmt): Relation[] {
  if (grant.targtype === 'ACL_TARGET_ALL_IN_SCHEMA') {
    const schemas = namesOf(grant.objects)
    return [...known.values()].filter(({ name }) => schemas.includes(name.includes('.') ? (name.split('.')[0] ?? '') : 'public'))
  }
  return (grant.objects ?? []).flatMap(object => ('RangeVar' in object ? (known.get(tableName(object.RangeVar)) ?? []) : []))
}

const privilegesOf = (grant: GrantStmt) => (grant.privileges ?? []).flatMap((node: Node) => ('AccessPriv' in node ? [node.AccessPriv] : []))

const touches = (grant: GrantStmt, command: string) =>
  grant.privileges === undefined || privilegesOf(grant).some(privilege => privilege.priv_name === command)

function applyToTable(table: TableDraft, grant: GrantStmt, role: string): void {
  const revoked = table.revoked.get(role) ?? new Map()
  table.revoked.set(role, revoked)
  for (const command of COMMANDS) {
    if (!touches(grant, command)) continue
    const columns = privilegesOf(grant)
      .filter(privilege => privilege.priv_name === command)
      .flatMap(privilege => namesOf(privilege.cols))
    if (grant.is_grant && columns.length === 0) revoked.delete(command)
    else if (grant.is_grant) for (const column of columns) revoked.get(command)?.add(column)
    // Taking single columns away has no effect while the whole table is granted.
    else if (columns.length === 0) revoked.set(command, new Set())
  }
}

function applyToFunctions(draft: Draft, grant: GrantStmt, roles: readonly string[]): void {
  const names =
    grant.targtype === 'ACL_TARGET_ALL_IN_SCHEMA'
      ? [...draft.functions.keys()]
      : (grant.objects ?? []).map(object => ('ObjectWithArgs' in object ? joinName(namesOf(object.ObjectWithArgs.objname)) : ''))
  for (const name of names) {
    const known = draft.functions.get(name)
    if (known) known.revokedFrom = changed(known.revokedFrom, roles, grant.is_grant === true)
  }
}

function changed(revoked: readonly string[], roles: readonly string[], granted: boolean): string[] {
  return granted ? revoked.filter(role => !roles.includes(role)) : [...new Set([...revoked, ...roles])]
}
