import { listed } from '#base/listed'
import type { Policy, PolicyCommand, Table } from '#database/catalogue'
import { readCondition, WHO, type Who } from '#database/condition'

export type Command = Exclude<PolicyCommand, 'all'>
export const COMMANDS: readonly Command[] = ['select', 'insert', 'update', 'delete']

/** What one policy lets whom do. */
export interface Access {
  readonly who: Who
  readonly everyRow: boolean
}

const NOBODY: Access = { who: 'nobody', everyRow: false }

/** Access that a policy gives for one command, its roles and its condition taken together. */
export function accessBy(policy: Policy, command: Command): Access {
  if (!policy.permissive || (policy.command !== 'all' && policy.command !== command)) return NOBODY
  const byRole = roleReach(policy.roles)
  // A new row is judged by WITH CHECK, or by USING where that is all there is.
  const condition = readCondition(
    command === 'insert' ? (policy.check ?? (policy.command === 'all' ? policy.using : undefined)) : policy.using,
  )
  const who = WHO.indexOf(condition.who) > WHO.indexOf(byRole) ? condition.who : byRole
  return { who, everyRow: condition.everyRow && who !== 'nobody' }
}

/** Roles other than the two that browsers have are the server's own. */
function roleReach(roles: readonly string[]): Who {
  if (roles.includes('public') || roles.includes('anon')) return 'anyone'
  return roles.includes('authenticated') ? 'signed-in' : 'nobody'
}

/** Whether restrictive policies or taken rights close a command that a permissive policy opens. */
export function isClosed(table: Table, command: Command, who: Who): boolean {
  const restricted = table.policies.some(policy => {
    if (policy.permissive || (policy.command !== 'all' && policy.command !== command)) return false
    const condition = readCondition(command === 'insert' ? (policy.check ?? policy.using) : policy.using)
    return WHO.indexOf(condition.who) > WHO.indexOf(who) || !condition.everyRow
  })
  const role = who === 'anyone' ? 'anon' : 'authenticated'
  return restricted || (table.revoked ?? []).some(item => item.role === role && item.does === command && item.except.length === 0)
}

/** Commands that a policy gives to `who` (or to even more) for every row, where nothing else closes them. */
export function openCommands(table: Table, policy: Policy, who: Who): Command[] {
  return COMMANDS.filter(command => {
    const access = accessBy(policy, command)
    return access.who === who && access.everyRow && !isClosed(table, command, who)
  })
}

/** Row rules are in force, as far as this file set tells: policies on a table without them do nothing. */
export const isRuled = (table: Table): boolean => table.rowRules?.enabled !== false

export const nameOf = (policy: Policy): string => `"${policy.name}"`

export const rowsOf = (commands: readonly Command[]): string => (commands.join() === 'insert' ? 'rows of' : 'every row of')

export const does = (commands: readonly Command[]): string =>
  listed(commands.map(command => ({ select: 'read', insert: 'add', update: 'change', delete: 'delete' })[command]))
