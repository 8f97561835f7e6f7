import { withoutComments } from '#database/comments'
import type { Table } from '#database/catalogue'
import type { Source } from '#source/source'
import { statementsOn } from './declared-elsewhere.js'

/** Whether the schema lets a value into a column; nothing where it says nothing. */
export type Allows = (table: Table, column: string, value: string | number) => boolean | undefined

/** What the checks of tables let into their columns, as written where each table is created. */
export function allowsIn(source: Source, statements: readonly string[]): Allows {
  const created = new Map<Table, readonly string[]>()
  return (table, column, value) => {
    if (!created.has(table)) created.set(table, creating(source, statements, table))
    const told = created
      .get(table)!
      .map(text => (typeof value === 'number' ? isWithin(text, column, value) : isListed(text, column, value)))
    return told.length > 0 && told.every(one => one === false) ? false : told.includes(true) ? true : undefined
  }
}

/** The statements that make a table; none where a later one changes what it holds. */
function creating(source: Source, statements: readonly string[], table: Table): readonly string[] {
  const all = table.kind === 'sql' && source.file(table.at.file)?.kind === 'sql' ? statementsOn(statements, table) : []
  const changes = all.some(statement => /^alter[\s\S]*\b(?:constraint|check|type)\b/i.test(statement))
  return changes ? [] : all.filter(statement => /^create/i.test(statement)).map(text => withoutComments(text))
}

function isWithin(text: string, column: string, value: number): boolean | undefined {
  const between = new RegExp(`check\\s*\\(\\s*"?${column}"?\\s+between\\s+(-?[\\d.]+)\\s+and\\s+(-?[\\d.]+)\\s*\\)`, 'i')
  const from = new RegExp(
    `check\\s*\\(\\s*"?${column}"?\\s*>=\\s*(-?[\\d.]+)\\s*(?:and\\s+"?${column}"?\\s*<=\\s*(-?[\\d.]+)\\s*)?\\)`,
    'i',
  )
  const [, least, most] = between.exec(text) ?? from.exec(text) ?? []
  return least === undefined ? undefined : value >= Number(least) && (most === undefined || value <= Number(most))
}

function isListed(text: string, column: string, value: string): boolean | undefined {
  const list = new RegExp(`check\\s*\\(\\s*"?${column}"?\\s+in\\s*\\(([^()]*)\\)\\s*\\)`, 'i').exec(text)?.[1]
  return list === undefined ? undefined : [...list.matchAll(/'((?:[^']|'')*)'/g)].some(([, one]) => one!.replaceAll("''", "'") === value)
}
