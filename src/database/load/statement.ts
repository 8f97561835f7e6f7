import type { Node } from 'libpg-query'
import type { Place } from '#base/place'
import type { SourceFile } from '#source/source'
import { parseStatement } from '../grammar.js'
import { lineFinder } from '../lines.js'
import { forwardPart, piecesOf } from '../sql/split.js'

/** One statement to be put into the database. */
export interface LoadStatement {
  readonly sql: string
  readonly at: Place
  readonly tree: Node | undefined
  /** Its node's name: `CreateStmt`; `''` where Postgres' grammar does not know it. */
  readonly kind: string
}

export function statementsOf(file: SourceFile): LoadStatement[] {
  return statementsIn(forwardPart(file.text()), file.path)
}

export function statementsIn(text: string, path: string, place?: Place): LoadStatement[] {
  const line = lineFinder(text)
  const statements = piecesOf(text).map(({ sql, start }): LoadStatement => {
    const tree = parseStatement(sql)
    return { sql: sql.trimEnd(), at: place ?? { file: path, line: line(start) }, tree, kind: tree ? (Object.keys(tree)[0] ?? '') : '' }
  })
  return withoutDryRuns(statements)
}

/** `begin; …; rollback;` is a rehearsal: nothing of it stays. Each other statement is a transaction of its own here. */
function withoutDryRuns(statements: readonly LoadStatement[]): LoadStatement[] {
  const kept: LoadStatement[] = []
  let began: number | undefined
  for (const statement of statements) {
    if (statement.kind !== 'TransactionStmt') {
      kept.push(statement)
      continue
    }
    if (/^(?:begin|start)\b/i.test(statement.sql)) began = kept.length
    else if (/^rollback\s*$/i.test(statement.sql) && began !== undefined) kept.length = began
    if (/^(?:commit|end|rollback)\s*$/i.test(statement.sql)) began = undefined
  }
  return kept
}
