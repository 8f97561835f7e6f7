import { hiddenBy } from './subject.js'
import type { LoadFile } from './run.js'
import type { LoadStatement } from './statement.js'

const ADDS =
  /^(?:CreateEnumStmt|CreateDomainStmt|CompositeTypeStmt|IndexStmt|CreatePolicyStmt|CreateTrigStmt|CreateExtensionStmt|CreateSchemaStmt|CreateSeqStmt)$/
const ADDS_TO = /^alter\s+table\b[\s\S]*?\b(?:add\s+(?:column|constraint|primary|unique|foreign)|enable\s+row\s+level\s+security)\b/i

/**
 * Of files beside the app's own account (`fix-policies.sql`, `reset.sql`), what only adds to it: whether they ran is not
 * known, and what they take away is there again when the migrations run. Rules go to a table that one account alone makes.
 */
export function besideFiles(files: readonly LoadFile[], main: readonly LoadFile[]): LoadFile[] {
  const known = new Set(main.flatMap(file => file.statements.filter(isNamed).flatMap(hiddenBy)))
  const makers = new Map<string, number>([...known].map(name => [name, 1]))
  for (const file of files)
    for (const name of new Set(file.statements.filter(isTable).flatMap(hiddenBy))) makers.set(name, (makers.get(name) ?? 0) + 1)
  const besides = files.map((file): LoadFile => {
    const statements = file.statements.filter(statement => {
      // A function or view of the same name is an older or newer one: the account's own stays.
      if (isNamed(statement)) return !hiddenBy(statement).some(name => known.has(name))
      if (!ADDS.test(statement.kind) && !(statement.kind === 'AlterTableStmt' && ADDS_TO.test(statement.sql))) return false
      return hiddenBy(statement).every(name => (makers.get(name) ?? 0) <= 1)
    })
    return { path: file.path, statements, beside: true }
  })
  return besides.filter(file => file.statements.length > 0)
}

const isTable = (statement: LoadStatement) => statement.kind === 'CreateStmt'
const isNamed = (statement: LoadStatement) => /^(?:CreateStmt|CreateFunctionStmt|ViewStmt)$/.test(statement.kind)
