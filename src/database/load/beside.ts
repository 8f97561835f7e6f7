import { createdBy } from './subject.js'
import type { LoadFile } from './run.js'
import type { LoadStatement } from './statement.js'

const ADDS =
  /^(?:CreateStmt|CreateEnumStmt|CreateDomainStmt|CompositeTypeStmt|IndexStmt|CreatePolicyStmt|CreateTrigStmt|CreateFunctionStmt|ViewStmt|CreateExtensionStmt|CreateSchemaStmt|CreateSeqStmt)$/
const ADDS_TO = /^alter\s+table\b[\s\S]*?\b(?:add\s+(?:column|constraint|primary|unique|foreign)|enable\s+row\s+level\s+security)\b/i

/**
 * Of files beside the app's own account (`fix-policies.sql`, `reset.sql`), what only adds to it: whether they ran is not
 * known, and what they take away is there again when the migrations run.
 */
export function besideStatements(statements: readonly LoadStatement[], main: readonly LoadFile[]): LoadStatement[] {
  const known = new Set(
    main.flatMap(file =>
      file.statements
        .filter(item => /^Create(?:Stmt|FunctionStmt|EnumStmt)$|^ViewStmt$/.test(item.kind))
        .flatMap(createdBy)
        .slice(0, 5000),
    ),
  )
  return statements.filter(statement => {
    if (statement.kind === 'AlterTableStmt') return ADDS_TO.test(statement.sql)
    if (!ADDS.test(statement.kind)) return false
    // A function or view of the same name is an older or newer one: the account's own stays.
    return (
      !/^(?:CreateFunctionStmt|ViewStmt|CreateStmt)$/.test(statement.kind) ||
      !createdBy(statement)
        .slice(0, 1)
        .some(name => known.has(name))
    )
  })
}
