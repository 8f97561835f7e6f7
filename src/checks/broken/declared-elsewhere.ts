import type { Table } from '#database/catalogue'
import type { Source } from '#source/source'

const STATEMENT = /\b(?:alter|create)\s+(?:temp(?:orary)?\s+)?table\s+(?:if\s+(?:not\s+)?exists\s+)?(?:only\s+)?["'`[\]\w.${}]+[^;]*/gi

/** Every statement of the app's files that makes or changes a table. */
export const tableStatementsIn = (source: Source): readonly string[] =>
  source.files.flatMap(file => {
    if (file.kind !== 'sql' && file.kind !== 'code') return []
    const text = file.text()
    return /\b(?:alter|create)\s+(?:temp(?:orary)?\s+)?table\b/i.test(text) ? (text.match(STATEMENT) ?? []) : []
  })

/** Those that may be about one table: a name that is put together may be its name. */
export function statementsOn(statements: readonly string[], table: Table): readonly string[] {
  const name = new RegExp(
    `\\btable\\s+(?:if\\s+(?:not\\s+)?exists\\s+)?(?:only\\s+)?(?:["'\`\\w]+\\.)?["'\`[]?(?:${table.name}\\b|\\$\\{)`,
    'i',
  )
  return statements.filter(statement => name.test(statement))
}

/** Whether anything gives the table a column that its first account lacks, or may: a table made like another. */
export function isAddedElsewhere(statements: readonly string[], table: Table, column: string): boolean {
  const told = new RegExp(`\\b${column}\\b|\\$\\{|\\blike\\b|\\binherits\\b|\\bas\\s+select\\b`, 'i')
  return statementsOn(statements, table).some(statement => told.test(statement))
}

/** The types that Supabase generates from the database as it is: https://supabase.com/docs/guides/api/rest/generating-types */
export const generatedTypesIn = (source: Source): string =>
  source.files.flatMap(file => (file.kind === 'code' && /\bRow: \{/.test(file.text()) ? [file.text()] : [])).join('\n')

export const isTyped = (types: string, column: string): boolean => new RegExp(`^\\s*['"]?${column}['"]?\\??:`, 'm').test(types)
