import { namesOf, tableName } from '../grammar.js'
import { subjectOf, type Step } from '../sql/apply.js'
import { droppedNames, joinName } from '../sql/tables.js'
import type { LoadStatement } from './statement.js'

/** Tables, views and functions that are not what the file says when this statement did not run. */
export function hiddenBy({ tree }: LoadStatement): string[] {
  if (!tree) return []
  if ('CreateStmt' in tree) return [tableName(tree.CreateStmt.relation)]
  if ('CreateForeignTableStmt' in tree) return [tableName(tree.CreateForeignTableStmt.base?.relation)]
  if ('CreateTableAsStmt' in tree) return [tableName(tree.CreateTableAsStmt.into?.rel)]
  if ('ViewStmt' in tree) return [tableName(tree.ViewStmt.view)]
  if ('CreateFunctionStmt' in tree) return [joinName(namesOf(tree.CreateFunctionStmt.funcname))]
  if ('AlterFunctionStmt' in tree) return [joinName(namesOf(tree.AlterFunctionStmt.func?.objname))]
  if ('RenameStmt' in tree) return tree.RenameStmt.relation ? [tableName(tree.RenameStmt.relation)] : []
  if ('DropStmt' in tree && /TABLE|VIEW|FUNCTION/.test(tree.DropStmt.removeType ?? '')) return droppedNames(tree.DropStmt).map(joinName)
  if ('GrantStmt' in tree)
    return (tree.GrantStmt.objects ?? []).flatMap(object =>
      'RangeVar' in object
        ? [tableName(object.RangeVar)]
        : 'ObjectWithArgs' in object
          ? [joinName(namesOf(object.ObjectWithArgs.objname))]
          : [],
    )
  const subject = subjectOf({ tree } as Step)
  return subject ? [subject.table] : []
}

/** Names that a statement brings into being, of any kind, bare. */
export function createdBy({ tree, sql }: LoadStatement): string[] {
  if (!tree) return []
  const found =
    /^create\s+(?:or\s+replace\s+)?(?:unlogged\s+|temp(?:orary)?\s+|materialized\s+|recursive\s+)*(?:table|view|function|procedure|type|domain|schema|sequence|role|user)\s+(?:if\s+not\s+exists\s+)?("?[\w$]+"?(?:\s*\.\s*"?[\w$]+"?)?)/i.exec(
      sql,
    )
  const added = [...sql.matchAll(/\badd\s+(?:column\s+)?(?:if\s+not\s+exists\s+)?"?([\w$]+)"?/gi)].map(match => match[1] ?? '')
  const columns =
    'CreateStmt' in tree
      ? (tree.CreateStmt.tableElts ?? []).flatMap(element => ('ColumnDef' in element ? [element.ColumnDef.colname ?? ''] : []))
      : []
  return [...(found?.[1] ? [bare(found[1])] : []), ...added.map(bare), ...columns]
}

export const bare = (name: string): string => (name.split('.').at(-1) ?? '').replaceAll('"', '').trim().toLowerCase()
