import { withoutComments } from '#database/comments'
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
            guards(withoutComments(item.body), column.name),
        ),
    )
  )
}

/** The function that a trigger calls, by its name with or without a schema. */
export const sameFunction = (name: string, called: string): boolean => name === called || name.endsWith(`.${called}`)

/**
 * A trigger that sets the column, or that compares it and refuses, stops its change; one that refuses every change by browsers
 * names none. To work something else out from it leaves it to be chosen.
 */
function guards(body: string, column: string): boolean {
  const isSet = new RegExp(
    `\\bnew\\.${column}\\s*:?=(?!=)|\\binto\\s+(?:strict\\s+)?(?:[\\w.]+\\s*,\\s*)*new(?:\\.${column}\\b|\\b(?!\\.))`,
    'i',
  )
  return isSet.test(withoutTests(body)) || (REFUSES.test(body) && new RegExp(`\\b${column}\\b`, 'i').test(body))
}

const REFUSES = /\braise\s+exception\b|\breturn\s+(?:old|null)\b/i

/** `IF NEW.total = 0 THEN`: what is compared is not set. */
const withoutTests = (body: string): string => body.replace(/\b(?:if|elsif|elseif|when|where)\b[^;]*?\bthen\b|\bwhere\b[^;]*/gi, ' ')

export const mentions = (sql: string | undefined, column: string): boolean =>
  sql !== undefined && new RegExp(`\\b${column}\\b`, 'i').test(sql)
