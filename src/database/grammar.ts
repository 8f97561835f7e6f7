import { loadModule, parseSync, type Node } from 'libpg-query'

let loading: Promise<void> | undefined
let loaded = false

/** Must be awaited once before anything here reads SQL; then all of it is synchronous. */
export function loadGrammar(): Promise<void> {
  return (loading ??= loadModule().then(() => {
    loaded = true
  }))
}

/** The statement's tree by Postgres' own grammar; `undefined` where it is no valid Postgres. Positions in it are bytes. */
export function parseStatement(sql: string): Node | undefined {
  if (!loaded) throw new Error('loadGrammar() has not been awaited')
  try {
    return parseSync(sql).stmts?.[0]?.stmt
  } catch {
    return undefined
  }
}

/** An expression as it stands in a policy. */
export function parseCondition(sql: string): Node | undefined {
  const statement = parseStatement(`SELECT 1 WHERE ${sql}`)
  return statement && 'SelectStmt' in statement ? statement.SelectStmt.whereClause : undefined
}

/** Every node below (and including) a tree, with its type's name, outermost first; `false` from `visit` skips what is below. */
export function walkNodes(tree: unknown, visit: (type: string, node: Record<string, unknown>) => boolean | void): void {
  if (Array.isArray(tree)) {
    for (const item of tree) walkNodes(item, visit)
    return
  }
  if (tree === null || typeof tree !== 'object') return
  for (const [key, value] of Object.entries(tree)) {
    if (value === null || typeof value !== 'object') continue
    // Node types alone are capitalised; other keys are fields.
    if (/^[A-Z]/.test(key) && !Array.isArray(value) && visit(key, value as Record<string, unknown>) === false) continue
    walkNodes(value, visit)
  }
}

/** The parts of a dotted name: `auth.uid` → `['auth', 'uid']`. `*` stands for itself. */
export function namesOf(nodes: readonly Node[] | undefined): string[] {
  return (nodes ?? []).map(node => ('String' in node ? (node.String.sval ?? '') : 'A_Star' in node ? '*' : ''))
}

/** `users`, or `auth.users` where the schema is not the default one. */
export function tableName(range: { schemaname?: string; relname?: string } | undefined): string {
  const schema = range?.schemaname
  return schema && schema !== 'public' ? `${schema}.${range.relname ?? ''}` : (range?.relname ?? '')
}
