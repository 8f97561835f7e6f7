import type { Certainty, Severity } from '#base/certainty'
import { defineCheck } from '#checks/check'
import {
  decidingColumns,
  GRANTS,
  ORDER,
  OWED,
  PAID,
  PEOPLE,
  REWARD,
  REWARDED,
  ROLE,
  STANDING,
  TENANT,
  VALUE,
  VOUCHER,
} from '#database/access/deciding'
import type { Column, DatabaseFunction, Policy, Table } from '#database/catalogue'
import { askedBy, readCondition } from '#database/condition'
import { isHeld, mentions } from './held.js'
import { isClosed, isRuled, nameOf } from './reach.js'
import { list } from './sensitive.js'

export default defineCheck({
  id: 'rules/self-promotion',
  title: 'Users may change columns of their own row that decide what they are allowed or owe',
  why: "Row rules choose rows, not columns: a user who may change the own row can make it an admin's, a paid one or a richer one.",
  severity: 'critical',
  refs: ['CWE-269', 'CWE-915', 'OWASP-API3:2023'],
  needs: ['tables', 'functions'],
  *find({ tables, functions }) {
    for (const table of tables) {
      if (!isRuled(table) || table.name.includes('.')) continue
      const said = new Set<string>()
      for (const policy of table.policies) {
        const promoted = promotes(table, policy, functions, tables)
        if (!promoted || said.has(promoted.does)) continue
        said.add(promoted.does)
        const names = promoted.columns.map(column => column.name)
        yield {
          at: policy.at,
          certainty: table.beside ? 'possible' : promoted.certainty,
          severity: table.beside ? 'medium' : promoted.severity,
          message: `The policy ${nameOf(policy)} lets users ${SAYS[promoted.does](`\`${table.name}\``, list(names))}.`,
          help:
            promoted.does !== 'update'
              ? `Drop the policy ${nameOf(policy)} and ${promoted.does} rows of \`${table.name}\` only from server code or a trigger.`
              : `Run \`revoke update on ${table.name} from anon, authenticated;\` and grant update on the columns that users may change, or keep ${list(names)} in a table of their own.`,
          key: `${table.name} ${policy.name}`,
          trail: promoted.columns.slice(0, 3).map(column => ({ at: column.at, label: `\`${column.name}\` is declared here` })),
          table: table.name,
          data: { table: table.name, policy: policy.name, columns: names, does: promoted.does },
        }
      }
    }
  },
  claims: ({ table, data }) => ({
    kinds: ['table'],
    names: [table!],
    actor: 'a',
    does: [data!['does'] as 'update' | 'insert' | 'delete'],
    columns: data!['columns'] as string[],
    refutable: true,
  }),
})

const SAYS = {
  insert: (table: string, columns: string) => `give themselves a row of ${table}, ${columns} included`,
  update: (table: string, columns: string) => `change ${columns} of their own row in ${table}`,
  delete: (table: string, columns: string) => `delete their own rows in ${table}, which say what they owe by ${columns}`,
}

interface Promotion {
  readonly does: 'update' | 'insert' | 'delete'
  readonly columns: readonly Column[]
  readonly severity: Severity
  readonly certainty: Certainty
}

