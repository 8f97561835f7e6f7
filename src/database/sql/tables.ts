import type { AlterTableStmt, DropStmt, IndexStmt, Node, RenameStmt } from 'libpg-query'
import { namesOf, tableName } from '../grammar.js'
import { addColumn, addConstraint, indexColumns, startOf, type PlaceOf } from './columns.js'
import type { Draft, TableDraft } from './draft.js'

export function applyAlter(table: TableDraft, alter: AlterTableStmt, place: PlaceOf): void {
  for (const node of alter.cmds ?? []) {
    if (!('AlterTableCmd' in node)) continue
    const { subtype, name, def } = node.AlterTableCmd
    const at = place(undefined)
    if (subtype === 'AT_AddColumn' && def && 'ColumnDef' in def) addColumn(table, def.ColumnDef, place)
    else if (subtype === 'AT_AddConstraint' && def && 'Constraint' in def) addConstraint(table, def.Constraint, place)
    else if (subtype === 'AT_EnableRowSecurity' || subtype === 'AT_ForceRowSecurity') table.rowRules = { enabled: true, at }
    else if (subtype === 'AT_DisableRowSecurity') table.rowRules = { enabled: false, at }
    else if (subtype === 'AT_DropColumn' && name) dropColumn(table, name)
    else if (subtype === 'AT_DropConstraint' && name) {
      table.indexes = table.indexes.filter(index => index.name !== name)
      // Postgres names a foreign key after its table and columns.
      table.foreignKeys = table.foreignKeys.filter(key => `${table.name}_${key.columns.join('_')}_fkey` !== name)
    } else if (subtype === 'AT_SetNotNull' && name) changeColumn(table, name, { nullable: false })
    else if (subtype === 'AT_DropNotNull' && name) changeColumn(table, name, { nullable: true })
    else if (subtype === 'AT_ColumnDefault' && name) changeDefault(table, name, def)
  }
}

function changeColumn(table: TableDraft, name: string, change: { nullable?: boolean }): void {
  table.columns = table.columns.map(column => (column.name === name ? { ...column, ...change } : column))
}

function changeDefault(table: TableDraft, name: string, def: Node | undefined): void {
  table.columns = table.columns.map(column => {
    if (column.name !== name) return column
    const { starts: _, ...rest } = column
    return { ...rest, hasDefault: def !== undefined, ...startOf(def) }
  })
}

function dropColumn(table: TableDraft, name: string): void {
  table.columns = table.columns.filter(column => column.name !== name)
  table.indexes = table.indexes.filter(index => !index.columns.includes(name))
  table.foreignKeys = table.foreignKeys.filter(key => !key.columns.includes(name))
}

export function applyIndex(table: TableDraft, index: IndexStmt, place: PlaceOf): void {
  const columns = indexColumns(index.indexParams)
  if (columns.length === 0) return
  table.indexes.push({
    name: index.idxname ?? '',
    columns,
    unique: index.unique === true,
    partial: !holdsEveryValue(index.whereClause, columns[0]),
    at: place(undefined),
  })
}

/** `WHERE user_id IS NOT NULL` leaves out only rows that no one looks up by that column. */
function holdsEveryValue(where: Node | undefined, column: string | undefined): boolean {
  if (!where) return true
  if (!('NullTest' in where) || where.NullTest.nulltesttype !== 'IS_NOT_NULL') return false
  const { arg } = where.NullTest
  return arg !== undefined && 'ColumnRef' in arg && namesOf(arg.ColumnRef.fields).at(-1) === column
}

