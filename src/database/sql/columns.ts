import type { ColumnDef, Constraint, CreateStmt, Node, TypeName } from 'libpg-query'
import type { Place } from '#base/place'
import type { Column } from '../catalogue.js'
import { namesOf, tableName } from '../grammar.js'
import type { TableDraft } from './draft.js'

/** Place of a byte offset that the grammar gives. */
export type PlaceOf = (location: number | undefined) => Place

export function applyCreate(table: TableDraft, create: CreateStmt, place: PlaceOf): void {
  for (const element of create.tableElts ?? []) {
    if ('ColumnDef' in element) addColumn(table, element.ColumnDef, place)
    else if ('Constraint' in element) addConstraint(table, element.Constraint, place)
  }
}

export function addColumn(table: TableDraft, definition: ColumnDef, place: PlaceOf): void {
  const name = definition.colname ?? ''
  if (table.columns.some(column => column.name === name)) return
  const at = place(definition.location)
  const constraints = (definition.constraints ?? []).flatMap(node => ('Constraint' in node ? [node.Constraint] : []))
  const has = (kind: string) => constraints.some(constraint => constraint.contype === kind)
  const type = typeOf(definition.typeName)
  table.columns.push({
    name,
    field: name,
    type,
    nullable: !has('CONSTR_NOTNULL') && !has('CONSTR_PRIMARY'),
    hasDefault: has('CONSTR_DEFAULT') || has('CONSTR_IDENTITY') || has('CONSTR_GENERATED') || type.endsWith('serial'),
    unique: has('CONSTR_UNIQUE'),
    ...startOf(constraints.find(constraint => constraint.contype === 'CONSTR_DEFAULT')?.raw_expr),
    at,
  })
  for (const constraint of constraints) addConstraint(table, constraint, () => at, [name])
}

/** `'pending'`, and `'pending'::status`. */
export function startOf(node: Node | undefined): Pick<Column, 'starts'> {
  if (node && 'TypeCast' in node) return startOf(node.TypeCast.arg)
  const text = node && 'A_Const' in node ? (node.A_Const as { sval?: { sval?: string } }).sval?.sval : undefined
  return text === undefined ? {} : { starts: text }
}

/** `own`: the column that a constraint is written at, where it names none. */
export function addConstraint(table: TableDraft, constraint: Constraint, place: PlaceOf, own: string[] = []): void {
  const at = place(constraint.location)
  const keys = constraint.keys ? namesOf(constraint.keys) : own
  const name = constraint.conname ?? constraint.indexname ?? ''
  if (constraint.contype === 'CONSTR_PRIMARY') {
    if (keys.length > 0) table.primaryKey = keys
  } else if (constraint.contype === 'CONSTR_UNIQUE') {
    if (keys.length > 0)
      table.indexes.push({ name: name || `${table.name}_${keys.join('_')}_key`, columns: keys, unique: true, partial: false, at })
  } else if (constraint.contype === 'CONSTR_FOREIGN') {
    const columns = constraint.fk_attrs ? namesOf(constraint.fk_attrs) : own
    if (table.foreignKeys.some(key => key.columns.join() === columns.join())) return
    table.foreignKeys.push({
      columns,
      table: tableName(constraint.pktable),
      references: namesOf(constraint.pk_attrs),
      at,
      // `a` is NO ACTION, which is what holds where nothing is said; `r` is RESTRICT.
      ...(/^[ar]$/.test(constraint.fk_del_action ?? 'a') && { refuses: true as const }),
    })
  }
}

export function typeOf(type: TypeName | undefined): string {
  const name = namesOf(type?.names)
    .filter(part => part !== 'pg_catalog')
    .join('.')
    .toLowerCase()
  return type?.arrayBounds ? `${name}[]` : name
}

/** Plain columns of an index; an expression such as `lower(email)` counts as the column in it. */
export function indexColumns(params: readonly Node[] | undefined): string[] {
  return (params ?? []).flatMap(param => {
    if (!('IndexElem' in param)) return []
    if (param.IndexElem.name) return [param.IndexElem.name]
    const found = /"ColumnRef":\{"fields":\[\{"String":\{"sval":"([^"]+)"/.exec(JSON.stringify(param.IndexElem.expr ?? {}))
    return found?.[1] ? [found[1]] : []
  })
}
