import type { DeleteStmt, InsertStmt, Node, SelectStmt, UpdateStmt } from 'libpg-query'
import { namesOf, parseStatement, tableName, walkNodes } from './grammar.js'
import { normalise, type Normal } from './statement/dialect.js'
import { filtersOf, operand, type Scope } from './statement/filters.js'
import { readLoosely } from './statement/loose.js'
import type { Statement, StatementFilter, StatementValue } from './statement/statement.js'

export { loadGrammar } from './grammar.js'
export type { Statement } from './statement/statement.js'

const AGGREGATES = new Set(['count', 'sum', 'avg', 'min', 'max', 'exists', 'bool_or', 'bool_and', 'total', 'last_insert_rowid', 'changes'])

/**
 * Reads one statement of application code: Postgres by its own grammar, MySQL and SQLite brought to it, anything else loosely.
 * `undefined` where the text is no statement. `loadGrammar()` must have been awaited.
 */
export function readStatement(text: string): Statement | undefined {
  const normal = normalise(text)
  const tree = parseStatement(normal.sql)
  if (!tree) return readLoosely(normal)
  const rest = { placeholders: normal.placeholders }
  if ('SelectStmt' in tree) return { ...readSelect(tree.SelectStmt), ...rest }
  if ('InsertStmt' in tree) return { ...readInsert(tree.InsertStmt, normal), ...rest }
  if ('UpdateStmt' in tree) return { ...readUpdate(tree.UpdateStmt), ...rest }
  if ('DeleteStmt' in tree) return { ...readDelete(tree.DeleteStmt), ...rest }
  return { ...NOTHING, does: 'raw', tables: tablesIn(tree), ...rest }
}

type Body = Omit<Statement, 'placeholders'>

const NOTHING: Body = {
  does: 'raw',
  tables: [],
  filters: [],
  columns: [],
  limited: true,
  writes: [],
  values: [],
  returning: false,
  conflict: undefined,
}