export function applyRename(draft: Draft, rename: RenameStmt): void {
  const from = tableName(rename.relation)
  const table = draft.tables.get(from)
  const to = rename.newname ?? ''
  if (rename.renameType === 'OBJECT_TYPE') return renameType(draft, rename.object, to)
  if (rename.renameType === 'OBJECT_INDEX') return renameIndex(draft, from, to)
  if (!table) return
  if (rename.renameType === 'OBJECT_TABLE') {
    draft.tables.delete(from)
    table.name = from.includes('.') ? `${from.slice(0, from.lastIndexOf('.'))}.${to}` : to
    draft.tables.set(table.name, table)
  } else if (rename.renameType === 'OBJECT_COLUMN') {
    const old = rename.subname ?? ''
    const renamed = (names: readonly string[]) => names.map(name => (name === old ? to : name))
    table.columns = table.columns.map(column => (column.name === old ? { ...column, name: to, field: to } : column))
    table.primaryKey = renamed(table.primaryKey)
    table.indexes = table.indexes.map(index => ({ ...index, columns: renamed(index.columns) }))
    table.foreignKeys = table.foreignKeys.map(key => ({ ...key, columns: renamed(key.columns) }))
  } else if (rename.renameType === 'OBJECT_POLICY') {
    table.policies = table.policies.map(policy => (policy.name === rename.subname ? { ...policy, name: to } : policy))
  }
}

function renameType(draft: Draft, object: Node | undefined, to: string): void {
  const parts = object && 'List' in object ? namesOf(object.List.items) : []
  if (draft.types.delete(joinName(parts))) draft.types.add(joinName([...parts.slice(0, -1), to]))
}

function renameIndex(draft: Draft, from: string, to: string): void {
  for (const table of draft.tables.values())
    table.indexes = table.indexes.map(index => (index.name === from.split('.').at(-1) ? { ...index, name: to } : index))
}

/** Names that a DROP statement lists: a dotted list each, or a plain one. */
export function droppedNames(drop: DropStmt): string[][] {
  return (drop.objects ?? []).map(object => {
    if ('List' in object) return namesOf(object.List.items)
    if ('String' in object) return [object.String.sval ?? '']
    if ('TypeName' in object) return namesOf(object.TypeName.names)
    if ('ObjectWithArgs' in object) return namesOf(object.ObjectWithArgs.objname)
    return []
  })
}

export const joinName = (parts: readonly string[]): string =>
  parts.filter((part, at) => at > 0 || part !== 'public' || parts.length === 1).join('.')

/** Policies and triggers go with the function that they ask. */
function dropAsking(draft: Draft, name: string): void {
  const asks = asking(name)
  for (const table of draft.tables.values()) {
    table.policies = table.policies.filter(one => !asks.test(`${one.using ?? ''} ${one.check ?? ''}`))
    table.triggers = table.triggers.filter(one => one.function !== name)
  }
}

/** A call of a function, in the text of a condition. */
export const asking = (name: string): RegExp => new RegExp(String.raw`(?<![\w.])(?:\w+\.)?"?${name.replaceAll(/\W/g, '')}"?\s*\(`, 'i')

export function applyDrop(draft: Draft, drop: DropStmt): void {
  for (const parts of droppedNames(drop)) {
    if (drop.removeType === 'OBJECT_TABLE') draft.tables.delete(joinName(parts))
    else if (/^OBJECT_(?:VIEW|MATVIEW|FOREIGN_TABLE)$/.test(drop.removeType ?? '')) draft.views.delete(joinName(parts))
    else if (drop.removeType === 'OBJECT_TYPE') draft.types.delete(joinName(parts))
    else if (drop.removeType === 'OBJECT_FUNCTION') {
      draft.functions.delete(joinName(parts))
      if (drop.behavior === 'DROP_CASCADE') dropAsking(draft, parts.at(-1) ?? '')
    } else if (drop.removeType === 'OBJECT_INDEX') {
      for (const table of draft.tables.values()) table.indexes = table.indexes.filter(index => index.name !== parts.at(-1))
    } else if (drop.removeType === 'OBJECT_POLICY' || drop.removeType === 'OBJECT_TRIGGER') {
      const table = draft.tables.get(joinName(parts.slice(0, -1)))
      if (!table) continue
      if (drop.removeType === 'OBJECT_POLICY') table.policies = table.policies.filter(policy => policy.name !== parts.at(-1))
      else table.triggers = table.triggers.filter(trigger => trigger.name !== parts.at(-1))
    }
  }
}
