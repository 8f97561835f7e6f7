import type { Policy, Table } from '#database/catalogue'
import type { AppModel } from '#model/app-model'
import type { MigrationPatch } from '../fix.js'

/** Policies as this app writes them. */
export interface PolicyIdiom {
  /** `auth.uid() = user_id`; `undefined` where the owner is nobody who signs in. */
  owns(table: Table): string | undefined
  /** `public.has_role(auth.uid(), 'admin')`, as another policy of the app has it. */
  readonly isAdmin: string | undefined
}

export function policyIdiom(model: AppModel): PolicyIdiom {
  const conditions = model.tables
    .flatMap(table => table.policies.flatMap(policy => [policy.using, policy.check]))
    .filter(one => one !== undefined)
  const uid =
    conditions.some(one => /select\s+auth\.uid/i.test(one)) || !conditions.some(one => /auth\.uid/i.test(one))
      ? '(select auth.uid())'
      : 'auth.uid()'
  const admins = conditions.flatMap(one => /\b(?:\w+\.)?(?:has_role|is_admin|is_staff)\((?:[^()]|\([^()]*\))*\)/i.exec(one)?.[0] ?? [])
  return {
    owns(table) {
      const column = table.columns.find(one => one.name === table.owner)
      const to = table.foreignKeys.find(one => one.columns.length === 1 && one.columns[0] === table.owner)
      if (!column || (to && !/(?:^|\.)(?:users|profiles|accounts|customers|members|user_profiles)$/.test(to.table))) return undefined
      if (!/uuid|text|char/.test(column.type)) return undefined
      return `${uid}${/uuid/.test(column.type) ? '' : '::text'} = ${column.name}`
    },
    isAdmin: admins.find(one => /admin/i.test(one)),
  }
}

export const quotedName = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** `public.orders`, and a name with its schema as it is. */
export const qualified = (name: string): string =>
  name.includes('.') ? name : `public.${/^[a-z_][a-z0-9_]*$/.test(name) ? name : quotedName(name)}`

/** Which of the two conditions a command has. */
export function clauses(command: Policy['command'], using: string, check: string = using): string {
  const parts = [
    ...(command === 'insert' ? [] : [`USING (${using})`]),
    ...(command === 'select' || command === 'delete' ? [] : [`WITH CHECK (${check})`]),
  ]
  return parts.join('\n  ')
}

/** Creates a policy as it stands: how a migration is taken back. */
export function createPolicy(table: Table, policy: Policy): string {
  const conditions = [
    ...(policy.using === undefined ? [] : [`USING (${policy.using})`]),
    ...(policy.check === undefined ? [] : [`WITH CHECK (${policy.check})`]),
  ]
  const to = policy.roles.join(', ')
  return `CREATE POLICY ${quotedName(policy.name)}\nON ${qualified(table.name)}${policy.permissive ? '' : ' AS RESTRICTIVE'} FOR ${policy.command.toUpperCase()}\nTO ${to}\n${conditions.join('\n')};`
}

export const dropPolicy = (table: Table, name: string): string => `DROP POLICY ${quotedName(name)} ON ${qualified(table.name)};`

/** Statements of a migration, and of the way back. */
export const migrationOf = (name: string, up: readonly string[], down: readonly string[]): MigrationPatch => ({
  name,
  up: up.join('\n\n'),
  down: down.join('\n\n'),
})
