import type {
  AlterFunctionStmt,
  AlterObjectSchemaStmt,
  CreateFunctionStmt,
  CreateStmt,
  DefElem,
  FunctionParameter,
  InsertStmt,
  Node,
  ViewStmt,
} from 'libpg-query'
import type { Bucket } from '../catalogue.js'
import { namesOf, tableName, walkNodes } from '../grammar.js'
import type { PlaceOf } from './columns.js'
import type { Draft } from './draft.js'
import { joinName } from './tables.js'

const optionsOf = (nodes: readonly Node[] | undefined): DefElem[] =>
  (nodes ?? []).flatMap(node => ('DefElem' in node ? [node.DefElem] : []))

export function applyFunction(draft: Draft, create: CreateFunctionStmt, sql: string, place: PlaceOf): void {
  const name = joinName(namesOf(create.funcname))
  const options = optionsOf(create.options)
  const option = (key: string) => options.find(item => item.defname === key)?.arg
  const language = option('language')
  const body = option('as')
  const known = draft.functions.get(name)
  const taken = (create.parameters ?? []).flatMap(node => ('FunctionParameter' in node ? [node.FunctionParameter] : [])).filter(isTaken)
  const takes = taken.map(parameter => namesOf(parameter.argType?.names).at(-1) ?? '').join()
  draft.functions.set(name, {
    name,
    at: place(undefined),
    definer: isTrue(option('security')),
    searchPath: setsSearchPath(options),
    language: language && 'String' in language ? (language.String.sval ?? 'sql').toLowerCase() : 'sql',
    body:
      body && 'List' in body
        ? namesOf(body.List.items).join('\n')
        : create.sql_body
          ? (/\bbegin\s+atomic\b[\s\S]*|\breturn\b[\s\S]*/i.exec(sql)?.[0] ?? '')
          : '',
    trigger: /^(?:event_)?trigger$/.test(namesOf(create.returnType?.names).at(-1) ?? ''),
    revokedFrom: known?.revokedFrom ?? [],
    takes,
    overloaded: known !== undefined && (known.overloaded || known.takes !== takes),
    parameters: taken.map(parameter => parameter.name ?? ''),
  })
}

const isTaken = ({ mode }: FunctionParameter): boolean => !/OUT|TABLE/.test(mode ?? '')

export function alterFunction(draft: Draft, alter: AlterFunctionStmt): void {
  const name = joinName(namesOf(alter.func?.objname))
  const known = draft.functions.get(name)
  if (!known) return
  const options = optionsOf(alter.actions)
  const security = options.find(item => item.defname === 'security')
  draft.functions.set(name, {
    ...known,
    definer: security ? isTrue(security.arg) : known.definer,
    searchPath: known.searchPath || setsSearchPath(options),
  })
}

const isTrue = (node: Node | undefined): boolean => node !== undefined && 'Boolean' in node && node.Boolean.boolval === true

const setsSearchPath = (options: readonly DefElem[]): boolean =>
  options.some(
    item => item.defname === 'set' && item.arg && 'VariableSetStmt' in item.arg && item.arg.VariableSetStmt.name === 'search_path',
  )

export function applyView(draft: Draft, view: ViewStmt, sql: string, place: PlaceOf): void {
  const name = tableName(view.view)
  const invoker = optionsOf(view.options).find(item => item.defname === 'security_invoker')
  draft.views.set(name, {
    name,
    at: place(undefined),
    invoker: invoker !== undefined && isOn(invoker),
    materialized: false,
    ...queryOf(view.query),
    query: sql,
    revokedFrom: [],
  })
}

export function applyMaterializedView(draft: Draft, name: string, query: Node | undefined, sql: string, place: PlaceOf): void {
  draft.views.set(name, { name, at: place(undefined), invoker: false, materialized: true, ...queryOf(query), query: sql, revokedFrom: [] })
}

/** Rows that another server holds, under a name of this one's. */
export function applyForeignTable(draft: Draft, base: CreateStmt | undefined, sql: string, place: PlaceOf): void {
  const name = tableName(base?.relation)
  const columns = (base?.tableElts ?? []).flatMap(element => ('ColumnDef' in element ? [element.ColumnDef.colname ?? ''] : []))
  const view = { name, at: place(undefined), invoker: false, materialized: false, foreign: true as const }
  draft.views.set(name, { ...view, tables: [], columns, query: sql, revokedFrom: [] })
}

/** `ALTER VIEW v SET (security_invoker = on)`. */
export function alterView(draft: Draft, name: string, options: readonly Node[] | undefined): void {
  const known = draft.views.get(name)
  const invoker = optionsOf(options).find(item => item.defname === 'security_invoker')
  if (known && invoker) draft.views.set(name, { ...known, invoker: isOn(invoker) })
}

