import type { Node } from 'libpg-query'
import type { Place } from '#base/place'
import { namesOf, parseStatement, tableName } from '../grammar.js'
import { applyCreate, type PlaceOf } from './columns.js'
import { newTable, type Draft, type TableDraft } from './draft.js'
import {
  alterFunction,
  alterView,
  applyBuckets,
  applyForeignTable,
  applyFunction,
  applyMaterializedView,
  applyView,
  moveView,
  updateBuckets,
} from './functions.js'
import { applyGrant } from './grants.js'
import { readLooseColumn, readLooseIndex, readLooseTable } from './loose.js'
import { alterPolicy, applyPolicy, applyTrigger } from './policies.js'
import type { Piece } from './split.js'
import { applyAlter, applyDrop, applyIndex, applyRename, droppedNames, joinName } from './tables.js'

/** One statement of a file, read. `tree` is missing where it is no Postgres. */
export interface Step extends Piece {
  /** Out of a `do` block, where conditions decide whether it runs. */
  readonly inBlock?: true
  readonly tree: Node | undefined
  readonly place: PlaceOf
  /** Place of a character of the statement, for readers other than the grammar. */
  readonly placeAt: (offset: number) => Place
}

/** The table that a statement is about, when it is not its creation: `shape` for columns and indexes, `rules` for who may do what. */
export interface Subject {
  readonly table: string
  readonly about: 'shape' | 'rules'
  /** Takes something away. */
  readonly removes: boolean
}

/** Only these say anything of a schema; rows of seed files are not read. */
const RELEVANT =
  /^(?:create\s+(?!extension|domain|sequence|schema|role|user|publication|cast|operator|collation|server|event)|alter\s+(?:table|policy|view|materialized\s+view|foreign\s+table|function|index|type)|drop\s+(?!extension|schema|domain|sequence|role|user)|grant|revoke|do|insert\s+into\s+"?storage"?\s*\.\s*"?buckets"?|update\s+"?storage"?\s*\.\s*"?buckets"?)\b/i
export const isRelevant = (sql: string): boolean => RELEVANT.test(sql)

/** Spellings that Postgres refuses and people write. */
const REFUSED = /(\bcreate\s+(?:policy|trigger)|\badd\s+constraint)\s+if\s+not\s+exists\b/i

export function readStep(piece: Piece, placeAt: (offset: number) => Place): Step {
  let bytes: Buffer | undefined
  const characters = (end: number) =>
    end === 0 ? 0 : (bytes ??= Buffer.from(piece.sql)).length === piece.sql.length ? end : bytes.toString('utf8', 0, end).length
  const tree = parseStatement(piece.sql) ?? (REFUSED.test(piece.sql) ? parseStatement(piece.sql.replace(REFUSED, '$1')) : undefined)
  return {
    ...piece,
    tree,
    place: location => placeAt(piece.start + characters(location ?? 0)),
    placeAt: offset => placeAt(piece.start + offset),
  }
}

export function subjectOf({ tree }: Step): Subject | undefined {
  if (!tree) return undefined
  if ('AlterTableStmt' in tree) {
    const kinds = (tree.AlterTableStmt.cmds ?? []).flatMap(node => ('AlterTableCmd' in node ? [node.AlterTableCmd.subtype ?? ''] : []))
    const rules = kinds.some(kind => kind.endsWith('RowSecurity'))
    return {
      table: tableName(tree.AlterTableStmt.relation),
      about: rules ? 'rules' : 'shape',
      removes: kinds.some(kind => /^AT_(?:Drop|Disable)/.test(kind)),
    }
  }
  if ('IndexStmt' in tree) return { table: tableName(tree.IndexStmt.relation), about: 'shape', removes: false }
  if ('CreatePolicyStmt' in tree) return { table: tableName(tree.CreatePolicyStmt.table), about: 'rules', removes: false }
  if ('AlterPolicyStmt' in tree) return { table: tableName(tree.AlterPolicyStmt.table), about: 'rules', removes: true }
  if ('CreateTrigStmt' in tree) return { table: tableName(tree.CreateTrigStmt.relation), about: 'rules', removes: false }
  if ('DropStmt' in tree && tree.DropStmt.removeType === 'OBJECT_POLICY') {
    const [parts = []] = droppedNames(tree.DropStmt)
    return { table: joinName(parts.slice(0, -1)), about: 'rules', removes: true }
  }
  return undefined
}