function readSelect(select: SelectStmt): Body {
  const written = writeInside(select)
  const targets = firstTargets(select)
  const columns = columnsOf(targets)
  const limit = select.limitCount && operand(select.limitCount).parameter
  const aggregatesOnly = !select.groupClause && targets.length > 0 && targets.every(isAggregate)
  return {
    ...NOTHING,
    does: written?.does ?? 'read',
    tables: [...new Set([...(written?.tables ?? []), ...tablesIn({ SelectStmt: select })])],
    filters: [...filtersIn({ SelectStmt: select })],
    columns,
    limited: select.limitCount !== undefined || aggregatesOnly,
    ...(typeof limit === 'number' ? { limit } : {}),
    sort: sortIn(select),
    offset:
      select.limitOffset !== undefined &&
      !('A_Const' in select.limitOffset && !JSON.stringify(select.limitOffset).match(/"ival":\{"ival"/)),
    writes: written?.writes ?? [],
    values: written?.values ?? [],
  }
}

/** A write in the WITH part makes the whole statement one. */
function writeInside(select: SelectStmt): Body | undefined {
  for (const { CommonTableExpr: common } of (select.withClause?.ctes ?? []).filter(cte => 'CommonTableExpr' in cte)) {
    const query = common.ctequery
    if (!query) continue
    if ('InsertStmt' in query) return readInsert(query.InsertStmt, { overwrites: false, ignores: false })
    if ('UpdateStmt' in query) return readUpdate(query.UpdateStmt)
    if ('DeleteStmt' in query) return readDelete(query.DeleteStmt)
  }
  return undefined
}

function readInsert(insert: InsertStmt, normal: Pick<Normal, 'overwrites' | 'ignores'>): Body {
  const tree: Node = { InsertStmt: insert }
  const writes = (insert.cols ?? []).flatMap(column => ('ResTarget' in column ? [column.ResTarget.name ?? ''] : []))
  const action = insert.onConflictClause?.action
  const conflict =
    action === 'ONCONFLICT_UPDATE' || normal.overwrites
      ? 'update'
      : action === 'ONCONFLICT_NOTHING' || normal.ignores
        ? 'nothing'
        : undefined
  const select = insert.selectStmt && 'SelectStmt' in insert.selectStmt ? insert.selectStmt.SelectStmt : undefined
  const rows = (select?.valuesLists ?? []).flatMap(row => ('List' in row ? [row.List.items ?? []] : []))
  const values: StatementValue[] = rows.flatMap(row =>
    row.map((value, at) => ({ column: writes[at] ?? '', parameter: operand(value).parameter })),
  )
  return {
    ...NOTHING,
    does: conflict === 'update' ? 'upsert' : 'create',
    tables: tablesIn(tree),
    filters: [...filtersIn(tree)],
    columns: columnsOf(insert.returningClause?.exprs ?? []),
    writes,
    values,
    returning: insert.returningClause !== undefined,
    conflict,
  }
}

function readUpdate(update: UpdateStmt): Body {
  const tree: Node = { UpdateStmt: update }
  const values = (update.targetList ?? []).flatMap(target =>
    'ResTarget' in target ? [{ column: target.ResTarget.name ?? '', parameter: operand(target.ResTarget.val).parameter }] : [],
  )
  return {
    ...NOTHING,
    does: 'update',
    tables: tablesIn(tree),
    filters: [...filtersIn(tree)],
    columns: columnsOf(update.returningClause?.exprs ?? []),
    writes: values.map(value => value.column),
    values,
    returning: update.returningClause !== undefined,
  }
}

function readDelete(remove: DeleteStmt): Body {
  const tree: Node = { DeleteStmt: remove }
  return {
    ...NOTHING,
    does: 'delete',
    tables: tablesIn(tree),
    filters: [...filtersIn(tree)],
    columns: columnsOf(remove.returningClause?.exprs ?? []),
    returning: remove.returningClause !== undefined,
  }
}

/** `ORDER BY created_at DESC`, up to the first that is not a plain column. */
function sortIn(select: SelectStmt): { column: string; descending: boolean }[] {
  const sort: { column: string; descending: boolean }[] = []
  for (const item of select.sortClause ?? []) {
    const by = 'SortBy' in item ? item.SortBy : undefined
    if (!by?.node || !('ColumnRef' in by.node)) break
    sort.push({ column: namesOf(by.node.ColumnRef.fields).at(-1) ?? '', descending: by.sortby_dir === 'SORTBY_DESC' })
  }
  return sort
}

/** Of a UNION the first branch names the columns. */
function firstTargets(select: SelectStmt): Node[] {
  return select.targetList ?? (select.larg ? firstTargets(select.larg) : [])
}

function columnsOf(targets: readonly Node[]): string[] | 'all' {
  const columns: string[] = []
  for (const target of targets) {
    if (!('ResTarget' in target)) continue
    const names: string[] = []
    walkNodes(target.ResTarget.val, (type, node) => {
      if (type === 'SubLink') return false
      if (type === 'ColumnRef') names.push(namesOf((node as { fields?: Node[] }).fields).at(-1) ?? '')
      return true
    })
    if (names.includes('*')) return 'all'
    columns.push(...names)
  }
  return [...new Set(columns)]
}

function isAggregate(target: Node): boolean {
  if (!('ResTarget' in target)) return false
  let value = target.ResTarget.val
  while (value && 'TypeCast' in value) value = value.TypeCast.arg
  if (!value) return false
  if ('CoalesceExpr' in value) return isAggregate({ ResTarget: { val: value.CoalesceExpr.args?.[0] as Node } })
  if ('A_Const' in value) return true
  return 'FuncCall' in value && !value.FuncCall.over && AGGREGATES.has(namesOf(value.FuncCall.funcname).at(-1) ?? '')
}

/** Tables named anywhere, in order, without those that WITH defines. */
function tablesIn(tree: Node): string[] {
  const tables: string[] = []
  const defined = new Set<string>()
  const collect = (part: unknown): void =>
    walkNodes(part, (type, node) => {
      if (type === 'CommonTableExpr') defined.add(String(node['ctename']))
      if (type === 'RangeVar') tables.push(tableName(node))
    })
  // A query in the list of columns stands before FROM, and is about other rows.
  if ('SelectStmt' in tree && !tree.SelectStmt.withClause) collect(tree.SelectStmt.fromClause)
  collect(tree)
  const [main] = Object.values(tree) as [{ relation?: { relname?: string } } | undefined]
  if (main?.relation?.relname) tables.unshift(tableName(main.relation))
  return [...new Set(tables)].filter(table => table && !defined.has(table))
}

/** Filters of the query and of every query inside it, each resolved in its own scope. */
function* filtersIn(tree: Node, nested = false): Generator<StatementFilter> {
  const statement =
    'SelectStmt' in tree ? tree.SelectStmt : 'UpdateStmt' in tree ? tree.UpdateStmt : 'DeleteStmt' in tree ? tree.DeleteStmt : undefined
  const mark = nested ? { nested: true as const } : {}
  if (statement) {
    const from = 'usingClause' in statement ? statement.usingClause : 'fromClause' in statement ? statement.fromClause : undefined
    const relation = 'relation' in statement ? statement.relation : undefined
    const scope = scopeOf(from ?? [], relation)
    yield* filtersOf(statement.whereClause, scope, mark)
    for (const { condition, outer } of joinConditions(from ?? []))
      // An outer join keeps the rows that its condition does not fit: nothing is narrowed by it.
      for (const filter of filtersOf(condition, scope, mark))
        yield outer && filter.joined === undefined ? { ...filter, optional: true } : filter
  }
  for (const { node, inline } of queriesBelow(tree)) yield* filtersIn(node, nested || !inline)
}

/** Direct inner queries. `inline`: a part of FROM, UNION or WITH, so its filters narrow what the outer one sees. */
function queriesBelow(tree: Node): { node: Node; inline: boolean }[] {
  const found: { node: Node; inline: boolean }[] = []
  const collect = (value: unknown, inline: boolean) =>
    walkNodes(value, (type, node) => {
      if (type === 'SelectStmt' || type === 'UpdateStmt' || type === 'DeleteStmt' || type === 'InsertStmt') {
        found.push({ node: { [type]: node } as unknown as Node, inline })
        return false
      }
      if (type === 'SubLink' && inline) {
        collect(node, false)
        return false
      }
      return true
    })
  const [{ larg, rarg, ...own }] = Object.values(tree) as [Record<string, unknown>]
  collect(own, true)
  // The branches of a UNION are plain fields, not nodes.
  for (const branch of [larg, rarg]) if (branch) found.push({ node: { SelectStmt: branch }, inline: true })
  return found
}

function scopeOf(from: readonly Node[], relation: UpdateStmt['relation']): Scope {
  const byAlias = new Map<string, string>()
  const add = (range: UpdateStmt['relation']) => {
    if (!range) return
    byAlias.set(range.alias?.aliasname ?? range.relname ?? '', tableName(range))
  }
  add(relation)
  for (const item of from)
    walkNodes(item, (type, node) => {
      if (type === 'RangeSubselect') return false
      if (type === 'RangeVar') add(node as UpdateStmt['relation'])
      return true
    })
  return { byAlias, only: byAlias.size === 1 ? [...byAlias.values()][0] : undefined }
}

function joinConditions(from: readonly Node[]): { condition: Node; outer: boolean }[] {
  const conditions: { condition: Node; outer: boolean }[] = []
  walkNodes(from, (type, node) => {
    if (type === 'RangeSubselect' || type === 'SubLink') return false
    if (type === 'JoinExpr' && node['quals'])
      conditions.push({ condition: node['quals'] as Node, outer: node['jointype'] !== 'JOIN_INNER' })
    return true
  })
  return conditions
}
