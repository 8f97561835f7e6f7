import type { Session } from '../engine/database.js'
import { parseStatement } from '../grammar.js'
import { readStatement } from '../sql.js'
import { normalise } from '../statement/dialect.js'
import { attempt } from './attempt.js'
import type { Declared } from './declared.js'
import { full, type Known } from './known.js'
import type { Outcome } from './refer.js'
import type { CodeStatement, Rejection } from './statement.js'

/** What only a name that is not there, a type that does not fit, or an ambiguous one brings. */
const KINDS: Readonly<Record<string, Rejection['kind']>> = {
  '42P01': 'missing-table',
  '42703': 'missing-column',
  '42883': 'missing-function',
  '42P10': 'no-unique-key',
  '42804': 'refused-text',
  '42702': 'refused-text',
  '42803': 'refused-text',
  '42P18': 'refused-text',
  '42725': 'refused-text',
  '22P02': 'mistyped-value',
  '428C9': 'generated-value',
}

/** A statement written by hand, planned as it stands. */
export async function tryText(session: Session, statement: CodeStatement, known: Known, declared: Declared): Promise<Outcome> {
  const { sql } = normalise(statement.sql!)
  const tree = parseStatement(sql)
  const read = tree && readStatement(statement.sql!)
  if (!tree || !read || read.does === 'raw' || /^\s*(?:explain|prepare)/i.test(sql)) return { rejections: [] }
  for (const table of read.tables) {
    if (known.relations.has(full(table))) continue
    const why = declared.table(table)
    if (why) return { rejections: [], unknown: `\`${table}\`: ${why}` }
  }
  const error = await attempt(session, `prepare seaworthy_attempt as ${sql}`)
  await session.run('deallocate all')
  const kind = error && KINDS[error.code]
  if (!error || !kind) return { rejections: [] }
  const named = /(?:relation|column|function) "?([\w.]+)"?/.exec(error.message)?.[1] ?? ''
  const column = named.split('.').at(-1) ?? ''
  if (kind === 'missing-column' && read.tables.some(table => declared.column(table, column)))
    return { rejections: [], unknown: `\`${column}\`: another file of the app declares it` }
  if (kind === 'missing-function') {
    const why = declared.function(named)
    if (why) return { rejections: [], unknown: `\`${named}\`: ${why}` }
  }
  return {
    rejections: [
      {
        statement,
        kind,
        on: kind === 'missing-table' || kind === 'missing-function' ? named : (read.tables[0] ?? named),
        ...(kind === 'missing-column' ? { column } : {}),
        sql: statement.sql!.trim(),
        code: error.code,
        message: error.message,
      },
    ],
  }
}