export function applyStep(draft: Draft, step: Step): void {
  const { tree, sql, place } = step
  if (!tree) return applyLoosely(draft, step)
  const subject = subjectOf(step)
  const table = subject ? draft.tables.get(subject.table) : undefined
  if ('CreateStmt' in tree) {
    const name = tableName(tree.CreateStmt.relation)
    const known = draft.tables.get(name)
    if (known?.created) return
    const created = newTable(name, place(undefined), true)
    applyCreate(created, tree.CreateStmt, place)
    draft.tables.set(name, {
      ...created,
      ...(known && { rowRules: known.rowRules, policies: known.policies, triggers: known.triggers, revoked: known.revoked }),
    })
  } else if ('CreateTableAsStmt' in tree) {
    const { into, query, objtype } = tree.CreateTableAsStmt
    if (objtype === 'OBJECT_MATVIEW') applyMaterializedView(draft, tableName(into?.rel), query, sql, place)
    else if (!draft.tables.has(tableName(into?.rel)))
      draft.tables.set(tableName(into?.rel), newTable(tableName(into?.rel), place(undefined), true))
  } else if ('AlterTableStmt' in tree) {
    if (tree.AlterTableStmt.objtype === 'OBJECT_VIEW') alterView(draft, subject?.table ?? '', viewOptions(tree))
    else if (table) applyAlter(table, tree.AlterTableStmt, place)
  } else if ('IndexStmt' in tree) {
    if (table) applyIndex(table, tree.IndexStmt, place)
  } else if ('CreatePolicyStmt' in tree) {
    if (table) applyPolicy(table, tree.CreatePolicyStmt, sql, place)
  } else if ('AlterPolicyStmt' in tree) {
    if (table) alterPolicy(table, tree.AlterPolicyStmt, sql)
  } else if ('CreateTrigStmt' in tree) {
    if (table) applyTrigger(table, tree.CreateTrigStmt, place)
  } else if ('RenameStmt' in tree) applyRename(draft, tree.RenameStmt)
  else if ('AlterObjectSchemaStmt' in tree) moveView(draft, tree.AlterObjectSchemaStmt)
  else if ('DropStmt' in tree) applyDrop(draft, tree.DropStmt)
  else if ('CreateEnumStmt' in tree) draft.types.add(joinName(namesOf(tree.CreateEnumStmt.typeName)))
  else if ('CompositeTypeStmt' in tree) draft.types.add(tableName(tree.CompositeTypeStmt.typevar))
  else if ('CreateFunctionStmt' in tree) applyFunction(draft, tree.CreateFunctionStmt, sql, place)
  else if ('AlterFunctionStmt' in tree) alterFunction(draft, tree.AlterFunctionStmt)
  else if ('ViewStmt' in tree) applyView(draft, tree.ViewStmt, sql, place)
  else if ('CreateForeignTableStmt' in tree) applyForeignTable(draft, tree.CreateForeignTableStmt.base, sql, place)
  else if ('GrantStmt' in tree) applyGrant(draft, tree.GrantStmt)
  else if ('InsertStmt' in tree) applyBuckets(draft, tree.InsertStmt, place)
  else if ('UpdateStmt' in tree) updateBuckets(draft, tree.UpdateStmt, place)
}

function viewOptions(tree: Extract<Node, { AlterTableStmt: unknown }>): Node[] {
  return (tree.AlterTableStmt.cmds ?? []).flatMap(node => {
    const def = 'AlterTableCmd' in node ? node.AlterTableCmd.def : undefined
    return def && 'List' in def ? (def.List.items ?? []) : []
  })
}

/** MySQL, SQLite, or a slip: what can be read is taken, and the rest is a gap where it would have said something of a table. */
export function applyLoosely(draft: Draft, step: Step): void {
  const table = readLooseTable(step.sql, step.placeAt)
  if (table) {
    if (draft.tables.has(table.name)) return
    const fresh: TableDraft = newTable(table.name, step.place(undefined), true)
    const { columns, primaryKey, indexes, foreignKeys } = table
    draft.tables.set(table.name, {
      ...fresh,
      columns: [...columns],
      primaryKey: [...primaryKey],
      foreignKeys: [...foreignKeys],
      indexes: indexes.map(index => ({ ...index, name: '' })),
    })
    return
  }
  const index = readLooseIndex(step.sql, step.placeAt)
  if (index) {
    draft.tables.get(index.table)?.indexes.push({ ...index.index, name: '' })
    return
  }
  const added = readLooseColumn(step.sql, step.placeAt)
  const target = added && draft.tables.get(added.table)
  if (added && target) {
    if (!target.columns.some(column => column.name === added.column.name)) target.columns.push(added.column)
    if (added.key) target.foreignKeys.push(added.key)
    return
  }
  if (/^(?:create\s+(?:table|policy)|alter\s+(?:table|policy))\b/i.test(step.sql))
    draft.gaps.push({ at: step.place(undefined), why: 'This statement is no SQL that Postgres understands.', hides: ['tables'] })
}
