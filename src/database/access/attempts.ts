import type { Asker } from './actors.js'
import type { Relation, RelationColumn } from './relation.js'
import { nameOf, type Row, type Targets } from './targets.js'
import { isRow, literal, quoted } from './text.js'
import type { Trial } from './trial.js'

/** Reads any of the rows with these keys, by the columns that the role may read. */
export function selectTrials(relation: Relation, asker: Asker, keys: readonly Row[], group: string): Trial[] {
  const readable = relation.columns.filter(column => column.selectable.includes(asker.role))
  const what =
    readable.length === 0 || readable.length === relation.columns.length ? '*' : readable.map(column => quoted(column.name)).join(', ')
  return [{ asker, group, sql: `select ${what} from ${nameOf(relation)} where ${isRow(keys)}` }]
}

export function deleteTrials(relation: Relation, asker: Asker, keys: readonly Row[], group: string): Trial[] {
  const sql = `delete from ${nameOf(relation)} where ${isRow(keys)}`
  return [
    { asker, group, sql },
    { asker, group, sql, withoutTriggers: true },
  ]
}

/** Sets a column to what it holds already: passes where the rows can be reached at all. */
export function touchTrials(relation: Relation, asker: Asker, keys: readonly Row[], group: string): Trial[] {
  const key = new Set(relation.primaryKey)
  const free = relation.columns.filter(column => !column.fixed)
  const column =
    free.find(each => each.updatable.includes(asker.role) && !key.has(each.name)) ?? free.find(each => !key.has(each.name)) ?? free[0]
  if (!column) return []
  const set = `update ${nameOf(relation)} set ${quoted(column.name)} = ${quoted(column.name)} where`
  // One row that a condition refuses must not hide another that it lets through.
  return [
    { asker, group, sql: `${set} ${isRow(keys)}` },
    ...(keys.length > 1 && !isHopeless(relation, asker, 'update')
      ? keys.slice(0, 3).map(each => ({ asker, group, sql: `${set} ${isRow([each])}` }))
      : []),
  ]
}

/** Gives a column another value, and looks whether it holds it then. */
export function changeTrials(
  relation: Relation,
  asker: Asker,
  keys: readonly Row[],
  column: RelationColumn,
  values: readonly unknown[],
  group: string,
): Trial[] {
  return values.flatMap(value =>
    (keys.length > 1 ? [keys, ...keys.slice(0, 2).map(key => [key])] : [keys]).map(these => ({
      asker,
      group,
      value,
      sql: `update ${nameOf(relation)} set ${quoted(column.name)} = ${literal(value)} where ${isRow(these)}`,
      watch: `select md5(string_agg(${quoted(column.name)}::text, '|' order by ${quoted(column.name)}::text)) from ${nameOf(relation)} where ${isRow(these)}`,
    })),
  )
}

/** Puts rows in: as they are, or leaving to the database what it can fill in itself. What stood there is taken away first, so that keys are free. */
export function insertTrials(relation: Relation, asker: Asker, rows: readonly Row[], targets: Targets, group: string): Trial[] {
  return rows.slice(0, isHopeless(relation, asker, 'insert') ? 1 : 3).flatMap((row, index) => {
    const forms = [
      writable(relation, asker),
      writable(relation, asker).filter(
        column => !column.hasDefault || targets.owners.includes(column.name) || relation.primaryKey.includes(column.name),
      ),
    ]
    return (
      forms[0]!.length === forms[1]!.length || index > 0 || isHopeless(relation, asker, 'insert') ? forms.slice(0, 1) : forms
    ).flatMap(columns => {
      const trial = insertOf(relation, asker, row, columns, targets, group)
      return trial ? [trial, { ...trial, withoutTriggers: true }] : []
    })
  })
}

function insertOf(
  relation: Relation,
  asker: Asker,
  row: Row,
  columns: readonly RelationColumn[],
  targets: Targets,
  group: string,
): Trial | undefined {
  if (columns.length === 0) return undefined
  const names = columns.map(column => quoted(column.name)).join(', ')
  const key = Object.fromEntries(relation.primaryKey.map(name => [name, row[name]]))
  const known = relation.primaryKey.length > 0 && relation.primaryKey.every(name => columns.some(column => column.name === name))
  const owner = Object.fromEntries(
    targets.owners.filter(name => columns.some(column => column.name === name)).map(name => [name, row[name]]),
  )
  const match = { ...(known ? key : {}), ...owner }
  return {
    asker,
    group,
    ...(known && { before: `delete from ${nameOf(relation)} where ${isRow([key])}` }),
    sql: `insert into ${nameOf(relation)} (${names}) select ${names} from jsonb_populate_record(null::${nameOf(relation)}, ${literal(JSON.stringify(row))}::jsonb)`,
    ...(Object.keys(match).length > 0 && { watch: `select count(*) from ${nameOf(relation)} where ${isRow([match])}` }),
  }
}

/** No policy is for it: one refusal says all. */
const isHopeless = (relation: Relation, asker: Asker, does: 'insert' | 'update'): boolean =>
  relation.rowRules &&
  !relation.policies.some(
    policy =>
      policy.permissive &&
      (policy.command === 'all' || policy.command === does) &&
      (policy.roles.length === 0 || policy.roles.includes(asker.role)),
  )

/** Columns that the role may fill; all of them where it may fill none, so that the refusal is the database's own. */
function writable(relation: Relation, asker: Asker): readonly RelationColumn[] {
  const free = relation.columns.filter(column => !column.fixed)
  const allowed = free.filter(column => column.insertable.includes(asker.role))
  return allowed.length > 0 ? allowed : free
}

/** The row with one person's id put for another's, wherever it stands. */
export function inTheNameOf(row: Row, from: string, to: string | null): Row {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, typeof value !== 'object' && String(value) === from ? to : value]),
  )
}
