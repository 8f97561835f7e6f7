import type { Column, DatabaseFunction, Policy, Table } from '#database/catalogue'

/** The column cannot be chosen freely: a condition pins it, a trigger looks at it, or the right was taken away. */
export function isHeld(
  table: Table,
  policy: Policy,
  column: Column,
  functions: readonly DatabaseFunction[],
  event: 'update' | 'insert' | 'delete' = 'update',
): boolean {
  if (mentions(policy.check, column.name) || (event !== 'insert' && mentions(policy.using, column.name))) return true
  if (table.revoked?.some(item => item.role === 'authenticated' && item.does === event && !item.except.includes(column.name))) return true
  const restricted = table.policies.some(
    other => !other.permissive && (mentions(other.check, column.name) || mentions(other.using, column.name)),
  )
  return (
    restricted ||
    (table.triggers ?? []).some(
      trigger =>
        trigger.on.includes(event) &&
        functions.some(
          item =>
            sameFunction(item.name, trigger.function) &&
            // What looks at the row once it is there only stops it by an error.
            (trigger.before || /raise\s+exception/i.test(item.body)) &&
            guards(item.body, column.name),
        ),
    )
  )
}

/** The function that a trigger calls, by its name with or without a schema. */
export const sameFunction = (name: string, called: string): boolean => name === called || name.endsWith(`.${called}`)

/** A trigger that compares or sets the column stops its change; one that stops every change by browsers names none. */
function guards(body: string, column: string): boolean {
  return (
    new RegExp(`\\bnew\\.${column}\\b|\\bold\\.${column}\\b`, 'i').test(body) ||
    (/raise\s+exception/i.test(body) && new RegExp(`\\b${column}\\b`, 'i').test(body))
  )
}

export const mentions = (sql: string | undefined, column: string): boolean =>
  sql !== undefined && new RegExp(`\\b${column}\\b`, 'i').test(sql)
