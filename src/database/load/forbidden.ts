import type { LoadStatement } from './statement.js'

/** Statements that reach beyond the database they run in. */
const KINDS: Readonly<Record<string, string>> = {
  DropdbStmt: 'drops a database',
  CreatedbStmt: 'creates a database',
  AlterDatabaseStmt: 'changes a database as a whole',
  AlterDatabaseSetStmt: 'changes the settings of a database as a whole',
  AlterSystemStmt: 'changes the settings of the server',
  CreateTableSpaceStmt: 'writes to a folder of the server',
  LoadStmt: 'loads code into the server',
  CreateSubscriptionStmt: 'connects to another server',
  CreateForeignServerStmt: 'connects to another server',
  CreateUserMappingStmt: 'connects to another server',
}

const REACHES =
  /\bcopy\b[^;]*\b(?:program|(?:from|to)\s+'[^']*[/\\])|\bdrop\s+database\b|\balter\s+system\b|\b(?:pg_read_(?:binary_)?file|pg_ls_\w+|pg_stat_file|lo_import|lo_export|pg_reload_conf|pg_rotate_logfile|pg_terminate_backend|dblink\w*|pg_execute_server_program|pg_file_\w+)\s*\(/i

/** On a server of the user's, roles are everyone's. */
const ROLES = /^(?:AlterRoleStmt|AlterRoleSetStmt|DropRoleStmt|DropOwnedStmt|ReassignOwnedStmt)$/
const ROLES_INSIDE = /\b(?:alter|drop)\s+(?:role|user|group)\b|\bgrant\s+pg_\w+\s+to\b/i

/** Why a statement is never run. `shared`: on a server that is not ours alone. */
export function forbidden({ sql, kind, tree }: LoadStatement, shared: boolean): string | undefined {
  const whole = KINDS[kind]
  if (whole) return whole
  if (shared && (ROLES.test(kind) || ROLES_INSIDE.test(sql))) return 'changes roles of the whole server'
  if (tree && 'CopyStmt' in tree && (tree.CopyStmt.is_program || tree.CopyStmt.filename)) return 'reads or writes outside of the database'
  if (tree && 'CreateFunctionStmt' in tree && /\blanguage\s+'?(?:c|internal|\w+u)\b/i.test(sql)) return 'runs code outside of the database'
  return REACHES.test(sql) ? 'reaches outside of the database' : undefined
}

/** Says nothing of the schema, or only of how it is to be loaded. */
export function idle({ kind, sql, tree }: LoadStatement): boolean {
  if (
    /^(?:VacuumStmt|ExplainStmt|VariableShowStmt|ListenStmt|NotifyStmt|UnlistenStmt|CheckPointStmt|DiscardStmt|LockStmt|ClusterStmt|ReindexStmt)$/.test(
      kind,
    )
  )
    return true
  if (tree && 'VariableSetStmt' in tree) return /timeout|transaction|default_tablespace|session_authorization/i.test(sql)
  if (tree && 'CopyStmt' in tree) return /\bfrom\s+stdin\b/i.test(sql)
  return /^use\s/i.test(sql)
}
