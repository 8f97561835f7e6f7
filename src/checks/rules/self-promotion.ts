import type { Certainty, Severity } from '#base/certainty'
import { defineCheck } from '#checks/check'
import { decidingColumns, GRANTS, ORDER, PAID, PEOPLE, ROLE, STANDING, VALUE } from '#database/access/deciding'
import type { Column, DatabaseFunction, Policy, Table } from '#database/catalogue'
import { readCondition } from '#database/condition'
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
          message:
            promoted.does === 'insert'
              ? `The policy ${nameOf(policy)} lets users give themselves a row of \`${table.name}\`, ${list(names)} included.`
              : `The policy ${nameOf(policy)} lets users change ${list(names)} of their own row in \`${table.name}\`.`,
          help:
            promoted.does === 'insert'
              ? `Drop the policy ${nameOf(policy)} and write \`${table.name}\` only from server code or a trigger.`
              : `Run \`revoke update on ${table.name} from anon, authenticated;\` and grant update on the columns that users may change, or keep ${list(names)} in a table of their own.`,
          key: `${table.name} ${policy.name}`,
          trail: promoted.columns.slice(0, 3).map(column => ({ at: column.at, label: `\`${column.name}\` is declared here` })),
          table: table.name,
          data: { table: table.name, policy: policy.name, columns: names },
        }
      }
    }
  },
  claims: ({ table, data, message }) => ({
    kinds: ['table'],
    names: [table!],
    actor: 'a',
    does: [message.includes('give themselves') ? 'insert' : 'update'],
    columns: data!['columns'] as string[],
    refutable: true,
  }),
})

interface Promotion {
  readonly does: 'update' | 'insert'
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
  if (covers('insert') && GRANTS.test(table.name) && isOwnRow(check) && !isClosed(table, 'insert', 'signed-in')) {
    const columns = table.columns.filter(
      column =>
        (ROLE.test(column.name) || VALUE.test(column.name) || STANDING.test(column.name) || /^status$/.test(column.name)) &&
        !mentions(policy.check, column.name) &&
        !isHeld(table, policy, column, functions, 'insert'),
    )
    const roles = columns.filter(column => ROLE.test(column.name))
    if (columns.length > 0 && !table.triggers?.some(trigger => trigger.before && trigger.on.includes('insert')))
      return { does: 'insert', columns: roles.length > 0 ? roles : columns, severity: 'critical', certainty: 'likely' }
  }
  return undefined
}

/** The row is chosen by the caller's id alone: a test of a role beside it makes it an admin's policy. */
function isOwnRow(condition: ReturnType<typeof readCondition>): boolean {
  return condition.who === 'some' && condition.identity.length > 0 && condition.calls.length === 0
}

/** The column cannot be changed freely: a condition pins it, a trigger looks at it, or the right was taken away. */
function isHeld(
  table: Table,
  policy: Policy,
  column: Column,
  functions: readonly DatabaseFunction[],
  event: 'update' | 'insert' = 'update',
): boolean {
  if (mentions(policy.check, column.name) || (event === 'update' && mentions(policy.using, column.name))) return true
  if (table.revoked?.some(item => item.role === 'authenticated' && item.does === event && !item.except.includes(column.name))) return true
  const restricted = table.policies.some(
    other => !other.permissive && (mentions(other.check, column.name) || mentions(other.using, column.name)),
  )
  return (
    restricted ||
    (table.triggers ?? []).some(
      trigger =>
        trigger.on.includes(event) && functions.some(item => sameFunction(item.name, trigger.function) && guards(item.body, column.name)),
    )
  )
}

const sameFunction = (name: string, called: string): boolean => name === called || name.endsWith(`.${called}`)

/** A trigger that compares or sets the column stops its change; one that stops every change by browsers names none. */
function guards(body: string, column: string): boolean {
  return (
    new RegExp(`\\bnew\\.${column}\\b|\\bold\\.${column}\\b`, 'i').test(body) ||
    (/raise\s+exception/i.test(body) && new RegExp(`\\b${column}\\b`, 'i').test(body))
  )
}

const mentions = (sql: string | undefined, column: string): boolean => sql !== undefined && new RegExp(`\\b${column}\\b`, 'i').test(sql)

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
      columns.some(column => PAID.test(column.name) || (ORDER.test(column.name) && column.name !== 'status')) ||
      /order|payment/.test(table.name)
        ? 'high'
        : 'medium',
    certainty: 'likely',
  }
}