/** `ALTER VIEW v SET SCHEMA private`, or of a foreign table: it takes its rights along. */
export function moveView(draft: Draft, { relation, newschema }: AlterObjectSchemaStmt): void {
  const known = draft.views.get(tableName(relation))
  if (!known) return
  draft.views.delete(known.name)
  const name = joinName([newschema ?? 'public', relation?.relname ?? ''])
  draft.views.set(name, { ...known, name })
}

function isOn(option: DefElem): boolean {
  const { arg } = option
  if (arg === undefined) return true
  return 'Boolean' in arg
    ? arg.Boolean.boolval === true
    : 'String' in arg
      ? /^(?:on|true|1|yes)$/i.test(arg.String.sval ?? '')
      : 'Integer' in arg && arg.Integer.ival === 1
}

function queryOf(query: Node | undefined): { tables: string[]; columns: string[] | 'all' } {
  const tables = new Set<string>()
  walkNodes(query, (type, node) => {
    if (type === 'RangeVar') tables.add(tableName(node))
  })
  const targets = query && 'SelectStmt' in query ? (query.SelectStmt.targetList ?? []) : []
  const columns = targets.flatMap(target => {
    if (!('ResTarget' in target)) return []
    const value = target.ResTarget.val
    const names = value && 'ColumnRef' in value ? namesOf(value.ColumnRef.fields) : []
    return [names.at(-1) ?? target.ResTarget.name ?? '']
  })
  return { tables: [...tables], columns: columns.includes('*') ? 'all' : columns.filter(Boolean) }
}

/** `insert into storage.buckets …`, in any order of columns. */
export function applyBuckets(draft: Draft, insert: InsertStmt, place: PlaceOf): void {
  const columns = (insert.cols ?? []).map(node => ('ResTarget' in node ? (node.ResTarget.name ?? '') : ''))
  const select = insert.selectStmt && 'SelectStmt' in insert.selectStmt ? insert.selectStmt.SelectStmt : undefined
  // `insert … select 'a', 'a', true where not exists (…)` names its values in the target list.
  const rows = select?.valuesLists?.map(row => ('List' in row ? (row.List.items ?? []) : [])) ?? [
    (select?.targetList ?? []).flatMap(target => ('ResTarget' in target && target.ResTarget.val ? [target.ResTarget.val] : [])),
  ]
  for (const row of rows) {
    const values = row.map(constantOf)
    const at = (name: string, position: number) => values[columns.length > 0 ? columns.indexOf(name) : position]
    const name = at('id', 0) ?? at('name', 1)
    if (typeof name !== 'string') continue
    const known = draft.buckets.get(name)
    const isPublic = at('public', 5)
    const overwrites = insert.onConflictClause?.action === 'ONCONFLICT_UPDATE'
    if (known && !overwrites) continue
    const limited = columns.some(isLimit) ? { limited: true as const } : {}
    const bucket: Bucket = { name, at: place(firstLocation(row)), public: isPublic === true || isPublic === 'true', ...limited }
    draft.buckets.set(name, bucket)
  }
}

/** `update storage.buckets set public = … where id = …`. */
export function updateBuckets(draft: Draft, update: { targetList?: Node[]; whereClause?: Node }, place: PlaceOf): void {
  const targets = (update.targetList ?? []).flatMap(node => ('ResTarget' in node ? [node.ResTarget] : []))
  const value = constantOf(targets.find(target => target.name === 'public')?.val)
  const limits = targets.some(target => isLimit(target.name ?? ''))
  if (value === undefined && !limits) return
  const named = new Set<string>()
  walkNodes(update.whereClause, (type, node) => {
    if (type === 'A_Const') {
      const name = constantOf({ A_Const: node } as Node)
      if (typeof name === 'string') named.add(name)
    }
  })
  for (const name of named.size > 0 ? named : draft.buckets.keys()) {
    const known = draft.buckets.get(name)
    const limited = limits || known?.limited ? { limited: true as const } : {}
    draft.buckets.set(name, {
      name,
      at: place(undefined),
      public: value === undefined ? (known?.public ?? false) : value === true || value === 'true',
      ...limited,
    })
  }
}

const isLimit = (column: string): boolean => column === 'file_size_limit' || column === 'allowed_mime_types'

function constantOf(node: Node | undefined): string | boolean | undefined {
  if (!node) return undefined
  if ('TypeCast' in node) return constantOf(node.TypeCast.arg)
  if (!('A_Const' in node)) return undefined
  const { sval, boolval } = node.A_Const as { sval?: { sval?: string }; boolval?: { boolval?: boolean } }
  return boolval ? boolval.boolval === true : sval?.sval
}

function firstLocation(row: readonly Node[]): number | undefined {
  let first: number | undefined
  walkNodes(row, (_type, node) => {
    if (first === undefined && typeof node['location'] === 'number') first = node['location']
  })
  return first
}