function promotes(table: Table, policy: Policy, functions: readonly DatabaseFunction[], tables: readonly Table[]): Promotion | undefined {
  if (!policy.permissive || !policy.roles.some(role => role === 'public' || role === 'authenticated')) return undefined
  const covers = (command: string) => policy.command === 'all' || policy.command === command
  const using = readCondition(policy.using)
  const check = readCondition(policy.check ?? policy.using)
  if (covers('update') && isOwnRow(using) && !isClosed(table, 'update', 'signed-in')) {
    const columns = decidingColumns(table).filter(column => !isHeld(table, policy, column, functions))
    if (columns.length > 0) return { does: 'update', columns, ...gravity(table, columns, functions, tables) }
  }
  const owed = table.columns.filter(column => OWED.test(column.name))
  for (const does of ['update', 'delete'] as const) {
    const columns = owed.filter(column => !isHeld(table, policy, column, functions, does))
    if (columns.length > 0 && covers(does) && ORDERS.test(table.name) && isOfOwnParent(policy.using) && !isClosed(table, does, 'signed-in'))
      return { does, columns, severity: 'high', certainty: 'likely' }
  }
  if (covers('insert') && REWARD.test(table.name) && isOwnRow(check) && !isClosed(table, 'insert', 'signed-in')) {
    const columns = table.columns.filter(column => REWARDED.test(column.name) && !isHeld(table, policy, column, functions, 'insert'))
    if (columns.length > 0) return { does: 'insert', columns, severity: 'high', certainty: 'likely' }
  }
  const given = GRANTS.test(table.name) || VOUCHER.test(table.name)
  if (covers('insert') && given && isOwnRow(check) && !isClosed(table, 'insert', 'signed-in')) {
    const columns = (GRANTS.test(table.name) ? table.columns.filter(column => isGranted(column.name)) : decidingColumns(table)).filter(
      column => !mentions(policy.check, column.name) && !isHeld(table, policy, column, functions, 'insert'),
    )
    const roles = columns.filter(column => ROLE.test(column.name))
    if (columns.length > 0 && !table.triggers?.some(trigger => trigger.before && trigger.on.includes('insert')))
      return { does: 'insert', columns: roles.length > 0 ? roles : columns, severity: 'critical', certainty: 'likely' }
  }
  return undefined
}

const ORDERS = /(?:^|_)(?:orders?|bookings?|reservations?|sales?|transactions?|invoices?|payments?)$/i

/** The row hangs on one of the caller's: the order of the own shop. */
function isOfOwnParent(using: string | undefined): boolean {
  const condition = readCondition(using)
  const { tables } = askedBy(using)
  return (
    condition.who === 'some' &&
    condition.calls.length === 0 &&
    condition.session.length === 0 &&
    /\bauth\.uid\(\)/.test(using ?? '') &&
    tables.length > 0 &&
    tables.every(name => TENANT.test(name))
  )
}

const isGranted = (column: string): boolean => ROLE.test(column) || VALUE.test(column) || STANDING.test(column) || column === 'status'

/** The row is chosen by the caller's id alone: a test of a role beside it makes it an admin's policy. */
function isOwnRow(condition: ReturnType<typeof readCondition>): boolean {
  return condition.who === 'some' && condition.identity.length > 0 && condition.calls.length === 0
}

function gravity(
  table: Table,
  columns: readonly Column[],
  functions: readonly DatabaseFunction[],
  tables: readonly Table[],
): Pick<Promotion, 'severity' | 'certainty'> {
  const role = columns.find(column => ROLE.test(column.name))
  if (role) {
    const texts = [
      ...functions.map(item => item.body),
      ...tables.flatMap(other => other.policies.flatMap(policy => [policy.using ?? '', policy.check ?? ''])),
    ]
    const decides = texts.some(text => new RegExp(`\\b${table.name}\\b`, 'i').test(text) && mentions(text, role.name))
    return { severity: 'critical', certainty: decides ? 'certain' : 'likely' }
  }
  if (PEOPLE.test(table.name) || GRANTS.test(table.name))
    return { severity: columns.some(column => VALUE.test(column.name)) ? 'critical' : 'high', certainty: 'likely' }
  // A customer who may change the status of a booking was perhaps meant to cancel it.
  return {
    severity:
      columns.some(({ name }) => PAID.test(name) || OWED.test(name) || VALUE.test(name) || (ORDER.test(name) && name !== 'status')) ||
      /order|payment/.test(table.name) ||
      VOUCHER.test(table.name)
        ? 'high'
        : 'medium',
    certainty: 'likely',
  }
}
